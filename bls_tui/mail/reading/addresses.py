"""Address headers: RFC 5322 with groups, comments and obsolete forms, and what programmes really write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bls_tui.mail.reading import words
from bls_tui.mail.reading.model import Address

MAX_ADDRESSES = 10_000
MAX_NAME = 1000
"""Characters of a display name that are kept."""
LONGEST_CLEAR = 2000
"""Characters of a From that nobody need doubt."""

_SPECIAL = re.compile(r'[",;:<()\\]')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(
    r"(?<![^\s<>\"',;:()\[\]\0])[^\s<>\"',;:()\[\]\0@]++@(?:\[[^\[\]\s]{1,60}\]|[^\s<>\"',;:()\[\]\0]++)"
)
_LOOSE = re.compile(r"(?<![^\s<>\",;:()\[\]\0])[^\s<>\",;:()\[\]\0@]++@[^\s<>\",;:()\[\]\0]++")
_WORD = re.compile(r"=\?[^?\s]{1,60}\?[bq]\?[^?\s]*\?=", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^?]*)", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)
_COMMENT = re.compile(r"\(([^()]*)\)")
_BLANK = re.compile(r"\s+")


@dataclass(slots=True)
class _Mailbox:
    """What was read of one mailbox so far.

    Attributes:
        unquoted: a quote was found that never ends, so no later one counts.
        addressed: there is an `@` outside quotes, so a colon ends no group's name.
    """

    phrase: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    unquoted: bool = False
    addressed: bool = False

    @property
    def bare(self) -> bool:
        """Words only: the first half of an unquoted `Doe, John <x@y>` as well as an address alone."""
        return self.angle is None and not self.comments and "@" not in "".join(self.phrase)

    @property
    def empty(self) -> bool:
        return self.angle is None and not self.comments and not "".join(self.phrase).strip()


def parse(value: str) -> tuple[Address, ...]:
    """Return the mailboxes in a header value, groups flattened; words stay encoded until an address is found."""
    mailboxes = islice(_mailboxes(value), MAX_ADDRESSES)
    found = tuple(address for mailbox in mailboxes if (address := _address(mailbox)))
    if "=?" in value and not any("@" in address.address for address in found):
        whole = words.decode(value)  # somebody encoded the whole header, address and all
        if "@" in whole and whole != value:
            return parse(whole.replace("=?", "= ?"))
    return found


def ambiguous(value: str) -> bool:
    """Tell whether others may read another address in a header value than `parse` does.

    Whoever checks a sender for us (SPF, DMARC) and we must not mean different people: so says a value with an address
    outside quotes, comments and brackets that is none of its mailboxes, with two "@" in one, with NUL, or so long that
    some will not read it to its end.
    """
    if len(value) > LONGEST_CLEAR:
        return True
    read = {address.key for address in parse(value)}
    written = _WORD.sub(" ", _COMMENT.sub(" ", _QUOTED.sub(" ", value)))
    others = {found[0].lower().strip("'") for found in _LOOSE.finditer(written)} - read
    return bool(others) or "\0" in value or any(one.count("@") > 1 and '"' not in one for one in read)


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    """The mailboxes between separators; a name parted by its own comma is put together again."""
    waiting: _Mailbox | None = None
    for mailbox, separator in _split(value):
        if waiting is not None:
            if mailbox.angle is not None and waiting.bare:
                mailbox.phrase = [*waiting.phrase, ", ", *mailbox.phrase]
            else:
                yield waiting
            waiting = None
        if mailbox.bare and separator == "," and not mailbox.empty:
            waiting = mailbox
        elif not mailbox.empty:
            yield mailbox
    if waiting is not None:
        yield waiting


def _split(value: str) -> Iterator[tuple[_Mailbox, str]]:
    """Every mailbox and the separator behind it, in one pass over the text."""
    mailbox, position = _Mailbox(), 0
    while special := _SPECIAL.search(value, position):
        mailbox.phrase.append(value[position : special.start()])
        mailbox.addressed = mailbox.addressed or "@" in mailbox.phrase[-1]
        position, sign = special.end(), special[0]
        if sign in ",;":
            yield mailbox, sign
            mailbox = _Mailbox(unquoted=mailbox.unquoted)
        elif sign == ":" and not mailbox.addressed and mailbox.angle is None:
            mailbox = _Mailbox(unquoted=mailbox.unquoted)  # those were the name of a group
        else:
            position = _nested(value, special.start(), mailbox)
    mailbox.phrase.append(value[position:])
    yield mailbox, ""


def _nested(value: str, start: int, mailbox: _Mailbox) -> int:
    """Read what a quote, a bracket or a parenthesis at `start` encloses; where it never closes it is a character."""
    sign = value[start]
    if sign == '"' and not mailbox.unquoted:
        quoted = _QUOTED.match(value, start)
        mailbox.unquoted = quoted is None
        if quoted is None:
            return start + 1
        mailbox.phrase.append("\0" + _ESCAPED.sub(r"\1", quoted[1]) + "\0")
        return quoted.end()
    if sign == "(":
        end = _comment_end(value, start)
        mailbox.comments.append(_ESCAPED.sub(r"\1", value[start + 1 : end - 1]))
        return end
    if sign == "<":
        return _angle(value, start, mailbox)
    if sign not in '"\\':
        mailbox.phrase.append(sign)
    return start + 1


def _angle(value: str, start: int, mailbox: _Mailbox) -> int:
    close = value.find(">", start)
    end = close if close >= 0 else len(value)
    inside = value[start + 1 : end]
    if "<" in inside:  # "<<a@b>>", or "Name < <a@b>"
        start += inside.rfind("<") + 1
        inside = value[start + 1 : end]
    if mailbox.angle is None or "@" not in mailbox.angle:
        mailbox.comments += _COMMENT.findall(inside)
        mailbox.angle = _COMMENT.sub("", inside) if "(" in inside else inside
    end += close >= 0
    while value.startswith(">", end):
        end += 1
    return end


def _comment_end(value: str, start: int) -> int:
    """Just behind the parenthesis that closes the one at `start`; the end of the text when none does."""
    depth = 0
    for sign in _PARENTHESIS.finditer(value, start):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    return len(value) + 1


def _address(mailbox: _Mailbox) -> Address | None:
    if mailbox.angle is not None:
        name, written = _name("".join(mailbox.phrase)), _spec(mailbox.angle)
    else:
        name, written = _alone("".join(mailbox.phrase))
    comments = " ".join(filter(None, map(_name, mailbox.comments)))
    if comments:
        name = f"{name} ({comments})" if name else comments
    if not name and not written:
        return None
    target = _MAILTO.match(written)
    local, at, domain = (target[1] if target else written).rpartition("@")
    return Address(name[:MAX_NAME], local + at + domain.lower() if at else domain, written)


def _alone(phrase: str) -> tuple[str, str]:
    """Name and address of a mailbox without brackets: `x@y`, `Name x@y`, `"quoted local part"@y`."""
    plain = phrase.strip()
    if plain.startswith("\0") and "\0@" in plain[1:]:
        local, _, domain = plain[1:].partition("\0@")
        return "", words.collapse(f'"{local}"@{_BLANK.sub("", domain)}')
    found = _ADDRESS.search(plain) if "@" in plain else None
    if found is None:
        return ("", words.collapse(plain)) if plain and not re.search(r"\s|\0|=\?", plain) else (_name(plain), "")
    return _name(plain[: found.start()] + plain[found.end() :]).strip("[]<> "), found[0]


def _spec(text: str) -> str:
    """The address inside angle brackets: white space and comments out, a route (`@a,@b:`) dropped."""
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    return words.collapse(_BLANK.sub("", words.decode(text)))


def _name(text: str) -> str:
    """A display name as people read it; the marks of quoted pieces go."""
    if "=?" in text:
        text = words.decode(text.replace("\0", ""))  # in quotes too: no rule allows it, half the world does it
    return words.collapse(text.replace("\0", ""))
