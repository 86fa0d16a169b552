"""Mails of the mailboxes of processes: read, recognised, bound to runs, which are then judged anew.

All of it happens in the transaction that keeps the mail. What is not understood, recognised or bound waits for a
technician; nothing is guessed.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bls_tui.desk.processes import Process
from bls_tui.mail.reading.model import ReadMail
from bls_tui.service.processes import planning
from bls_tui.service.processes import reading as recognisers
from bls_tui.service.processes.books import Books, books, rejudge
from bls_tui.service.processes.mailbox_state import Accounts
from checks.backups import Reading, Verdict
from checks.rules.expected.binding import Clue, Moment, bind, bygone, moment
from checks.rules.expected.judging import evidence_of
from checks.rules.expected.names import plain
from checks.rules.expected.recognition import MailFacts, Match, Recognised, recognise
from checks.rules.expected.states import GOOD, RunState
from db.queries import inventory, messages, process_mails, runs
from db.rows_mail import MessageRow
from db.rows_runs import NewProcessMail, RunMail, RunRow
from db.session import Reader, Writer

DAY = 86400.0
NEAR = 2 * DAY
FAR = 400 * DAY
"""How far before a mail the run it belongs to is looked for: near first, since jobs may run every few minutes."""
BOUND, UNRECOGNISED, UNKNOWN, INFORMATIONAL, UNBOUND = "bound", "unrecognised", "unknown", "informational", "unbound"
_NO_RESULT = ("bounce", "receipt")
"""Kinds of mail that are about another mail, whatever words are in it."""


class ProcessFiling:
    """Files the mails of the mailboxes whose role is `process`. `accounts` are those of bls.toml."""

    def __init__(self, clock: Callable[[], float], accounts: Accounts | None = None) -> None:
        self._clock = clock
        self._accounts = accounts

    def __call__(self, w: Writer, message: MessageRow, mail: ReadMail) -> None:  # noqa: ARG002 - read as it is kept
        """File a message that lies in triage. Raises DirectoryError, Conflict; it is then tried again."""
        file(books(w, self._clock(), self._accounts), message)


def file(b: Books, message: MessageRow) -> NewProcessMail:
    """Read a mail, bind it to the runs it is about, judge these, and say what a technician has to look at."""
    found = recognisers.read(b.w, message, b.rules)
    if found.informational or message.kind in _NO_RESULT:
        return settle(b, message, found, INFORMATIONAL)
    if message.facts.get("doubtful"):
        return settle(b, message, found, UNRECOGNISED)
    said = facts(message, found)
    seen = recognise(said, b.known.candidates(said.account, (said.job, *said.items)))
    bound = {match: run for match in seen.matches if (run := _bind(b, message, found, match)) is not None}
    for run in {run.id: run for run in bound.values()}.values():
        rejudge(b, run)
    jobs = tuple(dict.fromkeys(match.job for match in bound))
    return settle(b, message, found, _state(found, seen, len(bound)), jobs)


def facts(message: MessageRow, found: Reading) -> MailFacts:
    """Return what of a mail says which processes it is about."""
    items = tuple(item.name for item in found.items)
    account = account_of(message)
    return MailFacts(account, message.sender_address, message.subject, found.product, found.job, found.host, items)


def account_of(message: MessageRow) -> str:
    """Return the mailbox a message came to."""
    return str(message.facts.get("account", ""))


def _state(found: Reading, seen: Recognised, bound: int) -> str:
    """Say what a technician has to do with a mail: nothing where it is bound and understood."""
    if not seen.matches or seen.rivals or _overlooked(found, seen.matches):
        return UNRECOGNISED
    if bound < len(seen.matches):
        return UNBOUND
    return understood(found)


def understood(found: Reading) -> str:
    """Return the state of a mail that is bound to the runs it is about."""
    return UNKNOWN if found.verdict is Verdict.UNKNOWN else BOUND


def restated(read: NewProcessMail, state: str) -> NewProcessMail:
    """Return how a mail was read, with another state."""
    return replace(read, state=state, informational=state == INFORMATIONAL)


def _overlooked(found: Reading, matches: Iterable[Match]) -> bool:
    """Tell whether a failure in the mail is of something no process stands for, and none stands for the whole mail."""
    items = {plain(match.item) for match in matches}
    if "" in items:
        return False
    return any(RunState(item.verdict) not in GOOD and plain(item.name) not in items for item in found.items)


def _bind(b: Books, message: MessageRow, found: Reading, match: Match) -> RunRow | None:
    """Bind a mail to the run of a process it speaks of; None where it is older than all, or good and of days ago."""
    one = b.known.by_key[match.job]
    if one.zone.key != recognisers.USUAL.key:
        found = recognisers.read(b.w, message, b.rules, one.zone)
    b.readings[message.id] = found
    planning.ensure(b.w, one, b.now)
    when = moment(found.ended_at, message.sent_at, message.received_at)
    if bygone(found.ended_at, message.received_at) and RunState(found.verdict) in GOOD:
        when = None
    run = run_at(b.w, one, when) if when is not None else None
    if run is not None and when is not None:
        note(b.w, run, message, found, match, when)
    return run


def run_at(r: Reader, one: Process, when: Moment) -> RunRow | None:
    """Return the run of a process that an instant belongs to, None where it is older than all."""
    for back in (NEAR, FAR):
        if (run := bind(when, runs.of_job(r, one.key, when.at - back, float("inf")))) is not None:
            return run
    return None


def note(w: Writer, run: RunRow, message: MessageRow, found: Reading, match: Match, when: Moment) -> None:  # noqa: PLR0917
    """Store what a mail says of a run, and of the items in it."""
    items = [(item.name, RunState(item.verdict)) for item in found.items]
    words = {item.name: item.matched for item in found.items}
    verdict = RunState(found.verdict)
    for said in evidence_of(str(message.id), when.at, verdict, items, match, host=found.host):
        mail = RunMail(
            run_id=run.id,
            message_id=message.id,
            item=said.item,
            verdict=said.verdict.value,
            product=found.product,
            rule=found.rule,
            matched=words.get(said.item) or found.evidence,
            at=when.at,
            ended_at=found.ended_at if when.clue is Clue.END else None,
            bound_by=when.clue.value,
            final=said.final,
        )
        runs.bind(w, mail)


def settle(b: Books, message: MessageRow, found: Reading, state: str, jobs: tuple[str, ...] = ()) -> NewProcessMail:
    """Store how a mail was read, whose it is, and where it lies."""
    told = NewProcessMail(
        message_id=message.id,
        verdict=found.verdict.value,
        state=state,
        product=found.product,
        job=found.job,
        host=found.host,
        rule=found.rule,
        matched=found.evidence,
        informational=state == INFORMATIONAL,
        jobs=jobs,
    )
    process_mails.put(b.w, told)
    customers = {b.known.by_key[job].customer for job in jobs}
    if len(customers) == 1:
        messages.set_customer(b.w, message.id, inventory.customer_id(b.w, customers.pop()))
    lay(b.w, message, state)
    return told


def lay(w: Writer, message: MessageRow, state: str) -> None:
    """Put a mail where its state says: with its runs, away, or waiting; what is in a call stays there."""
    waits = state in process_mails.ATTENTION
    to = "triage" if waits else "archive" if state == INFORMATIONAL else "run"
    if message.place != "call" and (message.place, message.reason) != (to, state if waits else ""):
        messages.place(w, message.id, to, was=message.place, was_call_id=None, reason=state if waits else "")
