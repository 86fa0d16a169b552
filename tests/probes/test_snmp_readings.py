"""snmp-sensors, snmp-raid and snmp-ups on answers written by hand."""

import pytest

from checks.model import State
from checks.snmp import mib
from checks.snmp.values import parse_oid
from tests.support.snmp_known import answers, needs, read

ENTITY = "1.3.6.1.2.1.99.1.1.1"
SYNOLOGY = "1.3.6.1.4.1.6574"
DELL = "1.3.6.1.4.1.674.10892.5"
UPS = "1.3.6.1.2.1.33.1"
APC = "1.3.6.1.4.1.318.1.1.1"


def known(identity="1.3.6.1.4.1.99999", **cells):
    """Answers of a device: cells by dotted OID, a column where the cell is a dict."""
    scalars = {parse_oid(oid): cell for oid, cell in cells.items() if not isinstance(cell, dict)}
    columns = {parse_oid(oid): cell for oid, cell in cells.items() if isinstance(cell, dict)}
    return answers({mib.SYS_OBJECT_ID: parse_oid(identity), **scalars}, columns)


def entity(**columns):
    arcs = {"type": 1, "scale": 2, "precision": 3, "value": 4, "status": 5}
    return {f"{ENTITY}.{arcs[name]}": rows for name, rows in columns.items()}


def values(outcome):
    return {item["descr"]: (item["kind"], item["value"]) for item in outcome.items}


@pytest.mark.parametrize(
    ("scale", "precision", "raw", "value"),
    [(9, 0, 42, 42), (9, 1, 423, 42.3), (8, 0, 42300, 42.3), (8, 2, 4230000, 42.3), (10, 0, 2, 2000), (99, 0, 7, 7)],
)
def test_a_value_of_entity_sensor_is_scaled_by_si_unit_and_precision(scale, precision, raw, value):
    cells = entity(type={5: 8}, scale={5: scale}, precision={5: precision}, value={5: raw}, status={5: 1})
    outcome = read("snmp-sensors", known(**cells, **{"1.3.6.1.2.1.47.1.1.1.1.7.5": "Inlet"}), kinds="temperature")
    assert values(outcome) == {"Inlet": ("temperature", pytest.approx(value))}


def test_a_sensor_that_does_not_work_has_no_value_and_alarms():
    cells = entity(type={5: 8}, value={5: 0}, status={5: 3})
    outcome = read("snmp-sensors", known(**cells))
    assert outcome.state is State.CRITICAL
    assert [item["kind"] for item in outcome.items] == ["state"]


def test_the_standard_tables_are_asked_first_and_details_only_of_rows_that_are_there():
    first = needs("snmp-sensors", answers())
    assert mib.SYS_OBJECT_ID in first.scalars
    assert parse_oid(f"{ENTITY}.4") in first.columns
    assert parse_oid(f"{ENTITY}.1") not in first.columns
    second = needs("snmp-sensors", known(**entity(value={5: 1})))
    assert parse_oid(f"{ENTITY}.1") in second.columns
    assert (*mib.ENT_PHYSICAL_NAME, 5) in second.scalars


def test_a_maker_is_told_by_its_object_id_and_only_its_own_tables_are_asked():
    wanted = needs("snmp-raid", known("1.3.6.1.4.1.674.10892.5"))
    assert parse_oid(f"{DELL}.5.1.20.130.4.1.4") in wanted.columns
    assert not any(oid[:7] == parse_oid(SYNOLOGY) for oid in wanted.columns | wanted.scalars)


def test_behind_a_common_agent_the_maker_is_told_by_what_only_its_devices_have():
    linux = known("1.3.6.1.4.1.8072.3.2.10")
    assert parse_oid(f"{SYNOLOGY}.1.1.0") in needs("snmp-raid", linux).scalars
    assert not needs("snmp-raid", linux).columns
    nas = known("1.3.6.1.4.1.8072.3.2.10", **{f"{SYNOLOGY}.1.1.0": 1})
    assert parse_oid(f"{SYNOLOGY}.3.1.1.3") in needs("snmp-raid", nas).columns


def test_a_hardware_agent_beside_windows_is_found_too():
    windows = "1.3.6.1.4.1.311.1.1.3.1.2"
    system = "1.3.6.1.4.1.674.10892.1.200.10.1.2.1"
    assert parse_oid(system) in needs("snmp-raid", known(windows)).scalars
    disks = "1.3.6.1.4.1.674.10893.1.20.130.4.1"
    cells = {system: 3, f"{disks}.4": {1: 3, 2: 2}, f"{disks}.2": {1: "Disk 0:0:0", 2: "Disk 0:0:1"}}
    outcome = read("snmp-raid", known(windows, **cells))
    assert (outcome.state, "Disk 0:0:1 is failed" in outcome.output) == (State.CRITICAL, True)


