"""Suspended calls wake by themselves, once, and never close."""

import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.fold import apply, fold
from bls_tui.desk.calls.model import CallState
from bls_tui.desk.calls.wakes import Awaited, Reason, customer_wake
from bls_tui.desk.calls.wakeups import (
    Cause,
    CustomerSignal,
    Effect,
    ProcessSignal,
    SupplierSignal,
    due_at,
    next_wake,
    overdue,
    wake,
)
from tests.support.desk import HOUR, MONDAY, OFFICE, Event, at, customer, process, story, supplier

RUN = ("7", Awaited.RUN)


def suspended(wake_up):
    return fold("1", story(ev.Taken(), ev.Suspended(wake_up), step=1))


def run(good, when=MONDAY + HOUR, target="7", awaited=Awaited.RUN):
    return ProcessSignal(when, awaited, target, good, "Backup of NAS-3: OK")


def record(call, effects, now):
    for effect in effects:
        call = apply(call, Event(now, "bls", effect.what))
    return call


def test_a_call_that_is_not_suspended_does_not_wake():
    assert wake(fold("1", story(ev.Taken())), MONDAY + 1e9, [CustomerSignal(MONDAY + HOUR)]) == []


def test_success_proposes_closing_with_the_evidence():
    call = suspended(process())
    effects = wake(call, MONDAY + HOUR, [run(good=True)])
    assert effects == [Effect(ev.ClosingProposed("Backup of NAS-3: OK"), "anna")]
    settled = record(call, effects, MONDAY + HOUR)
    assert settled.state is CallState.SUSPENDED
    assert wake(settled, MONDAY + 99 * HOUR, [run(good=True)]) == []


def test_failure_brings_it_back_and_tells_the_owner():
    (effect,) = wake(suspended(process()), MONDAY + HOUR, [run(good=False)])
    assert effect == Effect(ev.Resumed(Cause.FAILED, "Backup of NAS-3: OK"), "anna")


def test_failure_after_success_counts_and_so_does_a_later_success():
    call = suspended(process())
    good, bad = run(good=True), run(good=False, when=MONDAY + 2 * HOUR)
    assert wake(call, MONDAY + 2 * HOUR, [bad, good])[0].what.cause == Cause.FAILED
    assert isinstance(
        wake(call, MONDAY + 3 * HOUR, [bad, run(good=True, when=MONDAY + 3 * HOUR)])[0].what, ev.ClosingProposed
    )


def test_nothing_in_time_brings_it_back():
    call = suspended(process(hours=10))
    assert wake(call, MONDAY + 10 * HOUR - 1) == []
    assert next_wake(call) == due_at(process(hours=10))
    (effect,) = wake(call, MONDAY + 10 * HOUR)
    assert (effect.what.cause, effect.tell) == (Cause.NOT_IN_TIME, "anna")
    assert "NAS-3 nightly" in effect.what.evidence


@pytest.mark.parametrize(
    "signal",
    [
        run(good=True, when=MONDAY),
        run(good=True, target="8"),
        run(good=True, awaited=Awaited.OBJECT),
        CustomerSignal(MONDAY + HOUR),
        SupplierSignal(MONDAY + HOUR, "dell"),
    ],
)
def test_what_came_before_or_is_about_something_else_wakes_nobody(signal):
    assert wake(suspended(process()), MONDAY + HOUR, [signal]) == []


def test_the_customer_is_reminded_twice_then_closing_is_proposed():
    call = suspended(customer())
    for hours, expected in ((48, ev.Reminded(1)), (120, ev.Reminded(2))):
        now = MONDAY + hours * HOUR
        assert next_wake(call) == now
        effects = wake(call, now)
        assert [effect.what for effect in effects] == [expected]
        call = record(call, effects, now)
        assert wake(call, now) == []
    effects = wake(call, MONDAY + 168 * HOUR)
    assert isinstance(effects[0].what, ev.ClosingProposed)
    call = record(call, effects, MONDAY + 168 * HOUR)
    assert call.state is CallState.SUSPENDED
    assert (wake(call, MONDAY + 999 * HOUR), next_wake(call)) == ([], None)
    assert overdue(call, MONDAY + 999 * HOUR) == MONDAY + 168 * HOUR


def test_reminders_missed_while_nothing_ran_are_one_and_leave_time_to_answer():
    call = suspended(customer())
    late = MONDAY + 300 * HOUR
    effects = wake(call, late)
    assert [effect.what for effect in effects] == [ev.Reminded(2)]
    call = record(call, effects, late)
    assert wake(call, late + 47 * HOUR) == []
    assert isinstance(wake(call, late + 48 * HOUR)[0].what, ev.ClosingProposed)


def test_an_answer_wakes_and_an_automatic_one_does_not():
    call = suspended(customer())
    assert wake(call, MONDAY + HOUR, [CustomerSignal(MONDAY + HOUR, automatic=True)]) == []
    (effect,) = wake(call, MONDAY + HOUR, [CustomerSignal(MONDAY + HOUR, evidence="It works.")])
    assert effect == Effect(ev.Resumed(Cause.CUSTOMER_ANSWERED, "It works."), "anna")


def test_the_supplier_wakes_only_its_own_calls():
    call = suspended(supplier())
    assert wake(call, MONDAY + HOUR, [SupplierSignal(MONDAY + HOUR, "hp")]) == []
    assert wake(call, MONDAY + HOUR, [SupplierSignal(MONDAY + HOUR, "dell", automatic=True)]) == []
    assert wake(call, MONDAY + HOUR, [SupplierSignal(MONDAY + HOUR, "dell")])[0].what.cause == Cause.SUPPLIER_ANSWERED


def test_the_next_check_alerts_the_owner_once_and_stays_overdue():
    call = suspended(supplier(hours=24))
    effects = wake(call, MONDAY + 25 * HOUR)
    assert [(type(effect.what), effect.tell) for effect in effects] == [(ev.Alerted, "anna")]
    call = record(call, effects, MONDAY + 25 * HOUR)
    assert wake(call, MONDAY + 30 * HOUR) == []
    assert overdue(call, MONDAY + 30 * HOUR) == MONDAY + 24 * HOUR
    assert overdue(suspended(supplier(hours=24)), MONDAY + HOUR) is None


def test_declining_settles_what_was_heard():
    call = suspended(process(hours=100))
    call = record(call, wake(call, MONDAY + HOUR, [run(good=True)]), MONDAY + HOUR)
    call = apply(call, Event(MONDAY + 2 * HOUR, "anna", ev.ClosingDeclined("one more night")))
    assert wake(call, MONDAY + 3 * HOUR, [run(good=True)]) == []


def test_the_usual_patience_is_in_working_days():
    wake_up = customer_wake(at("2026-12-04 10:00"), OFFICE)
    assert wake_up.reason is Reason.CUSTOMER
    assert wake_up.reminders == (at("2026-12-10 10:00"), at("2026-12-15 10:00"))
    assert wake_up.close_at == at("2026-12-17 10:00")
