"""What `bls doctor` says of the periodic discoveries."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.setup.discovery import LAST, Store, changes_of
from bls_tui.service.setup.findings import Finding, fail, ok, warn


def examine_discoveries(names: Collection[str], store: Store) -> Iterator[Finding]:
    """Tell of each when it last went through, and how much differs from the time before."""
    for name in names:
        subject = _("discovery {name}").format(name=name)
        try:
            yield _examined(subject, name, store)
        except BlsError as error:
            yield fail(subject, str(error))


def _examined(subject: str, name: str, store: Store) -> Finding:
    run = store.run(name, LAST)
    if run is None:
        return ok(subject, _("was not due yet"))
    changes = changes_of(store, name) or ()
    when = datetime.fromtimestamp(run.finished_at or run.started_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    machines = len(run.machines)
    found = ngettext("{count} machine on {when}", "{count} machines on {when}", machines).format(
        count=machines, when=when
    )
    if not changes:
        return ok(subject, found)
    counted = ngettext("{count} change", "{count} changes", len(changes)).format(count=len(changes))
    return warn(subject, f"{found}, {counted}", _("bls discover --show {name}").format(name=name))
