"""snmp-value, snmp-uptime and snmp-system."""

import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.snmp import mib
from checks.snmp.values import COUNTER64, Value
from tests.support.snmp_known import NOW, answers, counter, needs, read, ticks

OID = (1, 3, 6, 1, 4, 1, 99, 1)
TEXT_OID = "1.3.6.1.4.1.99.1"
DAY = 86400
WRAP = 2**32 / 100


@pytest.mark.parametrize(
    ("data", "options", "state", "number"),
    [
        (42, {}, State.OK, 42),
        (42, {"warn": "40"}, State.WARNING, 42),
        (42, {"warn": 40, "crit": "@40:50"}, State.CRITICAL, 42),
        (235, {"scale": 0.1, "unit": "C", "warn": "20"}, State.WARNING, 23.5),
        ("17.5", {"crit": "10"}, State.CRITICAL, 17.5),
    ],
)
def test_a_number_is_scaled_and_judged(data, options, state, number):
    outcome = read("snmp-value", answers({OID: data}), oid=TEXT_OID, **options)
    assert outcome.state is state
    assert outcome.metrics[0].value == pytest.approx(number)


@pytest.mark.parametrize(
    ("data", "options", "state"),
    [
        ("running", {"expect": "running"}, State.OK),
        ("stopped", {"expect": "running"}, State.CRITICAL),
        ("fan 1 ok", {"regex": "ok$"}, State.OK),
        ("fan 1 failed", {"regex": "ok$"}, State.CRITICAL),
        ("hello", {}, State.OK),
        ("hello", {"warn": "5"}, State.UNKNOWN),
        (3, {"expect": "3"}, State.OK),
    ],
)
def test_text_is_compared(data, options, state):
    outcome = read("snmp-value", answers({OID: data}), oid="." + TEXT_OID, label="unit", **options)
    assert outcome.state is state
    assert str(data) in outcome.output


def test_a_missing_instance_is_tried_with_zero():
    assert needs("snmp-value", answers(), oid=TEXT_OID).scalars == {OID}
    known = answers()
    known.asked = needs("snmp-value", known, oid=TEXT_OID)
    assert needs("snmp-value", known, oid=TEXT_OID).scalars == {OID, (*OID, 0)}
    assert read("snmp-value", answers({(*OID, 0): 5}), oid=TEXT_OID).metrics[0].value == 5


def test_an_object_the_device_does_not_have_is_unknown():
    outcome = read("snmp-value", answers(), oid=TEXT_OID, label="temperature")
    assert (outcome.state, outcome.output) == (State.UNKNOWN, f"the device has no temperature at {TEXT_OID}")


def rate(first, second, seconds=60, uptimes=(1000, 1060)):
    one, two = (
        answers({OID: data, mib.SYS_UP_TIME: ticks(uptime)})
        for data, uptime in zip((first, second), uptimes, strict=True)
    )
    before = read("snmp-value", one, oid=TEXT_OID, rate=True)
    return before, read("snmp-value", two, oid=TEXT_OID, rate=True, memory=before.memory, now=NOW + seconds, warn="9")


def test_a_counter_becomes_a_rate():
    before, after = rate(counter(100), counter(700))
    assert (before.state, before.metrics) == (State.OK, ())
    assert (after.state, after.metrics[0].value) == (State.WARNING, 10)


def test_the_width_of_the_counter_decides_about_a_wrap():
    assert rate(counter(2**32 - 300), counter(300))[1].metrics[0].value == 10
    assert rate(Value(COUNTER64, 2**64 - 300), Value(COUNTER64, 300))[1].metrics[0].value == 10
    assert rate(Value(COUNTER64, 2**32 - 300), Value(COUNTER64, 300))[1].metrics == ()


def test_a_restart_gives_no_rate():
    assert rate(counter(100), counter(700), uptimes=(1000, 5))[1].metrics == ()


@pytest.mark.parametrize(
    "options",
    [{}, {"oid": "1.3.x"}, {"oid": TEXT_OID, "warn": "a:b"}, {"oid": TEXT_OID, "expect": "x", "warn": "1"}],
    ids=str,
)
def test_options_that_cannot_be_used_are_refused(options):
    with pytest.raises(OptionError):
        parse_options("snmp-value", options)


@pytest.mark.parametrize(
    ("scalars", "seconds", "source"),
    [
        ({mib.SYS_UP_TIME: ticks(2 * DAY)}, 2 * DAY, "agent"),
        ({mib.SYS_UP_TIME: ticks(DAY), mib.HR_SYSTEM_UPTIME: ticks(5 * DAY)}, 5 * DAY, "host"),
        ({mib.SYS_UP_TIME: ticks(DAY), mib.HR_SYSTEM_UPTIME: ticks(0)}, DAY, "agent"),
        ({mib.SYS_UP_TIME: ticks(DAY), mib.SNMP_ENGINE_TIME: DAY}, DAY, "agent"),
        ({mib.SYS_UP_TIME: ticks(DAY), mib.SNMP_ENGINE_TIME: round(WRAP + DAY)}, WRAP + DAY, "agent"),
        ({mib.SYS_UP_TIME: ticks(DAY), mib.SNMP_ENGINE_TIME: 10**8}, DAY, "agent"),
        (
            {mib.SYS_UP_TIME: ticks(DAY), mib.HR_SYSTEM_UPTIME: ticks(DAY), mib.SNMP_ENGINE_TIME: round(WRAP + DAY)},
            WRAP + DAY,
            "agent",
        ),
    ],
)
def test_the_uptime_is_the_best_clock_of_the_device(scalars, seconds, source):
    outcome = read("snmp-uptime", answers(scalars))
    assert outcome.state is State.OK
    assert outcome.metrics[0].value == pytest.approx(seconds, abs=1)
    assert outcome.output.startswith(source)


def test_a_recent_restart_is_a_warning():
    assert read("snmp-uptime", answers({mib.SYS_UP_TIME: ticks(300)})).state is State.WARNING
    assert read("snmp-uptime", answers({mib.SYS_UP_TIME: ticks(300)}), warn="").state is State.OK
    assert read("snmp-uptime", answers()).state is State.UNKNOWN


def test_the_system_group_is_listed():
    outcome = read(
        "snmp-system",
        answers(
            {
                mib.SYS_NAME: "core-sw",
                mib.SYS_DESCR: "Switch\r\nVersion 1",
                mib.SYS_OBJECT_ID: (1, 3, 6, 1, 4, 1, 9, 1),
                mib.SYS_UP_TIME: ticks(123.45),
            }
        ),
    )
    assert outcome.state is State.OK
    assert outcome.output == "core-sw: Switch Version 1"
    assert outcome.items == (
        {
            "sysName": "core-sw",
            "sysDescr": "Switch\r\nVersion 1",
            "sysObjectID": "1.3.6.1.4.1.9.1",
            "sysLocation": "",
            "uptime_s": 123.45,
        },
    )


def test_a_device_that_says_nothing_is_unknown():
    outcome = read("snmp-system", answers(problem="no SNMP answer from 10.0.0.1"))
    assert (outcome.state, outcome.output) == (State.UNKNOWN, "no SNMP answer from 10.0.0.1")
