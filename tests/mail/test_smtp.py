import email
import socket
from email import policy
from pathlib import Path

import pytest

from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.mail.compose import Draft, compose
from bls_tui.mail.smtp import Problem, Server, Status, Tls, deliver
from checks.model import Secret
from checks.secrets import SecretError
from tests.support.smtp_server import Inbox, certificate, login, scripted, serving

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

A, B, C = "a@acme.example", "b@acme.example", "c@acme.example"
FROM = "desk@firm.example"
PASSWORD = "hunter2-hunter2"


def message(text="Buongiorno,\n.\n..x\nè fatto", to=(A,), **fields) -> bytes:
    people = tuple(Recipient(Field.TO, "", one) for one in to)
    usual = {"message_id": "x.1@firm.example", "date": 0.0, "from_name": "", "from_address": FROM}
    return compose(Draft("Oggetto", text, people, domain="firm.example", **(usual | fields)))


def server(port, **fields) -> Server:
    usual = {"tls": Tls.NONE, "timeout": 5, "last_timeout": 5, "name": "client.example"}
    return Server("localhost", port, **(usual | fields))


def statuses(delivery):
    return [one.status for one in delivery.results]


def test_a_message_arrives_as_it_was_sent():
    inbox = Inbox()
    with serving(inbox) as port:
        found = deliver(server(port), FROM, [A, B], message())
    assert statuses(found) == [Status.ACCEPTED, Status.ACCEPTED]
    assert (found.problem, found.retry, str(found.answer)) == (Problem.NONE, False, "250 taken")
    [envelope] = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [A, B])
    assert envelope.content == message()
    arrived = email.message_from_bytes(envelope.content, policy=policy.default)
    assert arrived.get_content().splitlines() == ["Buongiorno,", ".", "..x", "è fatto"]


def test_what_was_written_by_itself_has_no_envelope_sender():
    inbox = Inbox()
    with serving(inbox) as port:
        assert statuses(deliver(server(port), "", [A], message())) == [Status.ACCEPTED]
    assert inbox.envelopes[0].mail_from in ("", "<>")


def test_each_recipient_has_an_answer():
    inbox = Inbox({A: "550 5.1.1 unknown here", B: "450 4.2.1 greylisted"})
    with serving(inbox) as port:
        found = deliver(server(port), FROM, [A, B, C], message())
    assert statuses(found) == [Status.REFUSED, Status.DEFERRED, Status.ACCEPTED]
    assert [str(one.answer) for one in found.results] == [
        *("550 5.1.1 unknown here", "450 4.2.1 greylisted", "250 taken")
    ]
    assert found.retry
    assert inbox.envelopes[0].rcpt_tos == [C]


def test_where_nobody_is_accepted_nothing_is_sent():
    inbox = Inbox({A: "550 no", B: "550 never"})
    with serving(inbox) as port:
        found = deliver(server(port), FROM, [A, B], message())
    assert (statuses(found), found.retry) == ([Status.REFUSED] * 2, False)
    assert inbox.envelopes == []


@pytest.mark.parametrize(
    ("last", "status", "problem"),
    [
        ("554 5.7.1 spam", Status.REFUSED, Problem.REFUSED),
        ("451 4.3.0 later", Status.DEFERRED, Problem.BUSY),
        ("552 5.3.4 too big", Status.REFUSED, Problem.TOO_BIG),
    ],
)
def test_the_last_word_is_for_all_that_were_accepted(last, status, problem):
    with serving(Inbox({B: "550 no"}, last=last)) as port:
        found = deliver(server(port), FROM, [A, B], message())
    assert statuses(found) == [status, Status.REFUSED]
    assert (found.problem, str(found.answer)) == (problem, last)


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        ("550 5.7.1 not you", Status.REFUSED, Problem.REFUSED),
        ("530 5.7.0 log in first", Status.DEFERRED, Problem.LOGIN),
        ("452 4.3.1 disk full", Status.DEFERRED, Problem.BUSY),
    ],
)
def test_a_sender_may_be_refused(answer, status, problem):
    inbox = Inbox()
    inbox.mail_answer = answer
    with serving(inbox) as port:
        found = deliver(server(port), FROM, [A], message())
    assert (statuses(found), found.problem) == ([status], problem)


def test_a_message_that_is_too_big_is_not_tried():
    inbox = Inbox()
    with serving(inbox, data_size_limit=2000) as port:
        found = deliver(server(port), FROM, [A], message("x" * 5000))
    assert (statuses(found), found.problem, found.retry) == ([Status.REFUSED], Problem.TOO_BIG, False)
    assert "2000" in found.answer.text
    assert inbox.envelopes == []


