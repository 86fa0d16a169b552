"""Every mistake in the tables of expected processes names file, line and key, and says what would be right."""

import pytest

HEAD = "[customer.acme]\n[customer.beta]\n[host.srv1]\ncustomer = 'acme'\n[host.srv2]\ncustomer = 'beta'\n"
PROCESS = "[process.p]\ncustomer = 'acme'\nmailbox = 'backup'\n"

CASES = [
    ("no schedule", "", 7, "process.p", "it never runs: say cron ="),
    ("two schedules", "at = '22:00'\ncron = '0 22 * * *'\n", 7, "process.p", "cron and at both say when it runs"),
    (
        "a wrong hour",
        "cron = '0 25 * * *'\n",
        10,
        "process.p.cron",
        "'0 25 * * *' is no cron expression: bad hour; the fields are minute hour",
    ),
    ("four fields", "cron = '0 22 * *'\n", 10, "process.p.cron", "'0 22 * *' does not have the five fields"),
    ("a day that is none", "at = ['22:00', 'lun 22:00']\n", 10, "process.p.at", "'lun' names no days"),
    ("no time", "at = 'mon-fri'\n", 10, "process.p.at", "'mon-fri' does not end in a time of the day"),
    ("no times at all", "at = []\n", 10, "process.p.at", "no times: say when it runs"),
    ("a sender", "at = '22:00'\nsender = 'firm.it'\n", 11, "process.p.sender", "'firm.it' is no sender such as"),
    ("a policy", "at = '22:00'\npropose = '6 of 5'\n", 11, "process.p.propose", "'6 of 5' is none of"),
    ("partial", "at = '22:00'\npartial = 'ok'\n", 11, "process.p.partial", "must be one of 'warning' or 'failure'"),
    ("a duration", "at = '22:00'\nduration = '3x'\n", 11, "process.p.duration", "'3x' is no duration"),
    ("less than nothing", "at = '22:00'\nhold = -1\n", 11, "process.p.hold", "a duration is not less than nothing"),
    (
        "longer than the gap",
        "cron = '0 */4 * * *'\nduration = '5h'\n",
        7,
        "process.p",
        "duration: 5h is not less than the time between two runs",
    ),
    (
        "earlier than the run before",
        "at = ['22:00', '20:00']\nearly = '2h'\n",
        7,
        "process.p",
        "early: 2h is not less than the time between two runs",
    ),
    ("an item without a name", "at = '22:00'\nitems = ['srv1', ' ']\n", 11, "process.p.items", "an item has a name"),
    ("a zone", "at = '22:00'\nzone = 'Roma'\n", 11, "process.p.zone", "'Roma' is not the IANA name"),
    ("an unknown key", "at = '22:00'\nlate = '1h'\n", 11, "process.p.late", "unknown key"),
    (
        "an unknown calendar",
        "at = '22:00'\ncalendar = 'defaul'\n",
        11,
        "process.p.calendar",
        "unknown calendar: 'defaul'; did you mean default?",
    ),
    (
        "an unknown object",
        "at = '22:00'\nobjects = ['srv1', 'srv11']\n",
        11,
        "process.p.objects",
        "unknown host or service: 'srv11'; did you mean srv1?",
    ),
    ("an object of others", "at = '22:00'\nobjects = ['srv2']\n", 11, "process.p.objects", "srv2 is of customer beta"),
]


@pytest.mark.parametrize(
    ("text", "line", "key", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_mistake_names_line_and_key(folder, text, line, key, message):
    [(found_line, found_key, found)] = folder.mistakes(HEAD + PROCESS + text)
    assert (found_line, found_key) == (line, key)
    assert found.startswith(message)


def test_customer_and_mailbox_are_required(folder):
    found = folder.mistakes(HEAD + "[process.p]\nat = '22:00'\n")
    assert [(key, message) for _line, key, message in found] == [
        ("process.p.customer", "is missing"),
        ("process.p.mailbox", "is missing"),
    ]
    [(_line, key, message)] = folder.mistakes(HEAD + PROCESS.replace("acme", "acm") + "at = '22:00'\n")
    assert (key, message) == ("process.p.customer", "unknown customer: 'acm'; did you mean acme?")
