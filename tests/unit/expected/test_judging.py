"""What mails, the clock and people make of a run."""

from datetime import datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from checks.rules.expected.clock import Mailbox
from checks.rules.expected.judging import Cause, Evidence, Manual, evidence_of, judge
from checks.rules.expected.recognition import Match
from checks.rules.expected.schedule import by_days
from checks.rules.expected.states import RunState
from checks.rules.expected.windows import Tolerances, plan

OK, WARNING, PARTIAL, FAILED, UNKNOWN = map(RunState, ("OK", "WARNING", "PARTIAL", "FAILED", "UNKNOWN"))
EXPECTED, LATE, MISSING, SKIPPED = map(RunState, ("EXPECTED", "LATE", "MISSING", "SKIPPED"))
ROME = ZoneInfo("Europe/Rome")
DAY = datetime(2026, 6, 10, tzinfo=ROME).timestamp()
RUN = plan(by_days(["22:00"], ROME), Tolerances(), DAY, DAY + 86400)[0]
READ = Mailbox(passed_at=RUN.missing_at + 1)
AFTER = RUN.missing_at + 60


def mail(name: str, minute: int, verdict: RunState, final: bool = True, **items: RunState) -> tuple[Evidence, ...]:
    when = RUN.scheduled_at + 60 * minute
    return evidence_of(name, when, verdict, [*items.items()], Match("nightly"), final=final)


def verdict(*mails, now=AFTER, mailbox=READ, **more):
    found = {judge(RUN, [e for one in order for e in one], now, mailbox, **more) for order in permutations(mails)}
    assert len(found) == 1, "the order of arrival matters"
    return found.pop()


@pytest.mark.parametrize("state", [OK, WARNING, PARTIAL, FAILED, UNKNOWN])
def test_one_mail_decides(state):
    judged = verdict(mail("a", 1, state))
    assert (judged.state, judged.cause, judged.mails, judged.next_at) == (state, Cause.MAIL, ("a",), None)


def test_the_success_of_a_retry_replaces_the_failure():
    assert verdict(mail("a", 1, FAILED), mail("b", 30, OK)).state is OK
    assert verdict(mail("a", 1, FAILED, srv1=OK, srv2=FAILED), mail("b", 30, OK, srv2=OK)).state is OK
    assert verdict(mail("a", 1, FAILED, srv1=OK, srv2=FAILED), mail("b", 30, OK)).state is OK


def test_a_later_failure_replaces_a_success():
    assert verdict(mail("a", 1, OK), mail("b", 30, FAILED)).state is FAILED


def test_the_success_of_another_machine_hides_no_failure():
    judged = verdict(mail("a", 1, FAILED, srv1=FAILED), mail("b", 30, OK, srv2=OK))
    assert (judged.state, judged.cause, judged.mails) == (PARTIAL, Cause.ITEMS_FAILED, ("a",))


def test_unknown_replaces_nothing():
    assert verdict(mail("a", 1, FAILED), mail("b", 30, UNKNOWN)).state is FAILED
    assert verdict(mail("a", 1, OK), mail("b", 30, UNKNOWN)).state is OK
    assert verdict(mail("a", 1, OK), mail("b", 30, UNKNOWN, srv9=UNKNOWN)).state is OK


def test_an_item_that_was_not_understood_leaves_no_ok():
    assert verdict(mail("a", 1, OK, srv1=OK, srv2=UNKNOWN)).state is UNKNOWN


def test_a_success_that_is_not_final_is_none():
    assert verdict(mail("a", 1, OK, final=False)).state is MISSING
    assert verdict(mail("a", 1, FAILED, final=False)).state is FAILED
    assert verdict(mail("a", 30, FAILED, final=False), mail("b", 1, OK)).state is OK


def test_of_two_verdicts_of_one_instant_the_worse_counts():
    assert verdict(mail("a", 1, OK), mail("b", 1, FAILED)).state is FAILED


TWO = {"required": ("SRV1", "srv2.firm.example")}


def test_a_run_is_ok_when_all_required_items_are():
    assert verdict(mail("a", 1, OK, srv1=OK), mail("b", 2, OK, srv2=OK), **TWO).state is OK
    assert verdict(mail("a", 1, OK, srv1=OK, SRV2=WARNING), **TWO).state is WARNING
    assert verdict(mail("a", 1, PARTIAL, srv1=OK, srv2=FAILED), mail("b", 2, OK, srv2=OK), **TWO).state is OK


