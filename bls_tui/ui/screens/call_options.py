"""What the forms of calls offer for completion."""

from __future__ import annotations

from bls_tui.desk.people import Directory
from bls_tui.ui.bench import Bench
from bls_tui.ui.widgets.pick import Option


def customer_options(people: Directory) -> list[Option]:
    """Return the customers to choose from."""
    return [Option(key, one.name) for key, one in people.customers.items()]


def contact_options(people: Directory, customer: str = "") -> list[Option]:
    """Return the contacts to choose from, of one customer or of all."""
    return [Option(key, one.name) for key, one in people.contacts.items() if customer in ("", one.customer)]


def typology_options(people: Directory) -> list[Option]:
    """Return the typologies to choose from."""
    return [Option(key, one.name) for key, one in people.typologies.items()]


def object_options(bench: Bench, customer: str = "") -> list[Option]:
    """Return the monitored objects to choose from, of one customer or of all."""
    rows = bench.live.rows.values()
    return [Option(str(row.object_id), row.full_name) for row in rows if customer in ("", row.customer_key)]
