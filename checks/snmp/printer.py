"""What a printer tells of itself: Printer-MIB (RFC 3805) and the printer table of HOST-RESOURCES-MIB (RFC 2790)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.snmp import mib
from checks.snmp.cells import cell, cell_number, cell_text
from checks.snmp.session import Answers
from checks.snmp.values import OCTET_STRING, Oid

SUPPLY_COLUMNS = frozenset(
    (
        mib.PRT_MARKER_SUPPLIES_CLASS,
        mib.PRT_MARKER_SUPPLIES_TYPE,
        mib.PRT_MARKER_SUPPLIES_DESCRIPTION,
        mib.PRT_MARKER_SUPPLIES_SUPPLY_UNIT,
        mib.PRT_MARKER_SUPPLIES_MAX_CAPACITY,
        mib.PRT_MARKER_SUPPLIES_LEVEL,
    )
)
TRAY_COLUMNS = frozenset(
    (mib.PRT_INPUT_MAX_CAPACITY, mib.PRT_INPUT_CURRENT_LEVEL, mib.PRT_INPUT_NAME, mib.PRT_INPUT_DESCRIPTION)
)
STATUS_COLUMNS = frozenset((mib.HR_PRINTER_STATUS, mib.HR_PRINTER_DETECTED_ERROR_STATE))
ALERT_COLUMNS = frozenset((mib.PRT_ALERT_SEVERITY_LEVEL, mib.PRT_ALERT_DESCRIPTION))
PAGE_COLUMNS = frozenset((mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT))

OTHER, UNKNOWN, SOME = -1, -2, -3
"""Levels and capacities that are words: no limit or no measure, not known, and at least one unit left (RFC 3805)."""

_PERCENT_UNIT = 19  # prtMarkerSuppliesSupplyUnit percent(19)
_SUPPLY_TYPES = {
    1: "other", 2: "unknown", 3: "toner", 4: "waste toner", 5: "ink", 6: "ink cartridge", 7: "ink ribbon",
    8: "waste ink",
    9: "drum", 10: "developer", 11: "fuser oil", 12: "solid wax", 13: "ribbon wax", 14: "waste wax", 15: "fuser",
    16: "corona wire", 17: "fuser oil wick", 18: "cleaner unit", 19: "fuser cleaning pad", 20: "transfer unit",
    21: "toner cartridge", 22: "fuser oiler", 32: "staples",
}  # fmt: skip
_RECEPTACLE = 4  # prtMarkerSuppliesClass receptacleThatIsFilled(4)
_ERRORS = (
    "low paper", "no paper", "low toner", "no toner", "door open", "jammed", "offline", "service requested",
    "input tray missing", "output tray missing", "supply missing", "output nearly full", "output full",
    "input tray empty", "maintenance overdue",
)  # fmt: skip
"""hrPrinterDetectedErrorState, from the first octet's highest bit on."""
_STATUSES = {1: "other", 2: "unknown", 3: "idle", 4: "printing", 5: "warmup"}
_DEVICE_STATUSES = {1: "unknown", 2: "running", 3: "warning", 4: "testing", 5: "down"}
_SEVERITIES = {1: "other", 3: "critical", 4: "warning", 5: "warning"}


