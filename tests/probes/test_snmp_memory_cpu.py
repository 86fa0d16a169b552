import pytest

from checks.model import State
from checks.snmp import mib
from tests.support.snmp_known import NOW, answers, counter, needs, read, storages, ticks

LINUX = (
    ("ram", "Physical memory", 1024, 1000, 900),
    ("virtual", "Virtual memory", 1024, 1500, 950),
    ("other", "Memory buffers", 1024, 1000, 100),
    ("other", "Cached memory", 1024, 300, 300),
    ("virtual", "Swap space", 1024, 500, 50),
)
UCD = {mib.MEM_TOTAL_REAL: 1000, mib.MEM_AVAIL_REAL: 100, mib.MEM_BUFFER: 100, mib.MEM_CACHED: 300}


def by_descr(outcome):
    return {item["descr"]: (item["total_bytes"], item["used_bytes"]) for item in outcome.items}


def test_buffers_and_cached_memory_are_not_used_and_the_output_says_so():
    outcome = read("snmp-memory", storages(*LINUX))
    assert outcome.state is State.OK
    assert "Physical memory 50.0% used" in outcome.output
    assert "buffers and cached" in outcome.output
    assert by_descr(outcome) == {
        "Physical memory": (1024000, 500 * 1024),
        "Virtual memory": (1500 * 1024, 950 * 1024),
        "Memory buffers": (1024000, 100 * 1024),
        "Cached memory": (1024000, 300 * 1024),
        "Swap space": (512000, 51200),
    }


def test_memory_and_swap_have_their_own_levels():
    assert read("snmp-memory", storages(*LINUX), warn="40").state is State.WARNING
    assert read("snmp-memory", storages(*LINUX), crit="40").state is State.CRITICAL
    assert read("snmp-memory", storages(*LINUX), swap_warn="5").state is State.WARNING


def test_the_machine_size_is_the_total_of_its_parts():
    known = storages(*LINUX, scalars={mib.HR_MEMORY_SIZE: 2000})
    assert by_descr(read("snmp-memory", known))["Cached memory"] == (2000 * 1024, 300 * 1024)


def test_nothing_is_taken_off_when_the_agent_does_not_tell_both():
    windows = storages(("ram", "Physical Memory", 65536, 100, 60), ("virtual", "Virtual Memory", 65536, 150, 70))
    assert by_descr(read("snmp-memory", windows))["Physical Memory"] == (6553600, 60 * 65536)
    some = storages(("ram", "Real Memory", 1024, 100, 60), ("other", "Memory Buffers", 1024, 100, 20))
    assert by_descr(read("snmp-memory", some))["Real Memory"] == (102400, 61440)


def test_the_kernel_zones_of_bsnmpd_are_not_memory_of_the_machine():
    known = storages(("ram", "Real Memory Metrics", 4096, 50, 40), ("ram", "UMA: Files", 80, 0, 210))
    known.scalars.update(answers({mib.HR_MEMORY_SIZE: 1000}).scalars)
    assert by_descr(read("snmp-memory", known)) == {"Real Memory Metrics": (1024000, 40 * 4096)}


def test_the_ucd_group_is_asked_and_read_when_the_storage_table_has_no_memory():
    assert needs("snmp-memory", storages()).scalars >= mib.MEM_SCALARS
    assert not needs("snmp-memory", storages(*LINUX)).scalars & mib.MEM_SCALARS
    outcome = read("snmp-memory", answers({**UCD, mib.MEM_TOTAL_SWAP: 500, mib.MEM_AVAIL_SWAP: 450}))
    assert by_descr(outcome)["Physical memory"] == (1024000, 500 * 1024)
    assert by_descr(outcome)["Swap space"] == (512000, 51200)


@pytest.mark.parametrize("wrong", ["", "lots", None])
def test_ucd_values_that_are_no_numbers_are_passed_over(wrong):
    scalars = {**UCD, mib.MEM_BUFFER: wrong} if wrong is not None else {mib.MEM_TOTAL_REAL: 1000}
    outcome = read("snmp-memory", answers(scalars))
    assert outcome.state is (State.UNKNOWN if wrong is None else State.OK)


def test_a_device_that_tells_nothing_is_unknown():
    assert read("snmp-memory", answers()).state is State.UNKNOWN


