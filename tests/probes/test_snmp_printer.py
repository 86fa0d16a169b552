import pytest

from checks.model import State
from checks.snmp import mib
from checks.snmp.values import OCTET_STRING, Value
from tests.support.snmp_known import answers, read


def printer(*supplies, errors=None, alerts=(), status=3, **columns):
    """Answers of a printer: supplies as (description, level, capacity), errors as the octets of the error state."""

    def rows(cells):
        return {(1, at): value for at, value in enumerate(cells, 1)}

    known = answers((), {mib.HR_PRINTER_STATUS: {1: status}})
    tables = {
        mib.PRT_MARKER_SUPPLIES_DESCRIPTION: [supply[0] for supply in supplies],
        mib.PRT_MARKER_SUPPLIES_LEVEL: [supply[1] for supply in supplies],
        mib.PRT_MARKER_SUPPLIES_MAX_CAPACITY: [supply[2] for supply in supplies],
        mib.PRT_ALERT_SEVERITY_LEVEL: [alert[0] for alert in alerts],
        mib.PRT_ALERT_DESCRIPTION: [alert[1] for alert in alerts],
        **{getattr(mib, name): cells for name, cells in columns.items()},
    }
    for column, cells in tables.items():
        made = answers(rows(cells))
        known.columns[column] = made.scalars
    if errors is not None:
        known.columns[mib.HR_PRINTER_DETECTED_ERROR_STATE] = {(1,): Value(OCTET_STRING, errors)}
    return known


@pytest.mark.parametrize(
    ("level", "capacity", "percent", "word", "state"),
    [
        (50, 100, 50, "", State.OK),
        (22050, 45000, 49, "", State.OK),
        (10, 100, 10, "", State.WARNING),
        (3, 100, 3, "", State.CRITICAL),
        (0, 100, 0, "", State.CRITICAL),
        (120, 100, 100, "", State.OK),
        (-1, 100, None, "not limited", State.OK),
        (-2, 100, None, "unknown", State.OK),
        (-3, -2, None, "some left", State.OK),
        (50, -2, None, "unknown", State.OK),
        (50, 0, None, "unknown", State.OK),
    ],
)
def test_levels_are_percent_and_the_negative_ones_are_words(level, capacity, percent, word, state):
    outcome = read("snmp-printer", printer(("Black", level, capacity)))
    item = outcome.items[0]
    assert (item["percent"], item["status"], outcome.state) == (percent, word, state)


def test_a_level_in_percent_needs_no_capacity():
    known = printer(("Black", 40, -2), PRT_MARKER_SUPPLIES_SUPPLY_UNIT=[19])
    assert read("snmp-printer", known).items[0]["percent"] == 40


def test_supplies_are_chosen_by_name_and_have_levels():
    known = printer(("Black Toner", 10, 100), ("Waste Toner", 2, 100))
    assert read("snmp-printer", known, exclude="Waste").state is State.WARNING
    assert read("snmp-printer", known, exclude="Waste", warn="5:").state is State.OK
    assert read("snmp-printer", known, include="Waste").state is State.CRITICAL


@pytest.mark.parametrize(
    ("errors", "state", "words"),
    [
        (b"\x00\x00", State.OK, ""),
        (b"\x80", State.OK, ""),
        (b"\x40", State.WARNING, "no paper"),
        (b"\x04\x00", State.CRITICAL, "jammed"),
        (b"\x02", State.CRITICAL, "offline"),
        (b"\x00\x02", State.WARNING, "maintenance overdue"),
        (b"", State.OK, ""),
    ],
)
def test_the_error_bits_are_read_from_the_highest_on(errors, state, words):
    outcome = read("snmp-printer", printer(("Black", 50, 100), errors=errors))
    assert outcome.state is state
    assert words in outcome.output


def test_critical_alerts_of_the_printer_are_warnings_unless_said_otherwise():
    known = printer(("Black", 50, 100), alerts=[(3, "Tray 2 missing"), (4, "Toner low")])
    outcome = read("snmp-printer", known)
    assert (outcome.state, "Tray 2 missing" in outcome.output) == (State.WARNING, True)
    assert read("snmp-printer", known, alerts="critical").state is State.CRITICAL
    assert read("snmp-printer", known, alerts="ignore").state is State.OK


def test_pages_and_two_supplies_of_one_name_are_metrics():
    known = printer(("Drum", 50, 100), ("Drum", 60, 100), PRT_MARKER_LIFE_COUNT=[271871, 1000])
    metrics = {metric.name: metric.value for metric in read("snmp-printer", known).metrics}
    assert metrics == {"Drum": 50, "Drum 2": 60, "pages": 271871}


def test_trays_are_listed_and_judged_only_by_levels_given():
    known = printer(("Black", 50, 100))
    for column, cell in {mib.PRT_INPUT_MAX_CAPACITY: 500, mib.PRT_INPUT_CURRENT_LEVEL: 0}.items():
        known.columns[column] = answers({(1, 1): cell}).scalars
    known.columns[mib.PRT_INPUT_NAME] = answers({(1, 1): "Tray 1"}).scalars
    assert read("snmp-printer", known).state is State.OK
    assert read("snmp-printer", known, tray_warn="10:").state is State.WARNING