@dataclass(frozen=True, slots=True)
class Supply:
    """Something that is used up or, for a receptacle, filled; or a tray of paper.

    `percent` is what is left (of a receptacle, the room left), None where the printer measures nothing; `word` tells
    what it says in place of a measure: "some left", "unknown".
    """

    descr: str
    type: str
    percent: float | None
    level: int | None
    capacity: int | None
    word: str
    oid: Oid
    receptacle: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A line of the printer's alert table: severity is critical, warning or other."""

    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What a printer does, and what hinders it."""

    status: str
    device: str
    device_number: int
    device_oid: Oid
    errors: tuple[str, ...]


def read_supplies(known: Answers) -> list[Supply]:
    """Return the supplies of all markers."""
    supplies = []
    for index in known.column(mib.PRT_MARKER_SUPPLIES_LEVEL) or known.column(mib.PRT_MARKER_SUPPLIES_DESCRIPTION):
        kind = int(cell_number(known, mib.PRT_MARKER_SUPPLIES_TYPE, index) or 0)
        capacity = _whole(known, mib.PRT_MARKER_SUPPLIES_MAX_CAPACITY, index)
        if capacity in {None, OTHER, UNKNOWN} and _is_percent(known, index):
            capacity = 100
        name = " ".join(cell_text(known, mib.PRT_MARKER_SUPPLIES_DESCRIPTION, index).split())
        type_ = _SUPPLY_TYPES.get(kind, "other")
        receptacle = cell_number(known, mib.PRT_MARKER_SUPPLIES_CLASS, index) == _RECEPTACLE
        oid = (*mib.PRT_MARKER_SUPPLIES_LEVEL, *index)
        supplies.append(_supply(name or f"{type_} {index[-1]}", type_, known, oid, capacity, receptacle=receptacle))
    return supplies


def read_trays(known: Answers) -> list[Supply]:
    """Return the paper trays."""
    trays = []
    for index in known.column(mib.PRT_INPUT_CURRENT_LEVEL):
        name = cell_text(known, mib.PRT_INPUT_NAME, index) or cell_text(known, mib.PRT_INPUT_DESCRIPTION, index)
        capacity = _whole(known, mib.PRT_INPUT_MAX_CAPACITY, index)
        oid = (*mib.PRT_INPUT_CURRENT_LEVEL, *index)
        trays.append(_supply(name or f"tray {index[-1]}", "tray", known, oid, capacity))
    return trays


def _supply(
    name: str, type_: str, known: Answers, oid: Oid, capacity: int | None, *, receptacle: bool = False
) -> Supply:
    level = _whole(known, oid[:-2], oid[-2:])
    measured = level is not None and level >= 0 and capacity is not None and capacity > 0
    percent = min(100.0 * level / capacity, 100.0) if measured else None  # type: ignore[operator]
    word = {None: "unknown", OTHER: "not limited", UNKNOWN: "unknown", SOME: "some left"}.get(level, "")
    return Supply(name, type_, percent, level, capacity, "" if measured else word or "unknown", oid, receptacle)


def _whole(known: Answers, column: Oid, index: Oid) -> int | None:
    number = cell_number(known, column, index)
    return None if number is None else int(number)


def _is_percent(known: Answers, index: Oid) -> bool:
    return cell_number(known, mib.PRT_MARKER_SUPPLIES_SUPPLY_UNIT, index) == _PERCENT_UNIT


def read_alerts(known: Answers) -> list[Alert]:
    """Return the alerts that say something."""
    alerts = []
    for index in known.column(mib.PRT_ALERT_SEVERITY_LEVEL):
        severity = _SEVERITIES.get(int(cell_number(known, mib.PRT_ALERT_SEVERITY_LEVEL, index) or 0), "other")
        text = " ".join(cell_text(known, mib.PRT_ALERT_DESCRIPTION, index).split())
        if text or severity != "other":
            alerts.append(Alert(severity, text or "alert without words"))
    return alerts


def device_status_cells(known: Answers) -> frozenset[Oid]:
    """Return the hrDeviceStatus instances of the printers of this device."""
    return frozenset((*mib.HR_DEVICE_STATUS, *index) for index in _printers(known))


def _printers(known: Answers) -> list[Oid]:
    """Return the hrDeviceIndex of each printer; where the printer table is missing, of each device of that type."""
    types = known.column(mib.HR_DEVICE_TYPE).items()
    return list(known.column(mib.HR_PRINTER_STATUS)) or [
        index for index, value in types if value.data == mib.HR_DEVICE_PRINTER
    ]


def read_statuses(known: Answers) -> list[PrinterStatus]:
    """Return the status of each printer behind the address."""
    statuses = []
    for index in _printers(known):
        number = int(cell_number(known, mib.HR_DEVICE_STATUS, index) or 0)
        statuses.append(
            PrinterStatus(
                status=_STATUSES.get(int(cell_number(known, mib.HR_PRINTER_STATUS, index) or 0), "unknown"),
                device=_DEVICE_STATUSES.get(number, "unknown"),
                device_number=number,
                device_oid=(*mib.HR_DEVICE_STATUS, *index),
                errors=tuple(_errors(known, index)),
            )
        )
    return statuses


def _errors(known: Answers, index: Oid) -> Iterator[str]:
    value = cell(known, mib.HR_PRINTER_DETECTED_ERROR_STATE, index)
    octets = value.data if value and value.tag == OCTET_STRING and isinstance(value.data, bytes) else b""
    for at, name in enumerate(_ERRORS):
        octet, bit = divmod(at, 8)
        if octet < len(octets) and octets[octet] & (0x80 >> bit):
            yield name


def pages(known: Answers) -> dict[Oid, float]:
    """Return the life counts of the markers by their OID."""
    return {
        (*column, *index): number
        for column in sorted(PAGE_COLUMNS)
        for index in known.column(column)
        if (number := cell_number(known, column, index)) is not None and number >= 0
    }
