"""Looks at everything bls depends on: this machine, the database, the inventory and its secrets."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bls_tui.config import Config
from bls_tui.desk.spans import long
from bls_tui.inventory.fleet import Declared
from bls_tui.inventory.parse import InventoryError
from bls_tui.inventory.plan import Plan
from bls_tui.inventory.sources import Source
from bls_tui.locale import _, ngettext
from bls_tui.service.setup import inventory
from bls_tui.service.setup.doctor_desk import examine_desk
from bls_tui.service.setup.doctor_processes import examine_processes
from bls_tui.service.setup.findings import Finding, fail, ok, warn
from checks import clock
from checks.probes import icmp_permission, parse_options
from checks.probes.plugin import PluginOptions, missing_program
from checks.secrets import SecretError, snmp_credentials
from db import schema
from db.errors import DatabaseError
from db.queries import lease, server
from db.queries.inventory import documents
from db.rows import DocumentRow
from db.session import Database

FREE_WARN, FREE_FAIL = 2_000_000_000, 200_000_000
"""Bytes free on the disk of an SQLite database."""
SKEW_WARN, SKEW_FAIL = 2.0, 30.0
"""Seconds between this machine's clock and the database server's."""
SANE_TIMES = (1_735_689_600.0, 4_102_444_800.0)
"""2025-01-01 and 2100-01-01: a clock outside was never set."""
JUMP = 0.05
"""Seconds the wall clock may gain or lose while it is watched."""
MISTAKES_SHOWN = 10


def examine_config(config: Config) -> Iterator[Finding]:
    """Report which configuration holds, and whether the log can be written."""
    if config.path is None:
        yield warn(_("configuration"), _("no bls.toml found, the defaults hold"), _("`bls init` writes one"))
    else:
        yield ok(_("configuration"), str(config.path))
    folder = next(parent for parent in config.log_path.parents if parent.exists())
    if os.access(config.log_path if config.log_path.exists() else folder, os.W_OK):
        yield ok(_("log"), str(config.log_path))
    else:
        yield fail(_("log"), _("{path} cannot be written").format(path=config.log_path), _("set [log] file"))


def examine_icmp() -> Iterator[Finding]:
    """Report whether this user may ping."""
    permission = icmp_permission.examine()
    if permission.granted:
        yield ok("ICMP", _("IPv4 {ipv4}, IPv6 {ipv6}").format(ipv4=permission.ipv4, ipv6=permission.ipv6))
        return
    found = _("not permitted: pings are UNKNOWN, everything else works; fallback_ports of icmp stand in for a ping")
    yield warn("ICMP", found, icmp_permission.grant_command())


def examine_clock() -> Iterator[Finding]:
    """Report whether the wall clock is set, and steady."""
    wall, steady = clock.now(), clock.monotonic()
    while clock.monotonic() - steady < 2 * JUMP:
        pass
    drift = abs((clock.now() - wall) - (clock.monotonic() - steady))
    low, high = SANE_TIMES
    if not low < wall < high:
        yield fail(
            _("clock"), _("this machine's date is wrong"), _("set it, and let NTP keep it: timedatectl set-ntp true")
        )
    elif drift > JUMP:
        found = _("it moved {seconds:.2f} s while being watched").format(seconds=drift)
        yield warn(_("clock"), found, _("let NTP keep it: timedatectl set-ntp true"))
    else:
        yield ok(_("clock"), _("set and steady"))


def examine_terminal(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Report what the terminal can show."""
    term = environment.get("TERM", "")
    encoding = (getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(do_setlocale=False)).lower()
    if "utf" not in encoding:
        found = _("the encoding is {encoding}, not UTF-8").format(encoding=encoding)
        yield warn(_("terminal"), found, _("export LC_ALL=C.UTF-8, or set [ui] ascii = true"))
    elif term in ("", "dumb", "unknown"):
        yield warn(
            _("terminal"), _("TERM is {term!r}").format(term=term), _("`bls now` and `bls status` need no terminal")
        )
    else:
        rich_colours = environment.get("COLORTERM") in ("truecolor", "24bit")
        colours = "24-bit" if rich_colours else "256" if "256" in term else "16"
        width, height = shutil.get_terminal_size()
        found = _("{term}, {colours} colours, {width}x{height}, UTF-8")
        yield ok(_("terminal"), found.format(term=term, colours=colours, width=width, height=height))


