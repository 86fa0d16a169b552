import pytest

from checks.model import State
from checks.snmp import mib
from checks.snmp.values import COUNTER64, Value
from tests.support.snmp_known import NOW, answers, counter, needs, read, ticks

MBIT = 1_000_000


def port(known=None, uptime=100_000, **cells):
    """Answers with one interface, index 1; cells by short name replace the usual ones."""
    usual = {"descr": "GigabitEthernet1", "name": "ge1", "admin": 1, "oper": 1, "high": 1000, "speed": 10**9}
    oids = {
        "descr": mib.IF_DESCR,
        "name": mib.IF_NAME,
        "alias": mib.IF_ALIAS,
        "admin": mib.IF_ADMIN_STATUS,
        "oper": mib.IF_OPER_STATUS,
        "high": mib.IF_HIGH_SPEED,
        "speed": mib.IF_SPEED,
        "hc_in": mib.IF_HC_IN_OCTETS,
        "hc_out": mib.IF_HC_OUT_OCTETS,
        "octets_in": mib.IF_IN_OCTETS,
        "octets_out": mib.IF_OUT_OCTETS,
        "errors_in": mib.IF_IN_ERRORS,
        "errors_out": mib.IF_OUT_ERRORS,
        "discards_in": mib.IF_IN_DISCARDS,
        "since": mib.IF_COUNTER_DISCONTINUITY_TIME,
        "type": mib.IF_TYPE,
    }
    columns = {oids[name]: {1: cell} for name, cell in {**usual, **cells}.items()}
    return answers({mib.SYS_UP_TIME: ticks(uptime)}, columns)


def wide(number):
    return Value(COUNTER64, number)


def rates(first, second, **options):
    before = read("snmp-interfaces", first)
    after = read("snmp-interfaces", second, memory=before.memory, now=NOW + 100, **options)
    return after, {metric.name.removeprefix("ge1 "): metric.value for metric in after.metrics}


def test_an_interface_is_listed():
    outcome = read("snmp-interfaces", port(alias="uplink"))
    assert outcome.state is State.OK
    assert outcome.items == (
        {"index": 1, "name": "ge1", "alias": "uplink", "oper": "up", "admin": "up", "speed_bps": 10**9},
    )


@pytest.mark.parametrize(
    ("admin", "oper", "state"),
    [
        (1, 1, State.OK),
        (1, 2, State.CRITICAL),
        (1, 7, State.CRITICAL),
        (2, 2, State.OK),
        (1, 5, State.OK),
        (1, 6, State.OK),
        (None, 2, State.CRITICAL),
        (1, None, State.OK),
        ("up", "down", State.OK),
    ],
)
def test_only_an_interface_that_should_be_up_alarms(admin, oper, state):
    assert read("snmp-interfaces", port(admin=admin, oper=oper)).state is state


def test_down_may_be_a_warning_or_nothing():
    assert read("snmp-interfaces", port(oper=2), down="warning").state is State.WARNING
    assert read("snmp-interfaces", port(oper=2), down="ignore").state is State.OK


@pytest.mark.parametrize(
    ("high", "speed", "bps"),
    [(10_000, 2**32 - 1, 10**10), (0, 64_000, 64_000), (None, 100 * MBIT, 100 * MBIT), (None, None, None)],
)
def test_the_speed_comes_from_if_high_speed_where_it_says_something(high, speed, bps):
    assert read("snmp-interfaces", port(high=high, speed=speed)).items[0]["speed_bps"] == bps


@pytest.mark.parametrize("name", [None, ""])
def test_without_a_name_the_description_is_the_name(name):
    assert read("snmp-interfaces", port(name=name)).items[0]["name"] == "GigabitEthernet1"


def test_64_bit_counters_give_rates():
    first = port(hc_in=wide(2**40), hc_out=wide(0), errors_in=counter(5), errors_out=counter(0))
    second = port(
        uptime=100_100,
        hc_in=wide(2**40 + 1_250_000),
        hc_out=wide(125_000),
        errors_in=counter(10),
        errors_out=counter(5),
    )
    outcome, values = rates(first, second, errors_warn="0.05")
    assert values["in"] == pytest.approx(100_000)
    assert values["out"] == pytest.approx(10_000)
    assert values["in_utilisation"] == pytest.approx(0.01)
    assert values["errors"] == pytest.approx(0.1)
    assert outcome.state is State.WARNING


