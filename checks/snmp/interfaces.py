"""The network interfaces of a device: ifTable and ifXTable (RFC 2863)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checks.snmp import mib
from checks.snmp.session import Answers
from checks.snmp.values import Oid

OPER = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}
ADMIN = {1: "up", 2: "down", 3: "testing"}

STATUS_COLUMNS = frozenset(
    (
        mib.IF_DESCR,
        mib.IF_NAME,
        mib.IF_ALIAS,
        mib.IF_ADMIN_STATUS,
        mib.IF_OPER_STATUS,
        mib.IF_SPEED,
        mib.IF_HIGH_SPEED,
    )
)
HC_COLUMNS = frozenset((mib.IF_HC_IN_OCTETS, mib.IF_HC_OUT_OCTETS, mib.IF_COUNTER_DISCONTINUITY_TIME))
OCTET_COLUMNS = frozenset((mib.IF_IN_OCTETS, mib.IF_OUT_OCTETS))
ERROR_COLUMNS = frozenset((mib.IF_IN_ERRORS, mib.IF_OUT_ERRORS, mib.IF_IN_DISCARDS, mib.IF_OUT_DISCARDS))

_MEGA = 1_000_000
_GAUGE_LIMIT = 2**32 - 1
"""What ifSpeed says of anything that fast or faster (RFC 2863, ifSpeed)."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface. None is what the device does not tell; `octet_bits` is the width of the octet counters."""

    index: int
    name: str
    descr: str
    alias: str
    admin: str | None
    oper: str | None
    speed: int | None
    in_octets: float | None
    out_octets: float | None
    octet_bits: int
    in_errors: float | None
    out_errors: float | None
    in_discards: float | None
    out_discards: float | None
    discontinuity: float | None
    type: int | None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a person may call it."""
        return tuple(filter(None, (self.name, self.descr, self.alias)))

    @property
    def line_speed(self) -> int | None:
        """Bits per second to measure utilisation by: None when unknown, 0, or only known to be at least that."""
        return self.speed if self.speed and self.speed != _GAUGE_LIMIT else None

    @property
    def down(self) -> bool:
        """True if it should be up and is not. Switched off on purpose, or without a module, is not down."""
        return self.admin != "down" and self.oper in {"down", "lowerLayerDown"}


def read_interfaces(known: Answers) -> list[Interface]:
    """Return the interfaces in the order of the device's table."""
    columns = (mib.IF_DESCR, mib.IF_OPER_STATUS, mib.IF_ADMIN_STATUS, mib.IF_NAME)
    indexes = {index: None for column in columns for index in known.column(column)}
    return [_interface(known, index) for index in sorted(indexes)]


def _interface(known: Answers, index: Oid) -> Interface:
    def number(column: Oid) -> float | None:
        value = known.column(column).get(index)
        return None if value is None else value.number

    def text(column: Oid) -> str:
        value = known.column(column).get(index)
        return "" if value is None else value.text

    high_in, high_out = number(mib.IF_HC_IN_OCTETS), number(mib.IF_HC_OUT_OCTETS)
    wide = high_in is not None and high_out is not None
    descr = text(mib.IF_DESCR)
    kind = number(mib.IF_TYPE)
    return Interface(
        index=index[0],
        name=text(mib.IF_NAME) or descr,
        descr=descr,
        alias=text(mib.IF_ALIAS),
        admin=ADMIN.get(int(number(mib.IF_ADMIN_STATUS) or 0)),
        oper=OPER.get(int(number(mib.IF_OPER_STATUS) or 0)),
        speed=_speed(number),
        in_octets=high_in if wide else number(mib.IF_IN_OCTETS),
        out_octets=high_out if wide else number(mib.IF_OUT_OCTETS),
        octet_bits=64 if wide else 32,
        in_errors=number(mib.IF_IN_ERRORS),
        out_errors=number(mib.IF_OUT_ERRORS),
        in_discards=number(mib.IF_IN_DISCARDS),
        out_discards=number(mib.IF_OUT_DISCARDS),
        discontinuity=number(mib.IF_COUNTER_DISCONTINUITY_TIME),
        type=None if kind is None else int(kind),
    )


def _speed(number: Callable[[Oid], float | None]) -> int | None:
    """Return bits per second. ifHighSpeed counts millions and rounds, so slow lines have it at 0."""
    high, low = number(mib.IF_HIGH_SPEED), number(mib.IF_SPEED)
    if high:
        return int(high) * _MEGA
    return None if low is None else int(low)