def examine_database(config: Config, database: Database) -> Iterator[Finding]:
    """Report the state of the database. It is looked at, never created or upgraded."""
    subject = _("database")
    path = _sqlite_path(database)
    if path is not None and not _is_there(database):
        yield warn(subject, _("{path} is not there yet").format(path=path), _("it is made at the first start"))
        yield from _free_space(path.parent)
        return
    try:
        version = schema.current(database)
        if version != schema.head():
            yield _version(database.display_url, version)
            return
        with database.read() as r:
            megabytes, theirs = server.size(r) / 1e6, server.clock(r)
        _try_writing(database)
        found = _("{url}, schema {version}, {size:.1f} MB, writable")
        yield ok(subject, found.format(url=database.display_url, version=version, size=megabytes))
    except DatabaseError as error:
        yield fail(subject, str(error))
        return
    if path is not None:
        yield from _free_space(path.parent)
    if theirs is not None:
        yield from _skew(theirs)
    yield from _poller(config, database)


def examine_inventory(
    sources: Sequence[Source], database: Database, login: str, mailboxes: Mapping[str, str]
) -> Iterator[Finding]:
    """Report whether the inventory files are right, applied, their secrets to be had, and what the desk lacks.

    `login` is the present user of the operating system, `mailboxes` the roles of those in bls.toml by name.
    """
    subject = _("inventory")
    if not sources:
        yield warn(subject, _("bls.toml names no [inventory] paths"), _("`bls init` writes an example"))
    recorded = _recorded(database)
    try:
        fleet = inventory.check(sources, recorded or [])
    except InventoryError as error:
        yield from _mistakes(subject, error)
        return
    if recorded is None:
        yield warn(subject, _("{count} hosts and services, not applied yet").format(count=len(fleet.objects)))
    else:
        yield _applied(subject, inventory.plan(database, sources))
    yield from _credentials(fleet.documents.values())
    yield from _plugins(fleet.objects.values())
    today = datetime.fromtimestamp(clock.now(), UTC).date()
    yield from examine_desk(fleet.documents.values(), login, today)
    yield from examine_processes(fleet.documents.values(), mailboxes, today)


def _recorded(database: Database) -> list[DocumentRow] | None:
    """Return what the database has of the inventory, None where there is no database that can be read."""
    if not _is_there(database):
        return None
    try:
        with database.read() as r:
            return documents(r)
    except DatabaseError:  # said of the database itself
        return None


def _mistakes(subject: str, error: InventoryError) -> Iterator[Finding]:
    for mistake in error.mistakes[:MISTAKES_SHOWN]:
        yield fail(subject, str(mistake))
    if len(error.mistakes) > MISTAKES_SHOWN:
        yield fail(subject, _("{count} more mistakes").format(count=len(error.mistakes) - MISTAKES_SHOWN))


def _applied(subject: str, plan: Plan) -> Finding:
    changes = len(plan.added) + len(plan.changed) + len(plan.removed)
    if changes:
        found = ngettext("{count} change is not applied", "{count} changes are not applied", changes)
        return warn(
            subject, found.format(count=changes), _("`bls inventory diff` shows, `bls inventory apply` does it")
        )
    if not plan.present:
        return warn(subject, _("nothing is looked after yet"), _("describe a host, see docs/inventory.md"))
    return ok(subject, _("{count} hosts and services, as the files say").format(count=plan.present))