def test_a_32_bit_counter_may_wrap_once():
    first = port(octets_in=counter(2**32 - 1000), octets_out=counter(0))
    second = port(uptime=100_100, octets_in=counter(11_500), octets_out=counter(0))
    assert rates(first, second)[1]["in"] == pytest.approx(1000)


def test_a_restart_gives_no_rate():
    first = port(hc_in=wide(10**12), hc_out=wide(10**12))
    assert rates(first, port(uptime=50, hc_in=wide(5000), hc_out=wide(5000)))[1] == {}


@pytest.mark.parametrize(
    "changes", [{"since": ticks(500)}, {"name": "ge2"}, {"hc_in": None, "octets_in": counter(1)}], ids=str
)
def test_counters_of_another_port_or_another_time_are_not_compared(changes):
    first = port(hc_in=wide(1000), hc_out=wide(1000), since=ticks(0))
    second = {"hc_in": wide(2000), "hc_out": wide(2000), "since": ticks(0), **changes}
    assert rates(first, port(uptime=100_100, **second))[1] == {}


def test_a_leap_beyond_the_line_speed_is_not_believed():
    first = port(hc_in=wide(0), hc_out=wide(0))
    assert "in" not in rates(first, port(uptime=100_100, hc_in=wide(10**14), hc_out=wide(0)))[1]


def test_utilisation_has_levels():
    first = port(hc_in=wide(0), hc_out=wide(0))
    second = port(uptime=100_100, hc_in=wide(95 * 10**9 // 8), hc_out=wide(0))
    outcome, values = rates(first, second)
    assert values["in_utilisation"] == pytest.approx(95)
    assert (outcome.state, "ge1 in_utilisation 95.0%" in outcome.output) == (State.CRITICAL, True)


def test_a_speed_that_is_only_a_lower_bound_gives_no_utilisation():
    first = port(hc_in=wide(0), hc_out=wide(0), high=None, speed=2**32 - 1)
    second = port(uptime=100_100, hc_in=wide(10**12), hc_out=wide(0), high=None, speed=2**32 - 1)
    assert "in_utilisation" not in rates(first, second)[1]


def two():
    known = port(oper=1)
    for column, cell in {mib.IF_DESCR: "eth1", mib.IF_NAME: "eth1", mib.IF_OPER_STATUS: 2}.items():
        known.columns.setdefault(column, {})[2,] = answers({(1,): cell}).scalars[1,]
    return known


def test_interfaces_are_chosen_by_name_alias_and_type():
    assert read("snmp-interfaces", two()).state is State.CRITICAL
    assert read("snmp-interfaces", two(), exclude="^eth1$").state is State.OK
    assert read("snmp-interfaces", two(), include="GigabitEthernet").state is State.OK
    alias = two()
    alias.columns[mib.IF_ALIAS] = {(2,): answers({(1,): "to customer"}).scalars[1,]}
    assert read("snmp-interfaces", alias, exclude="customer").state is State.OK
    typed = two()
    typed.columns[mib.IF_TYPE] = answers((), {mib.IF_TYPE: {1: 6, 2: 24}}).columns[mib.IF_TYPE]
    assert [item["index"] for item in read("snmp-interfaces", typed, types=[6]).items] == [1]
    assert read("snmp-interfaces", two(), include="nothing").state is State.UNKNOWN


def test_interfaces_of_one_name_are_told_apart():
    known = two()
    known.columns[mib.IF_NAME] = answers((), {mib.IF_NAME: {1: "eth1", 2: "eth1"}}).columns[mib.IF_NAME]
    assert "eth1 (2) is down" in read("snmp-interfaces", known).output


def test_32_bit_counters_are_asked_only_where_there_are_no_others():
    asked = port(hc_in=wide(1), hc_out=wide(1), since=ticks(0))
    assert not needs("snmp-interfaces", asked).columns & {mib.IF_IN_OCTETS}
    lacking = port(hc_in=None, hc_out=None, since=None)
    assert mib.IF_IN_OCTETS in needs("snmp-interfaces", lacking).columns
    quiet = needs("snmp-interfaces", answers(), traffic=False, errors=False).columns
    assert not quiet & {mib.IF_HC_IN_OCTETS, mib.IF_IN_OCTETS, mib.IF_IN_ERRORS}


def test_a_device_without_interfaces_is_unknown():
    assert read("snmp-interfaces", answers()).state is State.UNKNOWN
