import pytest

from bls_tui.desk.mail.addresses import anybodys, blocked, domain, valid


@pytest.mark.parametrize(
    "address",
    [
        *(
            "no-reply@x.it",
            "noreply@x.it",
            "NoReply-123@x.it",
            "do_not_reply@x.it",
            "donotreply@x.it",
            "postmaster@x.it",
        ),
        *(
            "mailer-daemon@x.it",
            "abuse@x.it",
            "bounce+abc=x@x.it",
            "bounces-12@x.it",
            "root@x.it",
            "non.rispondere@x.it",
        ),
    ],
)
def test_nobody_reads_these(address):
    assert blocked(address)


@pytest.mark.parametrize(
    "address", ["noretti@x.it", "rooter@x.it", "info@noreply.example", "abuser@x.it", "", "rossi@x.it"]
)
def test_somebody_may_read_these(address):
    assert not blocked(address)


@pytest.mark.parametrize(
    "name", ["gmail.com", "GMail.com", "libero.it", "milano.pecavvocati.legalmail.it", "pec.it", ""]
)
def test_everybody_may_be_there(name):
    assert anybodys(name)


@pytest.mark.parametrize("name", ["acme.example", "pec.acme.it", "notgmail.com", "gmail.com.evil.example"])
def test_these_are_somebodys_own(name):
    assert not anybodys(name)


@pytest.mark.parametrize("address", ["a@b.it", "o'brien+x@b-c.it", "müller@bücher.example", "a@localhost"])
def test_these_can_be_written_to(address):
    assert valid(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "a",
            "a@",
            "@b",
            "a@b@c",
            "a b@c.it",
            "a@b.it\n",
            "a@b.it\r\nBcc: c@d.it",
            "<a@b.it>",
            '"a"@b.it',
            "a..b@c.it",
        ),
        *(
            ".a@b.it",
            "a.@b.it",
            "a@b..it",
            "a@-",
            "a@b,c",
            "x" * 65 + "@b.it",
            "a@" + "b" * 260,
            "a\x00@b.it",
            "a@b .it",
        ),
    ],
)
def test_these_cannot(address):
    assert not valid(address)


def test_the_domain_is_what_stands_behind_the_last_at():
    assert domain("a@b@C.it") == "c.it"
    assert domain("a") == ""
