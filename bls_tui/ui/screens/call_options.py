"""What the forms of calls offer for completion."""

from __future__ import annotations

from collections.abc import Iterable

from bls_tui.desk.people import Directory
from bls_tui.desk.spans import moment
from bls_tui.locale import _
from bls_tui.service.desk.call_views_data import QueueRow
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.bench import Bench
from bls_tui.ui.widgets.pick import Option


def customer_options(people: Directory) -> list[Option]:
    """Return the customers to choose from."""
    return [Option(key, one.name) for key, one in people.customers.items()]


def contact_options(people: Directory, customer: str = "") -> list[Option]:
    """Return the contacts to choose from, of one customer or of all."""
    return [Option(key, one.name) for key, one in people.contacts.items() if customer in ("", one.customer)]


def person_options(people: Directory) -> list[Option]:
    """Return the technicians to choose from."""
    return [Option(login, person.name) for login, person in people.people.items()]


def call_options(rows: Iterable[QueueRow], but: str = "") -> list[Option]:
    """Return calls to choose from, without the one numbered `but`."""
    return [Option(row.number, f"{row.number} {row.subject}") for row in rows if row.number != but]


def typology_options(people: Directory) -> list[Option]:
    """Return the typologies to choose from."""
    return [Option(key, one.name) for key, one in people.typologies.items()]


def object_options(bench: Bench, customer: str = "") -> list[Option]:
    """Return the monitored objects to choose from, of one customer or of all."""
    rows = bench.live.rows.values()
    return [Option(str(row.object_id), row.full_name) for row in rows if customer in ("", row.customer_key)]


def job_options(bench: Bench, customers: Iterable[str]) -> list[Option]:
    """Return the expected processes of some customers to choose from, with when their next mail is due."""
    wanted = set(customers)
    rows = [row for row in bench.processes.rows.values() if row.customer_key in wanted]
    return [Option(row.key, _job(row, bench)) for row in sorted(rows, key=lambda row: row.name)]


def _job(row: ProcessRow, bench: Bench) -> str:
    due = row.summary.due_at
    if due is None:
        return row.name
    return _("{job} (due {at})").format(job=row.name, at=moment(due, bench.zone, bench.clock()))
