"""Expected processes from the documents of the inventory, as the rules of `checks.rules.expected` want them. Pure.

A `process` document says `customer`, `mailbox`, how its mails are recognised (`sender`, `subject`, `product`, `job`,
`host`, `items`), when it runs (`cron` or `at`, `zone`, `calendar`, `skip_closed`), how long it may take (`duration`,
`early`, `late_after`, `hold`) and when a call is proposed (`propose`, `partial`); `docs/inventory.md` describes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from bls_tui.desk.calendar import Calendar
from bls_tui.desk.declared import USUAL, ZONE, Source, several
from bls_tui.desk.people import Directory, DirectoryError
from checks.rules import declared
from checks.rules.expected import policy, schedule, windows
from checks.rules.expected.names import plain
from checks.rules.expected.policy import Policy
from checks.rules.expected.recognition import Recognition
from checks.rules.expected.schedule import Schedule
from checks.rules.expected.windows import ClosedOn, PlannedRun, Tolerances, never_closed
from checks.rules.periods import parse_zone

KIND = "process"
_SPRING = datetime(2026, 4, 1, tzinfo=ZoneInfo(ZONE)).timestamp()
"""From here on, gaps between runs are measured far from the nights of daylight saving."""


@dataclass(frozen=True, slots=True)
class Process:
    """Something that runs on a schedule and confirms by mail. `items` must all be reported for a run to be OK."""

    key: str
    customer: str
    name: str
    mailbox: str
    objects: tuple[str, ...]
    recognition: Recognition
    items: tuple[str, ...]
    schedule: Schedule
    tolerances: Tolerances
    policy: Policy
    closed_on: ClosedOn = never_closed
    notes: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The zone its schedule and its mails without a zone are read in."""
        return self.schedule.zone

    def ahead(self, since: float, until: float) -> list[PlannedRun]:
        """Return the runs to create, see `checks.rules.expected.windows.ahead`."""
        return windows.ahead(self.schedule, self.tolerances, since, until, self.closed_on)


@dataclass(frozen=True)
class Processes:
    """All expected processes by key. `head` is the number of the inventory they were read at."""

    head: int = 0
    by_key: Mapping[str, Process] = field(default_factory=dict)

    @property
    def recognitions(self) -> dict[str, Recognition]:
        """How the mails of each process are recognised, as `checks.rules.expected.recognition.recognise` wants it."""
        return {key: process.recognition for key, process in self.by_key.items()}

    def candidates(self, account: str, names: Iterable[str]) -> dict[str, Recognition]:
        """Return how the mails of those processes are recognised that a mail with these names of jobs may be about.

        That is all of the mailbox but those that name another job in full: with a thousand jobs, nearly all.
        """
        by_job = self._by_job.get(account, {})
        wanted = dict.fromkeys(("", *map(plain, names)))
        return {key: one for name in wanted for key, one in by_job.get(name, {}).items()}

    @cached_property
    def _by_job(self) -> dict[str, dict[str, dict[str, Recognition]]]:
        """By mailbox and name of the job, "" where a process names none in full."""
        found: dict[str, dict[str, dict[str, Recognition]]] = {}
        for key, one in self.by_key.items():
            name = "" if "*" in one.recognition.job else plain(one.recognition.job)
            found.setdefault(one.mailbox, {}).setdefault(name, {})[key] = one.recognition
        return found

    def of_mailbox(self, account: str) -> tuple[Process, ...]:
        """Return the processes whose mails come to a mailbox."""
        return tuple(process for process in self.by_key.values() if process.mailbox == account)


def build(documents: Iterable[tuple[str, str, Source]], directory: Directory, today: date) -> Processes:
    """Build the processes from (kind, key, source); other kinds are passed over. Raises DirectoryError.

    `directory` has the calendars and contracts; that of a customer is the one in force `today`.
    """
    found = {}
    for kind, key, source in documents:
        if kind == KIND:
            try:
                found[key] = _process(key, source, directory, today)
            except (KeyError, TypeError, ValueError) as error:
                raise DirectoryError(f"inventory: {KIND} {key}: {error}") from error
    return Processes(directory.head, found)


def shortest_gap(source: Source) -> float | None:
    """Return the least seconds between two runs of a process, None where there are not two in a year."""
    return _schedule(source, parse_zone(source.get("zone", ZONE))).shortest_gap(_SPRING)


def _process(key: str, source: Source, directory: Directory, today: date) -> Process:
    customer = source["customer"]
    calendar = _calendar(source, directory, today)
    zone = parse_zone(source["zone"]) if "zone" in source else calendar.zone if calendar else parse_zone(ZONE)
    return Process(
        key=key,
        customer=customer,
        name=source.get("name") or key,
        mailbox=source["mailbox"],
        objects=tuple(source.get("objects", ())),
        recognition=_recognition(source),
        items=tuple(source.get("items", ())),
        schedule=_schedule(source, zone),
        tolerances=Tolerances(*(_seconds(source.get(name)) for name in ("duration", "early", "late_after", "hold"))),
        policy=policy.parse(source.get("propose", "first"), partial_fails=source.get("partial") != "warning"),
        closed_on=_closed_on(source, calendar, directory),
        notes=source.get("notes", ""),
    )


def _calendar(source: Source, directory: Directory, today: date) -> Calendar | None:
    """Return the calendar that is named, else that of the customer's contract."""
    if "calendar" in source:
        return directory.calendars[source["calendar"]]
    contracts = directory.contracts_of(source["customer"], today)
    return contracts[0].calendar if contracts else None


def _closed_on(source: Source, calendar: Calendar | None, directory: Directory) -> ClosedOn:
    if not source.get("skip_closed", "calendar" in source):
        return never_closed
    return partial(closed, calendar or directory.calendars[USUAL])


def closed(calendar: Calendar, day: date) -> str:
    """Return the name of the holiday or closure on a date, "" on any other.

    A weekday without hours is none: the schedule itself says on which weekdays a process runs.
    """
    kind = calendar.day(day)
    return "" if kind.windows else kind.name


def _schedule(source: Source, zone: ZoneInfo) -> Schedule:
    if source.get("cron"):
        return schedule.by_cron(source["cron"], zone)
    return schedule.by_days(several(source.get("at")), zone)


def _recognition(source: Source) -> Recognition:
    return Recognition(
        account=source["mailbox"],
        senders=several(source.get("sender")),
        subject=several(source.get("subject")),
        product=source.get("product", ""),
        job=source.get("job", ""),
        host=source.get("host", ""),
    )


def _seconds(span: float | str | None) -> float | None:
    return None if span is None else declared.seconds(span)
