"""snmp-process and snmp-windows-service."""

import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.snmp import mib
from tests.support.snmp_known import answers, needs, read


def programs(*rows, **more):
    """Answers of hrSWRunTable: rows of (name, path, arguments, status, memory in KiB)."""
    columns = (
        mib.HR_SW_RUN_NAME,
        mib.HR_SW_RUN_PATH,
        mib.HR_SW_RUN_PARAMETERS,
        mib.HR_SW_RUN_STATUS,
        mib.HR_SW_RUN_PERF_MEM,
    )
    cells = {column: {100 + at: row[which] for at, row in enumerate(rows)} for which, column in enumerate(columns)}
    return answers((), cells, **more)


LINUX = programs(
    ("sshd", "/usr/sbin/sshd", "-D", 2, 5000),
    ("java", "/usr/bin/java", "-jar app.jar --port=8080", 2, 512000),
    ("java", "/usr/bin/java", "-jar other.jar", 1, 256000),
    ("java", "", "", 4, 0),
)


@pytest.mark.parametrize(
    ("options", "count", "state"),
    [
        ({"name": "^sshd$"}, 1, State.OK),
        ({"name": "java"}, 2, State.OK),
        ({"name": "java", "arguments": "port=8080"}, 1, State.OK),
        ({"name": "/usr/bin/java$", "crit": "3:"}, 2, State.CRITICAL),
        ({"name": "java", "warn": "1"}, 2, State.WARNING),
        ({"name": "postgres"}, 0, State.CRITICAL),
        ({"name": "postgres", "crit": "0:0"}, 0, State.OK),
    ],
    ids=str,
)
def test_running_programs_are_counted_by_name_path_and_arguments(options, count, state):
    outcome = read("snmp-process", LINUX, **options)
    assert (outcome.metrics[0].value, outcome.state) == (count, state)


def test_memory_is_measured_when_asked_for():
    outcome = read("snmp-process", LINUX, name="java", memory_crit="700")
    assert (outcome.metrics[1].value, outcome.state) == (750, State.CRITICAL)
    assert mib.HR_SW_RUN_PERF_MEM not in needs("snmp-process", answers(), name="x").columns
    assert mib.HR_SW_RUN_PERF_MEM in needs("snmp-process", answers(), name="x", memory=True).columns
    assert mib.HR_SW_RUN_PARAMETERS not in needs("snmp-process", answers(), name="x").columns


def test_a_list_cut_short_proves_nothing():
    cut = programs(("sshd", "", "", 2, 0), partial={mib.HR_SW_RUN_NAME}, problem="only in part")
    assert read("snmp-process", cut, name="postgres").state is State.UNKNOWN
    assert read("snmp-process", answers(), name="postgres").state is State.UNKNOWN


def test_a_name_is_needed():
    with pytest.raises(OptionError, match="name"):
        parse_options("snmp-process", {})


def services(**states):
    names = dict(enumerate(states, 1))
    return answers((), {mib.SV_SVC_NAME: names, mib.SV_SVC_OPERATING_STATE: dict(enumerate(states.values(), 1))})


WINDOWS = services(Spooler=1, Schedule=1, Paused=4)


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ({"names": "Spooler,Schedule"}, State.OK),
        ({"names": "spooler"}, State.OK),
        ({"names": "Spooler,MSSQLSERVER"}, State.CRITICAL),
        ({"names": "MSSQLSERVER", "otherwise": "warning"}, State.WARNING),
        ({"names": "MSSQLSERVER", "expect": "stopped"}, State.OK),
        ({"names": "Spooler", "expect": "stopped"}, State.CRITICAL),
        ({"names": "Paused"}, State.CRITICAL),
        ({"include": "^S"}, State.OK),
        ({"include": "SQL"}, State.CRITICAL),
    ],
    ids=str,
)
def test_services_are_judged_by_their_state_and_those_not_listed_are_stopped(options, state):
    assert read("snmp-windows-service", WINDOWS, **options).state is state


def test_the_output_names_what_is_wrong():
    outcome = read("snmp-windows-service", WINDOWS, names="Spooler,MSSQLSERVER")
    assert outcome.output == "MSSQLSERVER is stopped"


def test_a_device_without_the_table_is_unknown_and_something_must_be_named():
    assert read("snmp-windows-service", answers(), names="Spooler").state is State.UNKNOWN
    with pytest.raises(OptionError, match="names or include"):
        parse_options("snmp-windows-service", {})
