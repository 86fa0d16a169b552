"""Whether everything that the desk's tables name exists: customers, sites, calendars, technicians, typologies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bls_tui.desk.declared import ALWAYS, USUAL
from bls_tui.inventory.parse import Declaration
from bls_tui.inventory.problems import Problem, unknown
from bls_tui.inventory.references import Index
from bls_tui.locale import N_, _
from bls_tui.toml_lines import KeyPath

BUILT_IN_CALENDARS = (ALWAYS, USUAL)
"""Calendars that exist without being declared."""
_NAMED = (
    ("contract", "customer", "customer"),
    ("contract", "calendar", "calendar"),
    ("contract", "lead", "technician"),
    ("contact", "customer", "customer"),
    ("technician", "calendar", "calendar"),
    ("technician", "competences", "typology"),
    ("absence", "technician", "technician"),
    ("duty", "technicians", "technician"),
    ("supplier", "contracts", "customer"),
    ("process", "customer", "customer"),
    ("process", "calendar", "calendar"),
)
"""Which key of which kind of table names which kind: one name, a list of names, or a table by name."""
_KINDS = {
    "customer": N_("customer"),
    "calendar": N_("calendar"),
    "technician": N_("technician"),
    "typology": N_("typology"),
}


def desk_problems(index: Index) -> Iterator[Problem]:
    """Report what tables of the desk name and nobody declares."""
    reserved = index.of("calendar").get(ALWAYS)
    if reserved is not None:
        yield Problem(reserved, (), _("this calendar is always there, and is not declared"))
    for kind, key, named in _NAMED:
        known = {*index.of(named), *(BUILT_IN_CALENDARS if named == "calendar" else ())}
        for declaration in index.of(kind).values():
            for path, name in _names(key, declaration.source.get(key)):
                if name and name not in known:
                    yield Problem(declaration, path, unknown(_(_KINDS[named]), name, known))
    for declaration in index.of("contact").values():
        yield from _site_problems(declaration, index)


def _names(key: str, value: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield every name in a value, with where it stands."""
    if isinstance(value, str):
        yield (key,), value
    elif isinstance(value, dict):
        yield from (((key, name), name) for name in value)
    elif value:
        yield from (((key,), name) for name in value)


def _site_problems(contact: Declaration, index: Index) -> Iterator[Problem]:
    customer, site = contact.source["customer"], contact.source.get("site")
    known = index.sites(customer)
    if site and customer in index.of("customer") and site not in known:
        yield Problem(contact, ("site",), unknown(_("site of customer {key}").format(key=customer), site, known))
