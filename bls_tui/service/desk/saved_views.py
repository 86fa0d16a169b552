"""Views of the queue that somebody keeps under a name: a filter, and which calls in what order. They are one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk import call_filters
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.errors import NotFoundError, RefusedError
from bls_tui.locale import _
from bls_tui.service.desk import people
from db.queries import saved_views as queries
from db.rows_desk import SavedViewRow
from db.session import Database, Writer

LONGEST_NAME = 40


class Sort(StrEnum):
    """Which calls of the queue, and in what order."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    PROCESS = "process"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    DUE = "due"


WAITING: Mapping[Sort, str] = {
    Sort.PROCESS: "wait:process",
    Sort.CUSTOMER: "wait:customer",
    Sort.SUPPLIER: "wait:supplier",
}
"""The views that a term of the filter says too."""


class UnknownViewError(NotFoundError):
    """Somebody keeps no view of that name."""


class InvalidViewError(RefusedError):
    """The name or the filter of a view cannot be kept."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as it is kept."""

    name: str
    filter: str
    sort: Sort


def of(database: Database, login: str) -> tuple[SavedView, ...]:
    """Read the views of somebody, by name."""
    with database.read() as r:
        return tuple(_shown(row) for row in queries.of(r, login))


def named(database: Database, login: str, name: str) -> SavedView:
    """Read a view. Raises UnknownViewError, naming those there are."""
    views = of(database, login)
    found = next((view for view in views if view.name == name), None)
    if found is None:
        text = _("You keep no view {name!r}; you keep: {names}.")
        names = ", ".join(view.name for view in views) or _("none")
        raise UnknownViewError(text.format(name=name, names=names))
    return found


def save(database: Database, login: str, view: SavedView) -> None:
    """Keep a view, in place of one's own of that name. Raises InvalidViewError, NotAllowedError."""
    name = view.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidViewError(_("A view needs a name of at most {most} characters.").format(most=LONGEST_NAME))
    try:
        call_filters.parse(view.filter)
    except call_filters.FilterError as error:
        raise InvalidViewError(str(error)) from error
    with database.write() as w:
        _check_known(w, login)
        queries.save(w, SavedViewRow(login, name, view.filter, view.sort.value))


def forget(database: Database, login: str, name: str) -> None:
    """Forget a view. Raises UnknownViewError."""
    named(database, login, name)
    with database.write() as w:
        queries.delete(w, login, name)


def _check_known(w: Writer, login: str) -> None:
    if not people.directory(w).actor(login).known:
        raise NotAllowedError(_("{login} is not a known technician and may only look.").format(login=login))


def _shown(row: SavedViewRow) -> SavedView:
    known = row.sort in {one.value for one in Sort}
    return SavedView(row.name, row.filter, Sort(row.sort) if known else Sort.ALL)
