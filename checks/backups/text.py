"""A mail's text made fit for matching: one form of blanks, quotes and accents, short lines, no hidden characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from checks.backups.model import BackupMail
from checks.backups.patterns import fold

LONGEST_LINE = 800
"""Characters; a longer line is parted at a blank, so that no pattern meets a line that makes it slow."""
LONGEST_TEXT = 300_000
"""Characters that are looked at, head and tail: of what is longer the middle is lost, and hardly a verdict is OK."""
LONGEST_FOR_RULES = 90_000
"""Characters that the rules of products see: the head and the tail of a long log, where verdicts stand."""

_HIDDEN = dict.fromkeys(
    [0x00, 0xAD, 0xFEFF, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFE0E, 0xFE0F]
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\u2032\u201b", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n"),
        "\uff1a": ":",
    }
)
_BLANKS = re.compile(r"[^\S\n]+")
_CELLS = re.compile(r"\t+|[^\S\n]{2,}|[^\S\n]*\|[^\S\n]*")
_PREFIX = re.compile(
    r"^(?P<word>re|r|rif|aw|sv|antw|rv|ref|fwd?|fw|i|inoltro|tr|wg|vs|doorst|enc|rim)(?:\[\d{1,3}\])? ?: ?",
    re.IGNORECASE,
)
_FORWARDS = {"fw", "fwd", "i", "inoltro", "tr", "wg", "vs", "doorst", "rv", "enc"}
_MOST_PREFIXES = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without what mail programs put before it. `prefix` is "", "reply" or "forward"."""

    text: str
    prefix: str = ""

    @property
    def folded(self) -> str:
        """The text without accents, of the same length."""
        return fold(self.text)


@dataclass(frozen=True)
class Prepared:
    """A mail ready for matching. `body` and `folded` have the same length and collapsed blanks; `cut` marks a loss."""

    sender: str
    subject: Subject
    raw_lines: tuple[str, ...]
    cut: bool
    date: float | None = None
    attachments: tuple[tuple[str, str], ...] = field(default=())

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines with blanks collapsed."""
        return tuple(_BLANKS.sub(" ", line).strip() for line in self.raw_lines)

    @cached_property
    def body(self) -> str:
        """The head and the tail of the text, one line each."""
        return _ends("\n".join(self.lines), LONGEST_FOR_RULES)

    @cached_property
    def folded(self) -> str:
        """The body without accents."""
        return fold(self.body)

    @cached_property
    def lowered(self) -> str:
        """The body without accents in lower case, for finding out what can match at all."""
        return self.folded.lower()

    @cached_property
    def fields(self) -> dict[str, list[str]]:
        """Every labelled value, by the folded lower-case label."""
        found: dict[str, list[str]] = {}
        for label, value in self._labelled:
            found.setdefault(label_key(label), []).append(value)
        return found

    @cached_property
    def labels(self) -> dict[str, str]:
        """How the labels are written in the mail."""
        return {label_key(label): label for label, _ in self._labelled}

    @cached_property
    def _labelled(self) -> list[tuple[str, str]]:
        return list(_fields(self.raw_lines, self.lines))


def prepare(mail: BackupMail) -> Prepared:
    """Return a mail ready for matching."""
    text = clean(_ends(mail.text, LONGEST_TEXT))
    raw_lines = tuple(part for line in text.split("\n") for part in _short(line))
    return Prepared(
        sender=clean(mail.sender)[:LONGEST_LINE],
        subject=subject_of(mail.subject),
        raw_lines=raw_lines,
        cut=len(mail.text) > LONGEST_TEXT,
        date=mail.date,
        attachments=mail.attachments,
    )


def clean(text: str) -> str:
    """Return text in one form: NFC, plain blanks and quotes, line feeds, nothing invisible."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").translate(_HIDDEN).translate(_SAME)
    return unified if unified.isascii() else unicodedata.normalize("NFC", unified)


def subject_of(raw: str) -> Subject:
    """Return a subject without its prefixes, knowing whether it is a reply or was passed on."""
    text = " ".join(clean(raw[: 4 * LONGEST_LINE]).split())[:LONGEST_LINE]
    prefix = ""
    for _ in range(_MOST_PREFIXES):
        found = _PREFIX.match(text)
        if found is None:
            break
        kind = "forward" if found["word"].lower() in _FORWARDS else "reply"
        prefix = "reply" if "reply" in (prefix, kind) else kind
        text = text[found.end() :]
    return Subject(text.strip(), prefix)


def cells(raw_line: str) -> list[str]:
    """Return the cells of a line of a table: parted by tabs, bars or two blanks."""
    return [cell.strip() for cell in _CELLS.split(raw_line.strip().strip("|")) if cell and cell.strip()]


def label_key(label: str) -> str:
    """Return the form in which labels are compared."""
    return " ".join(fold(label).lower().strip(" *_#-\u2022.\u00b7>\"'").split())


def _ends(text: str, longest: int) -> str:
    """Return a text, or where it is longer its head and its tail."""
    if len(text) <= longest:
        return text
    tail = longest // 3
    return f"{text[: longest - tail]}\n{text[-tail:]}"


def _short(line: str) -> list[str]:
    parts = []
    while len(line) > LONGEST_LINE:
        at = line.rfind(" ", LONGEST_LINE // 2, LONGEST_LINE)
        at = at if at > 0 else LONGEST_LINE
        parts.append(line[:at])
        line = line[at:]
    return [*parts, line]


_LABEL = re.compile(r"^[^\w\[]{0,6}([^:=\n]{1,60}?)[*_]{0,2} ?[:=][*_]{0,2}(?: |$|(?=[^\s/\\]))(.*)$")
_MOST_FIELDS = 5000


def _fields(raw_lines: tuple[str, ...], lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield `Label: value`, `Label = value`, label and value in neighbouring cells, and a label above its value."""
    filled = [(raw, line) for raw, line in zip(raw_lines, lines, strict=True) if line][:_MOST_FIELDS]
    for index, (raw, line) in enumerate(filled):
        match = _LABEL.match(line)
        if match and match[2].strip():
            yield match[1], match[2].strip()
        parts = cells(raw)
        for label, value in pairwise(parts):
            yield label.rstrip(":"), value
        if len(parts) == 1 and index + 1 < len(filled):
            yield line.rstrip(": "), filled[index + 1][1]