def nas(*disks):
    cells = {
        f"{SYNOLOGY}.1.1.0": 1,
        f"{SYNOLOGY}.2.1.1.2": {at: f"Disk {at}" for at, _ in enumerate(disks, 1)},
        f"{SYNOLOGY}.2.1.1.5": dict(enumerate(disks, 1)),
    }
    return known("1.3.6.1.4.1.8072.3.2.10", **cells)


@pytest.mark.parametrize(("status", "state"), [(1, State.OK), (2, State.OK), (5, State.CRITICAL), (77, State.UNKNOWN)])
def test_a_disk_is_judged_by_the_makers_own_words(status, state):
    assert read("snmp-raid", nas(1, status)).state is state


def test_a_state_nobody_knows_may_be_ignored_or_an_alarm():
    assert read("snmp-raid", nas(77), unknown="ignore").state is State.OK
    assert read("snmp-raid", nas(77), unknown="critical").state is State.CRITICAL


def test_parts_are_chosen_by_name_and_kind_of_part():
    assert read("snmp-raid", nas(1, 5), exclude="Disk 2").state is State.OK
    assert read("snmp-raid", nas(1, 5), parts="volume").state is State.UNKNOWN
    assert read("snmp-raid", nas(1, 5), parts="disk").state is State.CRITICAL


def test_an_absent_part_is_listed_and_no_problem():
    cells = {"1.3.6.1.4.1.9.9.13.1.5.1.2": {1: "PSU 1", 2: "PSU 2"}, "1.3.6.1.4.1.9.9.13.1.5.1.3": {1: 1, 2: 5}}
    outcome = read("snmp-sensors", known("1.3.6.1.4.1.9.1.1", **cells))
    assert outcome.state is State.OK
    assert [(item["descr"], item["status"]) for item in outcome.items] == [("PSU 1", "normal"), ("PSU 2", "absent")]


def server(reading, **limits):
    columns = {"low_crit": 13, "low_warn": 12, "high_warn": 11, "high_crit": 10}
    cells = {f"{DELL}.4.700.20.1.{columns[name]}": {1: limit} for name, limit in limits.items()}
    cells |= {f"{DELL}.4.700.20.1.6": {1: reading}, f"{DELL}.4.700.20.1.8": {1: "Inlet Temp"}}
    return known("1.3.6.1.4.1.674.10892.5", **cells)


@pytest.mark.parametrize(
    ("reading", "state"), [(250, State.OK), (450, State.WARNING), (500, State.CRITICAL), (-90, State.CRITICAL)]
)
def test_a_value_is_judged_by_the_devices_own_thresholds(reading, state):
    outcome = read("snmp-sensors", server(reading, low_crit=-70, low_warn=30, high_warn=420, high_crit=470))
    assert outcome.state is state
    assert (outcome.metrics[0].warn, outcome.metrics[0].crit) == ("3:42", "-7:47")


def test_thresholds_of_ours_take_the_place_of_the_devices():
    limits = {"high_warn": 420, "high_crit": 470}
    assert read("snmp-sensors", server(450, **limits), temperature_warn="50").state is State.OK
    assert read("snmp-sensors", server(250, **limits), temperature_crit="20").state is State.CRITICAL
    assert read("snmp-sensors", server(450, **limits), device_limits=False).state is State.OK


def test_thresholds_that_contradict_each_other_are_none():
    assert read("snmp-sensors", server(250, low_crit=0, high_crit=0)).state is State.OK


def test_counts_are_listed_only_when_asked_for():
    firewall = known("1.3.6.1.4.1.12356.101.1.626", **{"1.3.6.1.4.1.12356.101.4.1.8.0": 391})
    assert read("snmp-sensors", firewall).state is State.UNKNOWN
    assert read("snmp-sensors", firewall, kinds="count", crit="300").state is State.CRITICAL


def test_sensors_of_one_name_have_metrics_of_their_own():
    cells = entity(type={1: 8, 2: 8}, scale={1: 9, 2: 9}, value={1: 20, 2: 30}, status={1: 1, 2: 1})
    names = {"1.3.6.1.2.1.47.1.1.1.1.7.1": "Temp", "1.3.6.1.2.1.47.1.1.1.1.7.2": "Temp"}
    outcome = read("snmp-sensors", known(**cells, **names), kinds="temperature")
    assert len({metric.name for metric in outcome.metrics}) == 2


@pytest.mark.parametrize("kind", ["snmp-sensors", "snmp-raid", "snmp-ups", "snmp-printer"])
def test_a_device_that_tells_nothing_is_unknown(kind):
    assert read(kind, known()).state is State.UNKNOWN
    assert read(kind, answers()).state is State.UNKNOWN