def _credentials(rows: Iterable[DocumentRow]) -> Iterator[Finding]:
    """Fetch the secrets of every SNMP credential, and show none."""
    for row in (row for row in rows if row.kind == "snmp"):
        subject = _("SNMP credentials {name}").format(name=row.key)
        try:
            snmp_credentials(row.source, Path(row.origin).parent)
        except SecretError as error:
            yield fail(subject, str(error), _("declared in {file}:{line}").format(file=row.origin, line=row.line))
        else:
            yield ok(subject, _("complete"))


def _plugins(objects: Iterable[Declared]) -> Iterator[Finding]:
    """Report the programs that plugin checks run and this machine lacks; nothing where there are no such checks."""
    checks = [item for item in objects if item.probe == "plugin"]
    lacking: dict[str, str] = {}
    for item in checks:
        options = parse_options(item.probe, item.options)
        if isinstance(options, PluginOptions) and (program := missing_program(options)):
            lacking.setdefault(program, item.full_name)
    for program, name in lacking.items():
        found = _("{program} of {name} is not there, or may not be run").format(program=program, name=name)
        yield fail(_("plugins"), found, _("install it, for instance monitoring-plugins"))
    if checks and not lacking:
        yield ok(_("plugins"), ngettext("{count} check", "{count} checks", len(checks)).format(count=len(checks)))


def _version(url: str, version: str | None) -> Finding:
    if version is None:
        return warn(_("database"), _("{url} has no tables yet").format(url=url), _("they are made at the first start"))
    if version > schema.head():
        return fail(
            _("database"), _("a newer bls has upgraded it to schema {version}").format(version=version), _("update bls")
        )
    found = _("schema {version} is older than this bls needs").format(version=version)
    return warn(_("database"), found, _("it is upgraded at the next start, or by `bls db upgrade`"))


class _NotForGood(Exception):  # noqa: N818 - ends the trial change
    """Rolls the trial change back."""


def _try_writing(database: Database) -> None:
    """Begin a change and roll it back. Raises DatabaseError."""
    with suppress(_NotForGood), database.write():
        raise _NotForGood


def _free_space(folder: Path) -> Iterator[Finding]:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = _("{free:.1f} GB free in {folder}").format(free=free / 1e9, folder=folder)
    if free > FREE_WARN:
        yield ok(_("disk"), found)
    else:
        yield (fail if free < FREE_FAIL else warn)(_("disk"), found, _("make room, or shorten [retention]"))


def _skew(theirs: float) -> Iterator[Finding]:
    skew = abs(clock.now() - theirs)
    found = _("{seconds:.1f} s from the database server's").format(seconds=skew)
    if skew < SKEW_WARN:
        yield ok(_("clock skew"), found)
    else:
        yield (fail if skew > SKEW_FAIL else warn)(_("clock skew"), found, _("let NTP keep both clocks"))


def _poller(config: Config, database: Database) -> Iterator[Finding]:
    with database.read() as r:
        held = lease.get(r)
    silence = clock.now() - held.heartbeat_at
    if not held.holder:
        yield warn(_("poller"), _("nobody polls"), _("start `bls poller`, or the workbench"))
    elif silence > config.poller.stale_after:
        found = _("{holder} has been silent for {time}").format(holder=held.holder, time=long(silence))
        yield fail(_("poller"), found, _("`systemctl status bls-poller`, or start `bls poller`"))
    else:
        yield ok(_("poller"), _("{holder}, heard {seconds:.0f} s ago").format(holder=held.holder, seconds=silence))


def _is_there(database: Database) -> bool:
    """Tell whether there is something to look at; opening a missing SQLite file would make it."""
    path = _sqlite_path(database)
    return path is None or path.exists()


def _sqlite_path(database: Database) -> Path | None:
    scheme, _separator, path = database.url.partition(":///")
    return Path(path) if scheme.startswith("sqlite") else None
