"""Discovers a network: looks, keeps what it saw, compares with the last time, proposes. Nothing is applied."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bls_tui.errors import BlsError, NotFoundError, RefusedError
from bls_tui.inventory.discovery import plan
from bls_tui.inventory.discovery.compare import Change, compare
from bls_tui.inventory.discovery.propose import Table, Wanted, propose
from bls_tui.inventory.discovery.run import Run, RunError, from_json, to_json
from bls_tui.locale import _
from checks import clock
from checks.discovery.model import Machine
from checks.discovery.scan import Settings, sweep
from checks.model import SnmpCredentials
from checks.secrets import SecretError, snmp_credentials
from db.queries import inventory
from db.session import Database

STALE = 86_400.0
"""Seconds after which an interrupted discovery is begun anew: a network does not stand still."""
SAVE_EVERY = 3.0
"""Seconds between two writes of an unfinished discovery."""
UNFINISHED, LAST, PREVIOUS, PROPOSAL = "unfinished.json", "last.json", "previous.json", "proposal.toml"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
Progress = Callable[[Run, int], None]
"""Told after each address: the run so far, and how many addresses there are in all."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to discover. `name` is that of the folder in which it is kept."""

    name: str
    cidrs: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    customer: str = "discovered"
    settings: Settings = field(default_factory=Settings)
    credentials: Mapping[str, Table] = field(default_factory=dict)
    """Tables of SNMP credentials that the inventory does not have, by name."""
    gateways: tuple[str, ...] = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Discovered:
    """A discovery that is through. `changes` is None the first time."""

    run: Run
    changes: tuple[Change, ...] | None
    proposal: str


def name_of(cidrs: Sequence[str]) -> str:
    """Return the usual name of a discovery: its networks in letters that a folder may have."""
    return re.sub(r"[^A-Za-z0-9]+", "-", "_".join(sorted(cidrs))).strip("-")[:80] or "network"


class Store:
    """Discoveries on disk, one folder each. Raises BlsError where a file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the discoveries that are through."""
        return sorted(path.parent.name for path in self._folder.glob(f"*/{LAST}"))

    def run(self, name: str, which: str) -> Run | None:
        """Return a stored run, None where there is none."""
        path = self._place(name) / which
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BlsError(_("{path} cannot be read: {reason}").format(path=path, reason=error.strerror)) from error
        return from_json(data, path)

    def proposal(self, name: str) -> str:
        """Return the proposal of a discovery. Raises NotFoundError."""
        place = self._place(name)
        try:
            return (place / PROPOSAL).read_text(encoding="utf-8")
        except OSError as error:
            known = ", ".join(self.names()) or "–"
            message = _("there is no discovery {name}; known: {known}").format(name=name, known=known)
            raise NotFoundError(message) from error

    def keep(self, name: str, run: Run) -> None:
        """Store an unfinished run."""
        self._write(name, UNFINISHED, to_json(run))

    def finish(self, name: str, run: Run, proposal: str) -> None:
        """Store a run that is through; the last one becomes the previous one."""
        folder = self._place(name)
        if (folder / LAST).exists():
            (folder / LAST).replace(folder / PREVIOUS)
        self._write(name, LAST, to_json(run))
        self._write(name, PROPOSAL, proposal.encode())
        (folder / UNFINISHED).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise RefusedError(_("the name of a discovery has at most 80 letters, digits, - and _"))
        return self._folder / name

    def _write(self, name: str, file: str, data: bytes) -> None:
        path = self._place(name) / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = path.with_suffix(".partial")
            partial.write_bytes(data)
            partial.chmod(0o600)
            partial.replace(path)
        except OSError as error:
            raise BlsError(_("{path} cannot be written: {reason}").format(path=path, reason=error.strerror)) from error


