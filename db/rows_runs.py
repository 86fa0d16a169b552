"""The frozen dataclasses of expected runs and of the mails that tell how they went. Times are epoch seconds (UTC).

Words such as states and verdicts are the values of the enumerations of checks.rules.expected and checks.backups.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class NewRun:
    """An expected run about to be stored: when it is due, and what the clock makes of it until a mail comes.

    `job` is the key of the inventory's process, or "mailbox:" and a name. A mail counts from `opens_at` on; the run is
    LATE from `late_at` and MISSING from `missing_at`. `next_at` is when the clock changes it, None for never.
    `decided_at` is set where the state is neither EXPECTED nor LATE, as of a day that is skipped.
    """

    job: str
    customer_id: int
    scheduled_at: float
    opens_at: float
    due_at: float
    late_at: float
    missing_at: float
    next_at: float | None
    state: str = "EXPECTED"
    held: bool = False
    manual: bool = False
    decided_at: float | None = None
    decided_by: str = ""
    note: str = ""
    cause: str = ""
    rule: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RunRow:
    """An expected run as stored. `held`: not judged, because its mailbox cannot be read.

    `decided_by` is the login of who decided by hand, "" where the programme did; `message_id` is the mail that decided.
    `size_bytes` and `duration_s` (seconds) are what that mail says.
    """

    id: int
    job: str
    customer_id: int
    scheduled_at: float
    opens_at: float
    due_at: float
    late_at: float
    missing_at: float
    next_at: float | None
    state: str
    held: bool
    manual: bool
    decided_at: float | None
    decided_by: str
    note: str
    cause: str
    rule: str
    evidence: str
    message_id: int | None
    started_at: float | None
    ended_at: float | None
    size_bytes: int | None
    duration_s: float | None
    seq: int


class SeenRun(NamedTuple):
    """What a list of jobs shows of one run; read by the ten thousand. Fields as in `RunRow`."""

    job: str
    id: int
    scheduled_at: float
    due_at: float
    state: str
    held: bool
    ended_at: float | None
    size_bytes: int | None
    duration_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """What becomes of a run: everything about its state is written anew. Fields as in `RunRow`."""

    state: str
    next_at: float | None
    held: bool = False
    decided_at: float | None = None
    decided_by: str = ""
    note: str = ""
    cause: str = ""
    rule: str = ""
    evidence: str = ""
    message_id: int | None = None
    started_at: float | None = None
    ended_at: float | None = None
    size_bytes: int | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class RunMail:
    """What a mail says of a run. `item` is the machine or job inside the mail that this is about, "" for all of it.

    `at` is the instant it speaks of; `final` is False where the program will try again or is still at work. `bound_by`
    says how the run was found: end (time in the text), date (header), received, hand.
    """

    run_id: int
    message_id: int
    item: str
    verdict: str
    product: str
    rule: str
    matched: str
    at: float
    ended_at: float | None
    bound_by: str
    final: bool = True


@dataclass(frozen=True, slots=True)
class RunMailRow:
    """What a mail says of a run, with the mail's sender, subject and time, and the run's job and time."""

    mail: RunMail
    job: str
    scheduled_at: float
    received_at: float
    sender_address: str
    subject: str


@dataclass(frozen=True, slots=True)
class NewProcessMail:
    """How a mail of a mailbox of processes was read; `job` and `host` as the mail names them.

    `jobs` are the keys of the processes it was bound to; `state` says whether a technician has to look at it.
    """

    message_id: int
    verdict: str
    state: str
    product: str = ""
    job: str = ""
    host: str = ""
    rule: str = ""
    matched: str = ""
    informational: bool = False
    jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessMailRow:
    """How a mail was read, as stored, with the mail's sender, subject and time."""

    read: NewProcessMail
    received_at: float
    sender_address: str
    subject: str
    seq: int


@dataclass(frozen=True, slots=True)
class ProcessTextRow:
    """How a mail was read, with what to read it by again."""

    row: ProcessMailRow
    sent_at: float | None
    text: str


@dataclass(frozen=True, slots=True)
class NewTaughtRule:
    """A rule a technician made: mails of `sender` with these words in subject and text have this verdict."""

    sender: str
    subject_words: str
    words: str
    verdict: str
    product: str
    job: str
    created_by: str
    created_at: float
    note: str = ""
    from_message: int | None = None


@dataclass(frozen=True, slots=True)
class TaughtRuleRow:
    """A taught rule as stored; in force while `removed_at` is None."""

    id: int
    sender: str
    subject_words: str
    words: str
    verdict: str
    product: str
    job: str
    note: str
    created_by: str
    created_at: float
    from_message: int | None
    removed_at: float | None
    removed_by: str
    seq: int
