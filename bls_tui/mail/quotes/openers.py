"""Openers: the sentence a mail program writes over a quotation ("Il giorno … ha scritto:"), on one line or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.mail.quotes.headers import A_DATE
from bls_tui.mail.quotes.lines import Line, following, unquoted
from bls_tui.mail.quotes.vocabulary import NARRATED, STARTS, WROTE

MAX_BACK = 5
"""Lines an opener may have above the one with its verb."""
MAX_AHEAD = 2
"""Lines an opener may have below the one with its verb."""
MAX_VERBLESS = 3
"""Lines an opener without a verb may take."""
MAX_CHARS = 400
MAX_NAME = 80
ABBREVIATION_CHARS = 5
COLONS = (":", "：")

_EDGES = " -*_=•~\t"
_VERBS = tuple(verb.rstrip(":") for verb in WROTE)
_SPOKEN = tuple(f"{verb}:" for verb in _VERBS)
"""A verb with what was written after it on the same line: a sentence, not an opener."""
_NARRATED = re.compile(r"\b(?:" + "|".join(map(re.escape, NARRATED)) + r")\b")
_TIME = re.compile(
    r"(?<![\d.:/-])\d{1,2}\s?[:.h]\s?\d\d(?![./-]?\d)|(?<!\d)\d{1,2}\s?(?:am|pm|uhr|時|点|时|시)", re.IGNORECASE
)
_START = re.compile(r"(?:" + "|".join(map(re.escape, sorted(STARTS, key=len, reverse=True))) + r")(?=[\s,\d])")
_FIGURE_FIRST = re.compile(r"(?:[^\W\d_]+[.,׳'’]{0,2}\s+){0,3}\(?\d|\d{1,4}\s?[年년./-]")
_NAMED = re.compile(r"[\"'“„«]?[^<>()@:;!?]{0,80}[<(\[]?\s?[^\s@]{1,80}@")
_MIDDLE = re.compile(
    r"\s(?:on|il|in data|am|le|el|em|op|den|dnia|dne|at)\s+(?:[^\W\d_]+[.,]{0,2}\s+){0,2}\d", re.IGNORECASE
)
_DATE_AND_ADDRESS = re.compile(r"\d{4}\s?[年/-]\s?\d.{0,200}[<(]\s?[^<>()\s]{1,100}@[^<>()\s]{1,100}[>)]\s?[:：]?")
_ENDS_WITH_ADDRESS = re.compile(r"[<(]\s?[^<>()\s]{1,100}@[^<>()\s]{1,100}[>)]\s?[:：]$")
_BETWEEN_ARROWS = re.compile(r">>>\s.{0,300}\s(?:>>>|<<<)")


@dataclass(frozen=True, slots=True)
class Opener:
    """Where an opener stands: its first line, the line after it, and the column where it begins."""

    start: int
    end: int
    column: int = 0


def find(lines: Sequence[Line]) -> list[Opener]:
    """Return the openers that stand outside marked quotations, in order, none overlapping another."""
    found: list[Opener] = []
    floor = 0
    for index, line in enumerate(lines):
        if index < floor or line.blank:
            continue
        opener = _verbless(lines, index) or (_around(lines, index, floor) if _may_open(lines, index) else None)
        if opener is not None:
            found.append(opener)
            floor = opener.end
    return found


def opens(forms: Sequence[str]) -> bool:
    """Tell whether the first of these forms, or the first few together, are an opener over a quotation."""
    joined = ""
    for form in forms[:4]:
        joined = f"{joined} {form}".strip()
        if has_verb(joined) and _is_opener(joined, quote_follows=True):
            return True
    return False


def has_verb(form: str) -> bool:
    """Tell whether the verb of an opener occurs."""
    folded = form.casefold()
    return any(verb in folded for verb in WROTE)


def _may_open(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if not has_verb(line.form):
        return False
    if not line.quoted:
        return True
    # A client that puts "<", the address and "> wrote:" on lines of their own; anything longer is a quoted opener.
    rest = unquoted(line.form).rstrip(":： ").casefold()
    return line.form.count(">") == 1 and rest in WROTE


def _verbless(lines: Sequence[Line], index: int) -> Opener | None:
    """Openers that are only a date and an address, and those between arrows."""
    line = lines[index]
    if _BETWEEN_ARROWS.fullmatch(line.form) and A_DATE.search(line.form):
        return Opener(index, index + 1)
    if line.quoted or not _begins(line.form):
        return None
    for end in range(index + 1, min(len(lines), index + MAX_VERBLESS) + 1):
        if lines[end - 1].blank or lines[end - 1].quoted:
            return None
        if _tells_date_and_address(_joined(lines, index, end), quote_follows=_quote_follows(lines, end)):
            return Opener(index, end)
    return None


def _tells_date_and_address(joined: str, *, quote_follows: bool) -> bool:
    """Tell whether the text is a date and an address as openers give them, in languages whose verb is not known too."""
    if "@" not in joined or len(joined) > MAX_CHARS:
        return False
    text = joined.strip(_EDGES)
    if quote_follows and _DATE_AND_ADDRESS.fullmatch(text):
        return True
    ends_with_address = _ENDS_WITH_ADDRESS.search(text) is not None
    if quote_follows and ends_with_address and _START.match(text.casefold()):
        return True
    if not text.endswith(COLONS) or A_DATE.search(text) is None or _TIME.search(text) is None:
        return False
    return quote_follows or ends_with_address


def _around(lines: Sequence[Line], verb: int, floor: int) -> Opener | None:
    """The opener whose verb is on line `verb`."""
    end = _end(lines, verb)
    if end is None:
        return None
    quote_follows = _quote_follows(lines, end)
    starts = list(_starts(lines, verb, floor))
    for start in starts:
        joined = _joined(lines, start, end)
        if _begins(joined) and A_DATE.search(joined) and _is_opener(joined, quote_follows=quote_follows):
            return Opener(start, end)
    middle = _in_the_middle(lines[verb], quote_follows=quote_follows) if end == verb + 1 else None
    if middle is not None:
        return Opener(verb, end, middle)
    for start in _weak_starts(lines, verb, starts):
        if _is_opener(_joined(lines, start, end), quote_follows=quote_follows):
            return Opener(start, end)
    return None


def _end(lines: Sequence[Line], verb: int) -> int | None:
    """The line after an opener whose verb is on line `verb`; it ends with a colon, or with the verb."""
    joined = ""
    for index in range(verb, min(len(lines), verb + MAX_AHEAD + 1)):
        if lines[index].blank or (index > verb and lines[index].quoted):
            return None
        joined = f"{joined} {lines[index].form}"
        if _closes(joined):
            return index + 1
    return None


def _closes(text: str) -> bool:
    text = text.rstrip(_EDGES)
    return text.endswith(COLONS) or text.casefold().endswith(WROTE)


def _starts(lines: Sequence[Line], verb: int, floor: int) -> list[int]:
    """Where the opener may begin, nearest first. An empty line is crossed once, over an address; a quotation never."""
    starts, lowest = [verb], max(floor, verb - MAX_BACK)
    crossed = False
    for index in range(verb - 1, lowest - 1, -1):
        line = lines[index]
        if line.blank:
            if crossed or not lines[starts[-1]].form.startswith(("<", "(", ">")):
                break
            crossed = True
        elif line.quoted or _ends_sentence(line.form):
            break
        else:
            starts.append(index)
    return starts


def _ends_sentence(form: str) -> bool:
    """Tell whether a line ends what it says: with a colon, or with a full stop that is none of an abbreviation."""
    return form.endswith(COLONS) or (
        form.endswith((".", "!", "?")) and len(form.rsplit(maxsplit=1)[-1]) > ABBREVIATION_CHARS
    )


def _weak_starts(lines: Sequence[Line], verb: int, starts: Sequence[int]) -> list[int]:
    """Where an opener without a date may begin: its own line, or the one above when the address leads it."""
    first = lines[verb].form
    if (first.startswith(("<", "(")) or first.rstrip(":： ").casefold() in WROTE) and verb - 1 in starts:
        return [verb - 1, verb]
    return [verb]


def _joined(lines: Sequence[Line], start: int, end: int) -> str:
    return " ".join(line.form for line in lines[start:end] if line.form)


def _quote_follows(lines: Sequence[Line], index: int) -> bool:
    line = following(lines, index)
    return line is not None and (line.quoted or (line.form.startswith("|") and not line.form.endswith("|")))


def _begins(text: str) -> bool:
    """Tell whether the text starts as openers do: with "On" or its like, or with a date."""
    text = text.strip(_EDGES).casefold()
    return _START.match(text) is not None or _FIGURE_FIRST.match(text) is not None


def _is_opener(joined: str, *, quote_follows: bool) -> bool:
    """Tell whether a sentence with the verb is an opener. Where no marked quotation follows it has to prove more."""
    text = joined.strip(_EDGES)
    if len(text) > MAX_CHARS:
        return False
    folded = text.rstrip(":： ").casefold()
    if quote_follows:
        opens = folded.endswith(_VERBS) or "@" in text or A_DATE.search(text) is not None
    elif joined.rstrip(" ").endswith("--"):
        opens = True
    else:
        opens = text.endswith(COLONS) and not _NARRATED.search(folded) and _proves(text, folded)
    return opens and not any(spoken in folded for spoken in _SPOKEN)


def _proves(text: str, folded: str) -> bool:
    """Tell whether the text names date, time and person as programs do, so that no quotation need be marked."""
    dated, addressed = A_DATE.search(text) is not None, "@" in text
    if dated and _begins(text):
        return addressed or _TIME.search(text) is not None
    if addressed and _NAMED.match(text):
        return dated or folded.endswith(_VERBS)
    return _dated_after_verb(text)


def _dated_after_verb(text: str) -> bool:
    """Tell whether date and time come last ("Mario Rossi wrote on 5/5/2025 10:12 AM:")."""
    folded = text.casefold()
    verb = next((verb for verb in WROTE if verb in folded), "")
    name, _, rest = folded.partition(verb)
    return len(name) <= MAX_NAME and A_DATE.search(rest) is not None and _TIME.search(rest) is not None


def _in_the_middle(line: Line, *, quote_follows: bool) -> int | None:
    """The column of an opener that shares its line with the answer; believed only over a marked quotation."""
    match = _MIDDLE.search(line.form)
    if match is None or not quote_follows:
        return None
    opener = line.form[match.start() + 1 :]
    if not (A_DATE.search(opener) and _is_opener(opener, quote_follows=True)):
        return None
    column = line.raw.find(opener[:20])
    return column if column > 0 else None
