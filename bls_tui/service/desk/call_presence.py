"""Who looks at which call now, in every workbench; nobody is kept out."""

from collections.abc import Mapping

from bls_tui.desk.people import Directory
from bls_tui.service.desk.call_views_data import Present
from db.queries import presence
from db.session import Database, Reader

PRESENCE_SECONDS = 60.0
"""Silence after which somebody does not count as looking at a call any more. Say `here` twice as often."""


def here(database: Database, call_id: int, login: str, place: str, now: float) -> None:
    """Say that somebody looks at a call in the workbench `place` (any name of the process)."""
    with database.write() as w:
        presence.here(w, call_id, login, place, now)


def gone(database: Database, login: str, place: str) -> None:
    """Say that a workbench shows no call any more."""
    with database.write() as w:
        presence.gone(w, login, place)


def watching(r: Reader, people: Directory, login: str, now: float) -> Mapping[int, tuple[Present, ...]]:
    """Return who else looks at which call (by id); somebody with two workbenches is there once."""
    found: dict[int, dict[str, Present]] = {}
    for row in presence.others(r, login, "", now, PRESENCE_SECONDS):
        if row.who != login:
            found.setdefault(row.call_id, {}).setdefault(row.who, Present(row.who, people.person(row.who), row.since))
    return {call_id: tuple(present.values()) for call_id, present in found.items()}
