"""Which processes a mail is about; several jobs and machines in one mail are told apart."""

from dataclasses import replace

import pytest

from checks.rules.expected.names import like, machine_like, product_like
from checks.rules.expected.recognition import MailFacts, Match, Recognised, Recognition, recognise

MAIL = MailFacts("backup", "veeam@firm.it", "[Success] Nightly (2 objects)", "Veeam Backup & Replication", "Nightly")
MANY = replace(MAIL, job="", subject="Daily report", items=("SQL", "Files", "srv3.firm.example"))


@pytest.mark.parametrize(
    "wanted",
    [
        Recognition(),
        Recognition(account="backup"),
        Recognition(senders=("*@firm.it",)),
        Recognition(senders=("@FIRM.it",)),
        Recognition(senders=("other@firm.it", "VEEAM@firm.it")),
        Recognition(subject=("[success]", "nightly")),
        Recognition(product="veeam"),
        Recognition(job="NIGHTLY"),
        Recognition(job="night*"),
    ],
)
def test_a_mail_is_recognised_by_what_is_said_of_it(wanted):
    assert recognise(MAIL, {"p": wanted}).matches == (Match("p"),)


@pytest.mark.parametrize(
    "wanted",
    [
        Recognition(account="other"),
        Recognition(senders=("*@firm.com",)),
        Recognition(senders=("@evil-firm.it",)),
        Recognition(subject=("[success]", "weekly")),
        Recognition(product="acronis"),
        Recognition(job="Night"),
        Recognition(job="Nightly", host="srv1"),
    ],
)
def test_all_that_is_said_must_hold(wanted):
    assert recognise(MAIL, {"p": wanted}) == Recognised()


def test_a_domain_is_no_ending():
    assert recognise(replace(MAIL, sender="a@notfirm.it"), {"p": Recognition(senders=("@firm.it",))}).matches == ()


def test_the_process_that_says_more_wins():
    processes = {
        "any": Recognition(account="backup"),
        "veeam": Recognition(account="backup", product="veeam"),
        "nightly": Recognition(job="Nightly"),
        "nights": Recognition(job="Night*", product="veeam", senders=("veeam@firm.it",)),
    }
    assert recognise(MAIL, processes) == Recognised((Match("nightly"),))


def test_processes_that_fit_equally_well_are_left_to_a_technician():
    processes = {"a": Recognition(job="Nightly"), "b": Recognition(job="nightly")}
    assert recognise(MAIL, processes) == Recognised((), ("a", "b"))


def test_jobs_and_machines_in_one_mail_are_told_apart():
    processes = {
        "sql": Recognition(job="SQL"),
        "files": Recognition(job="files"),
        "third": Recognition(host="srv3"),
        "fourth": Recognition(host="srv4"),
    }
    assert recognise(MANY, processes).matches == (
        Match("sql", "SQL"),
        Match("files", "Files"),
        Match("third", "srv3.firm.example"),
    )


def test_a_machine_inside_a_job():
    mail = replace(MAIL, items=("srv1", "srv2"))
    processes = {"job": Recognition(job="Nightly"), "srv2": Recognition(job="Nightly", host="srv2")}
    assert recognise(mail, processes).matches == (Match("job"), Match("srv2", "srv2"))


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("Backup  SRV", "backup srv", True),
        ("a*b*c", "aXbXc", True),
        ("a*b", "ab", True),
        ("ab*b", "ab", False),
        ("*", "", True),
        ("", "x", False),
        ("[daily]", "[Daily]", True),
        ("Gravità", "Gravita\u0300", True),
    ],
)
def test_patterns(pattern, name, fits):
    assert like(pattern, name) is fits


@pytest.mark.parametrize(
    ("wanted", "told", "fits"),
    [
        ("srv1", "SRV1.firm.example", True),
        ("srv1.firm.example", "srv1", True),
        ("srv1.firm.example", "srv1.other.example", False),
        ("10.0.0.1", "10", False),
        ("*.firm.example", "srv1", False),
        ("srv1", "srv10", False),
        ("", "", True),
    ],
)
def test_machines_with_and_without_their_domain(wanted, told, fits):
    assert machine_like(wanted, told) is fits


def test_products_by_their_words():
    assert product_like("veeam agent", "Veeam Agent for Microsoft Windows")
    assert not product_like("veeam agent", "Veeam Backup & Replication")
    assert not product_like("&", "Veeam Backup & Replication")
