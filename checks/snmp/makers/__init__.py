"""What makers' devices tell beyond the standard tables, and where the standard tables are wrong.

One TOML file a maker. Adding a maker is adding a file; docs/devices.md tells how.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from checks.snmp import mib
from checks.snmp.makers.model import Entry, Header, Maker, Section
from checks.snmp.makers.parse import parse_header, parse_maker
from checks.snmp.session import Answers, Needs
from checks.snmp.values import Oid

_FOLDER = Path(__file__).parent
_ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
_AGENTS: tuple[Oid, ...] = (
    *((*_ENTERPRISES, number) for number in (311, 2021, 6876, 8072, 12325)),
    (1, 3, 6, 1, 2, 1),
)
"""sysObjectIDs that name software (Windows, net-snmp, ESXi, FreeBSD) or a standard: the machine may be anybody's."""

IDENTITY = Needs(scalars=frozenset((mib.SYS_OBJECT_ID,)))
"""What is asked of every device first."""


@cache
def headers() -> tuple[Header, ...]:
    """Read the heads of all data files, once: what it takes to tell which file is about a device."""
    return tuple(parse_header(path.stem, path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml")))


@cache
def maker(key: str) -> Maker:
    """Read one data file whole, once."""
    return parse_maker(key, (_FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


def identity(known: Answers) -> Oid:
    """Return the sysObjectID, empty when the device has none."""
    value = known.scalars.get(mib.SYS_OBJECT_ID)
    return value.data if value and isinstance(value.data, tuple) else ()


@lru_cache(maxsize=1024)
def named(sys_object_id: Oid) -> tuple[Maker, ...]:
    """Return the makers with the longest prefix of this sysObjectID; none for an agent that serves many makers."""
    longest = max((_fit(header, sys_object_id) for header in headers()), default=0)
    return tuple(maker(header.key) for header in headers() if longest and _fit(header, sys_object_id) == longest)


def _fit(header: Header, sys_object_id: Oid) -> int:
    return max((len(prefix) for prefix in header.objects if sys_object_id[: len(prefix)] == prefix), default=0)


def anonymous(known: Answers) -> bool:
    """Tell whether the sysObjectID leaves open who made the device."""
    found = identity(known)
    return not found or any(found[: len(prefix)] == prefix for prefix in _AGENTS)


def makers(known: Answers) -> tuple[Maker, ...]:
    """Return the makers of this device, by its sysObjectID, else by the scalars that only their devices have."""
    found = named(identity(known))
    if not anonymous(known):
        return found
    detected = (header for header in headers() if any(oid in known.scalars for oid in header.detect))
    return (*found, *(maker(header.key) for header in detected))


def detection(known: Answers, *sections: Section) -> Needs:
    """Return the scalars that tell who made a device whose sysObjectID does not, if that helps any of the sections."""
    if mib.SYS_OBJECT_ID not in known.asked.scalars:
        return IDENTITY
    if not anonymous(known):
        return IDENTITY
    helpful = [header for header in headers() if header.sections.intersection(sections)]
    return Needs(frozenset(oid for header in helpful for oid in header.detect)) | IDENTITY


def entries(known: Answers, section: Section) -> Iterator[Entry]:
    """Yield what the makers of this device have for a section, standards of that section first."""
    found = identity(known)
    standards = [maker(header.key) for header in headers() if header.everywhere and section in header.sections]
    if instead(known, section):
        standards = []
    for source in (*standards, *makers(known)):
        yield from source.section(section, found)


def instead(known: Answers, section: Section) -> bool:
    """Tell whether the standard tables of this section are not to be believed on this device."""
    return any(section in one.instead for one in makers(known))


def beside(known: Answers, section: Section) -> bool:
    """Tell whether the makers' tables add to the standard ones."""
    return any(section in one.beside for one in makers(known))