def test_a_required_item_that_failed_makes_it_partial_at_once():
    judged = verdict(mail("a", 1, FAILED, srv1=FAILED), now=RUN.scheduled_at + 120, mailbox=Mailbox(), **TWO)
    assert (judged.state, judged.waiting) == (PARTIAL, ("srv2.firm.example",))
    assert verdict(mail("a", 1, FAILED, srv1=FAILED, srv2=FAILED), **TWO).state is FAILED


@pytest.mark.parametrize(
    ("now", "state"), [(RUN.late_at - 1, EXPECTED), (RUN.late_at, LATE), (RUN.missing_at, PARTIAL)]
)
def test_required_items_are_waited_for_until_the_run_would_be_missing(now, state):
    judged = verdict(mail("a", 1, OK, srv1=OK), now=now, **TWO)
    assert (judged.state, judged.waiting) == (state, ("srv2.firm.example",))
    assert verdict(mail("a", 1, OK), now=now, **TWO).state is state  # a mail that names nobody confirms nobody


def test_an_optional_item_that_failed_is_a_warning():
    assert verdict(mail("a", 1, FAILED, srv1=OK, srv2=OK, old=FAILED), **TWO).state is WARNING


def test_a_failure_of_the_whole_is_not_hidden_by_its_items():
    assert verdict(mail("a", 1, FAILED, srv1=OK, srv2=OK), **TWO).state is PARTIAL


def test_a_failure_that_names_nobody_is_not_waited_out():
    judged = verdict(mail("a", 1, FAILED), now=RUN.scheduled_at + 120, **TWO)
    assert (judged.state, judged.cause, judged.waiting) == (FAILED, Cause.MAIL, TWO["required"])
    assert verdict(mail("a", 1, FAILED, srv1=OK), now=RUN.scheduled_at + 120, **TWO).state is PARTIAL
    assert verdict(mail("a", 1, FAILED), mail("b", 9, OK, srv1=OK, srv2=OK), **TWO).state is OK
    assert verdict(mail("a", 1, FAILED, old=FAILED), now=RUN.late_at, **TWO).state is LATE


def test_a_wildcard_stands_for_the_worst_of_its_items():
    assert verdict(mail("a", 1, PARTIAL, db1=OK, db2=FAILED, web=OK), required=("db*", "web")).state is PARTIAL


def test_without_mail_the_clock_decides():
    judged = verdict(now=RUN.late_at, mailbox=Mailbox())
    assert (judged.state, judged.cause, judged.next_at) == (LATE, Cause.CLOCK, RUN.missing_at)
    assert verdict().state is MISSING
    held = verdict(mailbox=Mailbox(failing_since=RUN.due_at))
    assert (held.state, held.held) == (LATE, True)


def test_a_skipped_run_stays_so_until_a_mail_comes_all_the_same():
    assert verdict(skipped=True).state is SKIPPED
    assert verdict(mail("a", 1, FAILED), skipped=True).state is FAILED
    assert verdict(mail("a", 1, OK, srv1=OK), skipped=True, **TWO).state is SKIPPED


def test_a_technician_wins():
    judged = verdict(mail("a", 1, FAILED), mail("b", 2, OK), manual=Manual(WARNING, "anna", "restored by hand"))
    assert (judged.state, judged.cause) == (WARNING, Cause.MANUAL)


def test_a_mail_that_names_an_item_twice_counts_with_the_worse():
    found = evidence_of("a", 1.0, OK, [("srv1", FAILED), ("srv1", OK)], Match("nightly"))
    assert [(one.item, one.verdict) for one in found] == [("", OK), ("srv1", FAILED)]


def test_machines_that_send_a_mail_each_hide_no_failure_of_one_another():
    first = evidence_of("a", 1.0, FAILED, [], Match("nightly"), host="srv1")
    second = evidence_of("b", 2.0, OK, [], Match("nightly"), host="srv2")
    retried = evidence_of("c", 3.0, OK, [], Match("nightly"), host="SRV1")
    assert verdict(first, second).state is PARTIAL
    assert verdict(first, second, retried).state is OK
    assert verdict(second, retried, **TWO).state is OK
    assert verdict(second, **TWO).state is PARTIAL


def test_an_item_of_a_mail_speaks_for_its_own_process_alone():
    found = evidence_of("a", 1.0, PARTIAL, [("srv1", FAILED), ("srv2", OK)], Match("backup of srv2", "srv2"))
    assert [(one.item, one.verdict) for one in found] == [("srv2", OK)]
    assert judge(RUN, found, AFTER, READ).state is OK
