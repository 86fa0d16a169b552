"""Looks at what the desk needs of the inventory: who may act, contracts, competences, calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bls_tui.desk import people
from bls_tui.desk.people import Directory, DirectoryError
from bls_tui.locale import _, ngettext
from bls_tui.service.setup.findings import Finding, ok, warn
from db.rows import DocumentRow

NAMES_SHOWN = 5


def examine_desk(rows: Iterable[DocumentRow], login: str, today: date) -> Iterator[Finding]:
    """Report what would keep calls from being opened, assigned and timed as they should be."""
    rows = list(rows)
    try:
        desk = people.build((row.kind, row.key, row.source) for row in rows)
    except DirectoryError as error:
        yield warn(_("desk"), str(error))
        return
    yield _who(desk, login)
    if not desk.people:
        return
    found = [*_contracts(desk, today), *_competences(desk), *_holidays(rows)]
    yield from found
    if not found:
        yield ok(_("desk"), _("every customer has a contract, every typology somebody competent"))


def _who(desk: Directory, login: str) -> Finding:
    person = desk.people.get(login)
    if person is None:
        found = _("{login} is no technician: may look, and not work calls").format(login=login)
        return warn(_("technician"), found, _("declare [technician.{login}] in the inventory").format(login=login))
    roles = ", ".join(sorted(desk.actor(login).roles))
    return ok(_("technician"), _("{login} is {name}: {roles}").format(login=login, name=person.name, roles=roles))


def _contracts(desk: Directory, today: date) -> Iterator[Finding]:
    without = [key for key in desk.customers if not desk.contracts_of(key, today)]
    if without:
        found = ngettext(
            "{count} customer has no contract in force", "{count} customers have no contract in force", len(without)
        )
        yield warn(
            _("contracts"), _listed(found, without), _("nothing is proposed or promised to them: [contract.NAME]")
        )


def _competences(desk: Directory) -> Iterator[Finding]:
    team = [person.technician.competences for person in desk.people.values()]
    without = [
        key
        for key, typology in desk.typologies.items()
        if not any(competences.get(key, 0) >= typology.minimum for competences in team)
    ]
    if without:
        found = ngettext(
            "nobody is competent in {count} typology", "nobody is competent in {count} typologies", len(without)
        )
        yield warn(_("typologies"), _listed(found, without), _("their calls go to the coordinator: competences = …"))


def _holidays(rows: Iterable[DocumentRow]) -> Iterator[Finding]:
    calendars = {row.key: row.source for row in rows if row.kind == "calendar"}
    without = [key for key, source in calendars.items() if source.get("country") == "IT" and not source.get("province")]
    if without:
        found = ngettext("{count} calendar has no province", "{count} calendars have no province", len(without))
        yield warn(
            _("calendars"), _listed(found, without), _("without it the patron saint's day counts as a working day")
        )


def _listed(found: str, keys: list[str]) -> str:
    names = ", ".join(sorted(keys)[:NAMES_SHOWN])
    return f"{found.format(count=len(keys))}: {names}{', …' if len(keys) > NAMES_SHOWN else ''}"