# encryption and login


@pytest.mark.parametrize("tls", [Tls.TLS, Tls.STARTTLS])
def test_tls_and_login(tls, tmp_path):
    context, authority = certificate(tmp_path)
    inbox = Inbox()
    how = {"ssl_context": context} if tls is Tls.TLS else {"tls_context": context, "require_starttls": True}
    with serving_tls(inbox, how) as port:
        usual = {"tls": tls, "user": "desk", "secret": lambda: Secret(PASSWORD)}
        good = deliver(server(port, ca_file=Path(authority), **usual), FROM, [A], message())
        strange = deliver(server(port, **usual), FROM, [A], message())
    assert statuses(good) == [Status.ACCEPTED]
    assert (statuses(strange), strange.problem) == ([Status.DEFERRED], Problem.TLS)
    assert "certificate" in strange.answer.text.lower()


def serving_tls(inbox, how):
    implicit = {"auth_require_tls": False} if "ssl_context" in how else {}
    return serving(inbox, authenticator=login("desk", PASSWORD), auth_required=True, **how, **implicit)


def test_a_wrong_name_in_the_certificate_is_an_error(tmp_path):
    context, authority = certificate(tmp_path)
    with serving(Inbox(), ssl_context=context) as port:
        found = deliver(
            Server("127.0.0.1", port, Tls.TLS, ca_file=Path(authority), timeout=5, name="x"), FROM, [A], message()
        )
    assert found.problem is Problem.TLS


def test_starttls_that_is_not_offered_is_an_error_and_not_done_without():
    inbox = Inbox()
    with serving(inbox) as port:
        found = deliver(server(port, tls=Tls.STARTTLS), FROM, [A], message())
    assert (statuses(found), found.problem) == ([Status.DEFERRED], Problem.TLS)
    assert inbox.envelopes == []


def test_a_missing_file_of_authorities_is_named(tmp_path):
    with serving(Inbox()) as port:
        found = deliver(server(port, tls=Tls.TLS, ca_file=tmp_path / "no.pem"), FROM, [A], message())
    assert found.problem is Problem.TLS
    assert "no.pem" in found.answer.text


def test_a_wrong_password_waits_and_is_not_repeated_in_the_answer():
    wrong = "wrong-password"
    with serving(Inbox(), authenticator=login("desk", PASSWORD), auth_required=True, auth_require_tls=False) as port:
        found = deliver(server(port, user="desk", secret=lambda: Secret(wrong)), FROM, [A], message())
    assert (statuses(found), found.problem, found.retry) == ([Status.DEFERRED], Problem.LOGIN, True)
    assert found.answer.code == 535
    assert wrong not in repr(found)


def test_a_secret_that_cannot_be_had_is_told():
    def missing():
        raise SecretError("the environment variable X is not set")

    found = deliver(server(1, user="desk", secret=missing), FROM, [A], message())
    assert (statuses(found), found.problem) == ([Status.DEFERRED], Problem.SECRET)
    assert "X is not set" in found.answer.text


def test_a_token_logs_in():
    script = [
        (b"", b"220 hi\r\n"),
        (b"\r\n", b"250-me\r\n250 AUTH XOAUTH2\r\n"),
        (b"\r\n", b"235 come in\r\n"),
        (b"\r\n", b"250 sender\r\n"),
        (b"\r\n", b"250 recipient\r\n"),
        (b"\r\n", b"354 go\r\n"),
        (b"\r\n.\r\n", b"250 done\r\n"),
    ]
    with scripted(*script) as (port, heard):
        found = deliver(server(port, user="desk@x", secret=lambda: Secret("t0k3n"), xoauth2=True), FROM, [A], message())
    assert statuses(found) == [Status.ACCEPTED]
    assert b"AUTH XOAUTH2 dXNlcj1kZXNrQHgBYXV0aD1CZWFyZXIgdDBrM24BAQ==" in heard