def inventory_credentials(database: Database, names: Sequence[str]) -> dict[str, SnmpCredentials]:
    """Return SNMP credentials of the inventory, in the order asked. Raises NotFoundError, BlsError."""
    with database.read() as r:
        rows = {row.key: row for row in inventory.documents(r) if row.kind == "snmp"}
    found = {}
    for name in names:
        if name not in rows:
            known = ", ".join(rows) or "–"
            message = _("there are no SNMP credentials {name} in the inventory; known: {known}")
            raise NotFoundError(message.format(name=name, known=known))
        values = {key: value for key, value in rows[name].source.items() if value is not None}
        try:
            found[name] = snmp_credentials(values, Path(rows[name].origin).parent)
        except (SecretError, TypeError) as error:
            message = _("SNMP credentials {name} cannot be used: {reason}")
            raise BlsError(message.format(name=name, reason=error)) from error
    return found


def begun(request: Request, store: Store, now: float) -> tuple[Run, list[str]]:
    """Return the run to go on with, new or interrupted before, and all addresses. Raises PlanError, BlsError."""
    addresses = plan.addresses(plan.networks(request.cidrs), plan.networks(request.excluded))
    fresh = Run(request.cidrs, request.excluded, now)
    if request.fresh:
        return fresh, addresses
    try:
        before = store.run(request.name, UNFINISHED)
    except RunError:
        before = None
    if before is None or (before.cidrs, before.excluded) != (request.cidrs, request.excluded):
        return fresh, addresses
    return (before if now - before.started_at < STALE else fresh), addresses


def discover(request: Request, store: Store, database: Database, progress: Progress) -> Discovered:
    """Look at the network. An interruption keeps what was seen: the same request goes on from there."""
    return asyncio.run(look(request, store, database, progress))


async def look(request: Request, store: Store, database: Database, progress: Progress) -> Discovered:
    """Look at the network, in the running event loop; when cancelled, what was seen is kept."""
    run, addresses = begun(request, store, clock.now())
    kept_at = clock.monotonic()

    def seen(address: str, machine: Machine | None) -> None:
        nonlocal run, kept_at
        run = run.with_answer(address, machine)
        progress(run, len(addresses))
        if clock.monotonic() - kept_at > SAVE_EVERY:
            kept_at = clock.monotonic()
            store.keep(request.name, run)

    try:
        await sweep(plan.remaining(addresses, frozenset(run.done)), request.settings, seen)
    except BaseException:
        store.keep(request.name, run)
        raise
    return _through(request, store, database, replace(run, finished_at=clock.now()))


def _through(request: Request, store: Store, database: Database, run: Run) -> Discovered:
    before = _last(store, request.name)
    changes = None if before is None else tuple(compare(before.machines, run.machines, run.done))
    text = propose(run.machines, _wanted(request, run, database, changes))
    store.finish(request.name, run, text)
    return Discovered(run, changes, text)


def _last(store: Store, name: str) -> Run | None:
    try:
        return store.run(name, LAST)
    except RunError:
        return None


def changes_of(store: Store, name: str) -> tuple[Change, ...] | None:
    """Return what changed between the last two runs of a discovery, None where there are not two."""
    last, previous = store.run(name, LAST), store.run(name, PREVIOUS)
    if last is None or previous is None:
        return None
    return tuple(compare(previous.machines, last.machines, last.done))


def _wanted(request: Request, run: Run, database: Database, changes: Sequence[Change] | None) -> Wanted:
    with database.read() as r:
        rows = [row for row in inventory.objects(r) if row.kind == "host"]
        customers = {row.key for row in inventory.customers(r)}
    known = {row.address or row.full_name: row.full_name for row in rows}
    answered = {machine.address for machine in run.machines}
    answered |= {address for one in run.machines if one.device is not None for address in one.device.addresses}
    looked = set(run.done)
    silent = {address: name for address, name in known.items() if address in looked and address not in answered}
    when = datetime.fromtimestamp(run.finished_at or run.started_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    title = _("Proposed by bls discover {cidrs}, {when}: read it, change it, then bls inventory apply.")
    return Wanted(
        title=title.format(cidrs=" ".join(run.cidrs), when=when),
        customer=request.customer,
        known=known,
        silent=silent,
        credentials=request.credentials,
        gateways=request.gateways,
        new_customer=request.customer not in customers,
        changes=tuple(changes or ()),
    )