def test_memory_cut_short_before_the_cache_is_not_judged():
    cut = storages(LINUX[0], partial={mib.HR_STORAGE_USED}, problem="only in part")
    outcome = read("snmp-memory", cut, crit="50")
    assert (outcome.state, "only in part" in outcome.output) == (State.UNKNOWN, True)


PROCESSORS = {mib.HR_PROCESSOR_LOAD: {196608: 10, 196609: 90}}
NAMES = {(*mib.HR_DEVICE_DESCR, 196608): "Fast CPU"}


def test_the_average_is_judged_and_each_processor_listed():
    outcome = read("snmp-cpu", answers(NAMES, PROCESSORS))
    assert outcome.state is State.OK
    assert outcome.items == ({"descr": "Fast CPU", "percent": 10.0}, {"descr": "Processor", "percent": 90.0})
    assert [(metric.name, metric.value) for metric in outcome.metrics] == [("cpu", 50), ("cpu0", 10), ("cpu1", 90)]


def test_the_average_and_single_processors_have_levels():
    assert read("snmp-cpu", answers((), PROCESSORS), warn="40").state is State.WARNING
    assert read("snmp-cpu", answers((), PROCESSORS), core_crit="80").state is State.CRITICAL
    assert read("snmp-cpu", answers((), {mib.HR_PROCESSOR_LOAD: {1: 95}})).state is State.CRITICAL


def test_processors_are_asked_for_their_names_and_ucd_only_if_there_are_none():
    asked = needs("snmp-cpu", answers((), PROCESSORS))
    names = {(*mib.HR_DEVICE_DESCR, 196608), (*mib.HR_DEVICE_DESCR, 196609)}
    assert asked.scalars == names | {mib.SYS_OBJECT_ID}
    assert needs("snmp-cpu", answers((), PROCESSORS), names=False).scalars == {mib.SYS_OBJECT_ID}
    assert mib.SS_CPU_IDLE in needs("snmp-cpu", answers((), {mib.HR_PROCESSOR_LOAD: {}})).scalars


def test_ss_cpu_idle_is_turned_round():
    outcome = read("snmp-cpu", answers({mib.SS_CPU_IDLE: 97}))
    assert outcome.items == ({"descr": "CPU", "percent": 3.0},)


def raw(at, idle, user, uptime):
    return {
        mib.SS_CPU_RAW_IDLE: counter(idle),
        mib.SS_CPU_RAW_BUSY[0]: counter(user),
        mib.SYS_UP_TIME: ticks(uptime),
    }


def test_raw_counters_give_the_share_since_the_last_check():
    first = read("snmp-cpu", answers(raw(0, 1000, 500, 5000)), method="ucd")
    assert (first.state, first.metrics) == (State.OK, ())
    later = answers({**raw(1, 1000 + 7500, 500 + 22500, 5300), mib.SS_CPU_IDLE: 97})
    second = read("snmp-cpu", later, method="ucd", memory=first.memory, now=NOW + 300)
    assert second.metrics[0].value == pytest.approx(75.0)
    restarted = answers(raw(2, 9000, 30000, 20))
    third = read("snmp-cpu", restarted, method="ucd", memory=second.memory, now=NOW + 600)
    assert third.metrics == ()


def test_load_averages_are_judged_by_their_own_levels():
    loads = answers({(*mib.LA_LOAD, 1): "4.50", (*mib.LA_LOAD, 2): "3.00", (*mib.LA_LOAD, 3): "1.00"})
    assert read("snmp-cpu", loads, method="load").state is State.OK
    outcome = read("snmp-cpu", loads, method="load", warn="2.5", load1_crit="4")
    assert outcome.state is State.CRITICAL
    assert {metric.name: metric.value for metric in outcome.metrics} == {"load1": 4.5, "load5": 3.0, "load15": 1.0}


def test_a_cpu_nobody_tells_about_is_unknown():
    assert read("snmp-cpu", answers()).state is State.UNKNOWN
    assert read("snmp-cpu", answers(), method="load").state is State.UNKNOWN
    assert read("snmp-cpu", answers({mib.SS_CPU_IDLE: "busy"})).state is State.UNKNOWN