def test_a_token_that_is_refused_is_explained_by_the_server():
    script = [
        (b"", b"220 hi\r\n"),
        (b"\r\n", b"250-me\r\n250 AUTH XOAUTH2\r\n"),
        (b"\r\n", b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
        (b"\r\n", b"535 5.7.8 token t0k3n expired dXNlcj1kZXNrQHgBYXV0aD1CZWFyZXIgdDBrM24BAQ==\r\n"),
    ]
    with scripted(*script) as (port, _heard):
        found = deliver(server(port, user="desk@x", secret=lambda: Secret("t0k3n"), xoauth2=True), FROM, [A], message())
    assert found.problem is Problem.LOGIN
    assert str(found.answer) == "535 5.7.8 token *** expired ***"


# what the network does


def test_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = deliver(server(free.getsockname()[1]), FROM, [A, B], message())
    assert (statuses(found), found.problem) == ([Status.DEFERRED] * 2, Problem.UNREACHABLE)
    assert "refused" in found.answer.text.lower()
    assert found.retry


GREETED = [(b"", b"220 hi\r\n"), (b"\r\n", b"250 me\r\n")]
OFFERED = [*GREETED, (b"\r\n", b"250 sender\r\n"), (b"\r\n", b"250 recipient\r\n")]


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ([], Problem.UNREACHABLE),
        ([(b"", b"421 too many connections\r\n")], Problem.BUSY),
        ([(b"", b"554 not for you\r\n")], Problem.BUSY),
        ([(b"", b"220 hi\r\n")], Problem.DROPPED),
        (GREETED, Problem.DROPPED),
        (OFFERED, Problem.DROPPED),
        ([*OFFERED, (b"DATA\r\n", b"354 go\r\n"), (b"Subject", b"")], Problem.UNCERTAIN),
        ([*OFFERED, (b"DATA\r\n", b"354 go\r\n"), (b"\r\n.\r\n", b"")], Problem.UNCERTAIN),
        ([*OFFERED, (b"DATA\r\n", b"451 not now\r\n")], Problem.BUSY),
        ([(b"", b"\xff\xfe garbage\r\n")], Problem.BUSY),
    ],
)
def test_wherever_the_line_goes_dead_nothing_is_lost(script, problem):
    with scripted(*script) as (port, _heard):
        found = deliver(server(port), FROM, [A], message())
    assert (statuses(found), found.retry) == ([Status.DEFERRED], True)
    assert found.problem is problem
    assert found.uncertain == (problem is Problem.UNCERTAIN)


def test_a_line_that_breaks_in_the_middle_of_a_large_message_is_no_doubt():
    large = message().rstrip() + b"\r\n" + (b"x" * 75 + b"\r\n") * 100_000
    with scripted(*OFFERED, (b"DATA\r\n", b"354 go\r\n"), (b"Subject", b"")) as (port, _heard):
        found = deliver(server(port), FROM, [A], large)
    assert (statuses(found), found.problem) == ([Status.DEFERRED], Problem.DROPPED)


def test_who_was_refused_before_the_line_went_dead_stays_refused():
    script = [*OFFERED, (b"\r\n", b"550 unknown\r\n"), (b"DATA\r\n", b"354 go\r\n"), (b"\r\n.\r\n", b"")]
    with scripted(*script) as (port, _heard):
        found = deliver(server(port), FROM, [A, B], message())
    assert statuses(found) == [Status.DEFERRED, Status.REFUSED]
    assert found.uncertain


def test_a_server_that_says_nothing_is_given_up():
    with scripted((b"", None)) as (port, _heard):
        found = deliver(server(port, timeout=0.3), FROM, [A], message())
    assert found.problem is Problem.UNREACHABLE
    with scripted(*OFFERED, (b"DATA\r\n", b"354 go\r\n"), (b"\r\n.\r\n", None)) as (port, _heard):
        found = deliver(server(port, last_timeout=0.3), FROM, [A], message())
    assert found.uncertain


# addresses


def test_a_domain_of_other_letters_goes_over_the_wire_in_ascii():
    inbox = Inbox()
    with serving(inbox) as port:
        found = deliver(server(port), FROM, ["a@bücher.example"], message(to=["a@bücher.example"]))
    assert found.results[0].address == "a@bücher.example"
    assert inbox.envelopes[0].rcpt_tos == ["a@xn--bcher-kva.example"]


def test_an_address_of_other_letters_needs_a_server_that_knows_them():
    address = "müller@acme.example"
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=True) as port:
        assert statuses(deliver(server(port), FROM, [address], message(to=[address]))) == [Status.ACCEPTED]
    assert inbox.envelopes[0].rcpt_tos == [address]
    assert address.encode() in inbox.envelopes[0].content
    with serving(Inbox(), enable_SMTPUTF8=False) as port:
        found = deliver(server(port), FROM, [address], message(to=[address]))
    assert (statuses(found), found.problem) == ([Status.REFUSED], Problem.REFUSED)


@pytest.mark.parametrize("address", ["a@b.it\r\nRCPT TO:<x@y.it>", "", "a", "a@" + "ü" * 70 + ".it"])
def test_what_is_no_address_goes_nowhere(address):
    found = deliver(server(1), FROM, [A, address], message())
    assert statuses(found) == [Status.REFUSED] * 2