def ups(**cells):
    usual = {"2.1.0": 2, "2.2.0": 0, "2.3.0": 40, "2.4.0": 100, "4.1.0": 3}
    merged = {f"{UPS}.{oid}": cell for oid, cell in {**usual, **cells}.items() if cell is not None}
    return known("1.3.6.1.4.1.99999", **merged)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, State.OK),
        ({"2.4.0": 45}, State.WARNING),
        ({"2.4.0": 15}, State.CRITICAL),
        ({"2.3.0": 4}, State.CRITICAL),
        ({"2.1.0": 3}, State.CRITICAL),
        ({"4.1.0": 4}, State.WARNING),
        ({"4.4.1.5": {1: 20, 2: 97}}, State.CRITICAL),
    ],
    ids=str,
)
def test_a_ups_is_judged_by_charge_runtime_load_and_states(cells, state):
    assert read("snmp-ups", ups(**cells)).state is state


def test_a_ups_on_battery_is_a_warning_and_critical_after_the_time_given():
    assert read("snmp-ups", ups(**{"2.2.0": 30, "4.1.0": 5})).state is State.CRITICAL
    assert read("snmp-ups", ups(**{"2.2.0": 30, "4.1.0": 5}), on_battery="60").state is State.WARNING
    assert read("snmp-ups", ups(**{"2.2.0": 90, "4.1.0": 5}), on_battery="60").state is State.CRITICAL


def test_the_figures_of_a_ups_are_metrics_with_their_limits():
    metrics = {metric.name: (metric.value, metric.unit) for metric in read("snmp-ups", ups()).metrics}
    assert metrics == {"charge": (100, "%"), "runtime": (2400, "s")}


def test_an_apc_tells_by_its_own_tables_and_that_its_battery_wants_replacing():
    cells = {f"{APC}.2.2.1.0": 100, f"{APC}.2.2.3.0": 360000, f"{APC}.2.2.4.0": 2, f"{APC}.4.1.1.0": 2}
    outcome = read("snmp-ups", known("1.3.6.1.4.1.318.1.3.27", **cells))
    assert outcome.state is State.CRITICAL
    assert "replacement needed" in outcome.output
    assert {metric.name: metric.value for metric in outcome.metrics} == {"charge": 100, "runtime": 3600}


@pytest.mark.parametrize("kind", ["snmp-sensors", "snmp-raid", "snmp-memory", "snmp-cpu"])
def test_a_device_without_what_is_read_may_be_all_right(kind):
    assert read(kind, known(), absent="ok").state is State.OK
    silent = answers(problem="no answer")
    assert read(kind, silent, absent="ok").state is State.UNKNOWN


def test_a_part_without_a_name_is_called_by_its_description():
    first = known(**entity(value={5: 21}))
    name, descr = (*mib.ENT_PHYSICAL_NAME, 5), (*mib.ENT_PHYSICAL_DESCR, 5)
    assert descr not in needs("snmp-sensors", first).scalars
    first.asked |= needs("snmp-sensors", first)
    assert {name, descr} <= needs("snmp-sensors", first).scalars
    cells = entity(type={5: 8}, value={5: 21}) | {"1.3.6.1.2.1.47.1.1.1.1.2.5": "Fan tray inlet"}
    assert values(read("snmp-sensors", known(**cells))) == {"Fan tray inlet": ("temperature", 21)}


def test_kinds_that_are_not_wanted_are_not_asked_for():
    switch = known("1.3.6.1.4.1.2636.1.1.1.2.90")
    light, sessions = parse_oid("1.3.6.1.4.1.2636.3.60.1.1.1.1.5"), parse_oid("1.3.6.1.4.1.12356.101.4.1.8.0")
    assert light not in needs("snmp-sensors", switch).columns
    assert light in needs("snmp-sensors", switch, kinds="light").columns
    firewall = known("1.3.6.1.4.1.12356.101.1.626")
    assert sessions not in needs("snmp-sensors", firewall).scalars
    assert sessions in needs("snmp-sensors", firewall, kinds="count").scalars


def test_a_standard_table_known_to_be_wrong_is_read_the_makers_way():
    cells = entity(type={4: 8}, scale={4: 9}, precision={4: 1}, value={4: 40}, status={4: 1})
    cells |= {f"{ENTITY}.6": {4: "Celsius"}, "1.3.6.1.2.1.47.1.1.1.1.7.4": "CPU"}
    assert values(read("snmp-sensors", known("1.3.6.1.4.1.99999", **cells), kinds="temperature"))["CPU"][1] == 4
    assert (
        values(read("snmp-sensors", known("1.3.6.1.4.1.12356.106.1.1", **cells), kinds="temperature"))["CPU"][1] == 40
    )
