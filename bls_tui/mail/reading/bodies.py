"""What of a message is its text, and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bls_tui.mail.reading import flowed, html, names, tnef
from bls_tui.mail.reading.mime import Part
from bls_tui.mail.reading.model import Attachment

SHOWN = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
MACHINE_VERSIONS = frozenset({"text/x-amp-html", "text/watch-html"})
"""Versions of a text for particular programmes; they are neither shown nor attached."""
CALENDAR = "text/calendar"
MAX_TEXT = 5_000_000
"""Characters of text of one mail that are kept."""
STUB_LENGTH = 300
_STUB = re.compile(r"\bhtml\b|email client|mail client|browser|programma di posta|visualizza", re.IGNORECASE)
# some programmes send their HTML reports as plain text
_PAGE = re.compile(r"\s{0,200}<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_RICH = re.compile(r"<(?:param>[^<]{0,500}</param|/?[a-z-]{1,60})>", re.IGNORECASE)


@dataclass(slots=True)
class Item:
    """Something attached: what is known of it, and how to get its bytes."""

    filename: str
    content_type: str
    data: Callable[[], bytes]
    inline: bool = False
    content_id: str = ""


@dataclass(slots=True)
class Content:
    """Text and attachments of a part and all below it; `spare` is text that repeats what most mails say elsewhere."""

    shown: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    calendar: str = ""
    defects: list[str] = field(default_factory=list)

    def add(self, other: Content) -> None:
        """Take in what comes after."""
        self.shown += other.shown
        self.html += other.html
        self.spare += other.spare
        self.items += other.items
        self.calendar = self.calendar or other.calendar
        self.defects += other.defects

    @property
    def text(self) -> str:
        """Everything readable, the pieces an empty line apart."""
        pieces = filter(None, (piece.strip("\n") for piece in self.shown if piece.strip()))
        return "\n\n".join(pieces)[:MAX_TEXT]

    def attachments(self) -> tuple[Attachment, ...]:
        """Return the attachments, numbered."""
        return tuple(
            Attachment(index, item.filename, item.content_type, len(item.data()), item.inline, item.content_id)
            for index, item in enumerate(self.items)
        )


def content(root: Part) -> Content:
    """Return what a message says and carries."""
    found = _content(root, alone=True)
    if not found.text:
        found.shown = found.spare
    return found


def _content(part: Part, *, alone: bool = False, first: bool = False) -> Content:
    if not part.multipart:
        return _leaf(part, alone=alone, first=first or alone)
    if part.content_type == "multipart/alternative":
        return _alternative(part)
    if part.content_type == "multipart/related":
        return _related(part)
    found = Content()
    for position, child in enumerate(part.children):
        found.add(_content(child, first=not position))
    return found


def _alternative(part: Part) -> Content:
    """The plainest version that says something; what else the versions carry belongs to all of them."""
    versions = [_content(child, first=True) for child in part.children]
    readable = [version for version in versions if version.text]
    plain = next((version for version in readable if not version.html), None)
    rich = next((version for version in reversed(readable) if version.html), None)
    chosen = rich if rich is not None and (plain is None or _stub(plain.text, rich.text)) else plain
    found = Content(shown=list(chosen.shown) if chosen else [])
    for version in versions:
        version.shown = []
        version.items = [item for item in version.items if item.content_type not in MACHINE_VERSIONS]
        found.add(version)
    return found


def _stub(plain: str, rich: str) -> bool:
    """Whether a plain version only says that there is another."""
    return len(plain) < STUB_LENGTH and len(rich) > 2 * len(plain) and bool(_STUB.search(plain))


def _related(part: Part) -> Content:
    """The page and what it shows: everything beside the first part is inside it."""
    start = part.parameters.get("start", "").strip("<> ")
    found = Content()
    for position, child in enumerate(part.children):
        main = names.content_id(child) == start if start else not position
        below = _content(child, first=main)
        for item in below.items:
            item.inline = item.inline or (not main and bool(item.content_id))
        found.add(below)
    return found


def _leaf(part: Part, *, alone: bool, first: bool) -> Content:
    kind = part.content_type
    if kind.startswith("multipart/"):
        return _text(part)
    if tnef.is_tnef(kind, names.filename(part)):
        return _outlook(part)
    if kind == CALENDAR:
        return Content(items=[_item(part)], calendar=part.text())
    if _is_text(part, alone=alone, first=first):
        return _text(part)
    return Content(items=[_item(part)])


def _is_text(part: Part, *, alone: bool, first: bool) -> bool:
    """As RFC 8621 §4.1.4 has it: a text with a name is the body where the body is expected, else attached."""
    if part.disposition.split(" ", 1)[0] == "attachment":
        return False
    if part.content_type in SHOWN:
        return first or not names.filename(part)
    return alone and part.content_type.startswith("text/")


def _text(part: Part) -> Content:
    text = part.text()
    if part.content_type == "text/html" or _PAGE.match(text):
        return Content(shown=[html.to_text(text)], html=[text])
    if part.content_type in {"text/enriched", "text/richtext"}:
        text = _RICH.sub("", text).replace("<<", "<")
    elif part.parameters.get("format", "").lower() == "flowed":
        text = flowed.unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return Content(shown=[text])


def _outlook(part: Part) -> Content:
    """winmail.dat: its attachments; its text only if the mail has none, as it repeats the mail's."""
    data = part.data()
    message = tnef.read(data)
    if not message.readable:
        return Content(items=[_item(part)], defects=["unreadable-tnef"])
    said = message.text or html.to_text(message.html)
    found = Content(spare=[said] if said else [])
    if not message.attachments:
        found.items.append(Item(names.filename(part) or "winmail.dat", tnef.CONTENT_TYPE, lambda: data))
    found.items += [_enclosed(attached, number) for number, attached in enumerate(message.attachments)]
    return found


def _enclosed(attached: tnef.Attached, number: int) -> Item:
    name = names.tidy(attached.name) or names.made_up(attached.content_type, number)
    return Item(name, attached.content_type, lambda: attached.data, content_id=attached.content_id)


def _item(part: Part) -> Item:
    content_id = names.content_id(part)
    inline = part.disposition.split(" ", 1)[0] == "inline" or (bool(content_id) and not part.disposition)
    return Item(names.of_attachment(part), part.content_type, part.data, inline, content_id)
