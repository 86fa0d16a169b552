"""The parts of a message, found in one pass over its delimiter lines: linear time at any depth, nothing recursive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bls_tui.mail.reading import charsets, headers, parameters, transfer
from bls_tui.mail.reading.headers import Headers

MAX_DEPTH = 60
"""Multiparts inside one another; what is deeper stays one unread part."""
MAX_PARTS = 5_000
"""Parts of one message; what follows belongs to the last of them."""
PLAIN = "text/plain"

_DELIMITER = re.compile(rb"(?:^|(?<=[\r\n]))--([^\r\n]*)")
_GUESS = re.compile(rb"(?:^|(?<=[\r\n]))--([^\r\n]{1,200})\r?\n(?=Content-[A-Za-z-]{1,40}:)", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r{0,3}\n|\r")
_LINE_END = re.compile(rb"\r{0,3}\n|\r")


@dataclass(slots=True)
class Part:
    """One node of the tree: a multipart with children, or a leaf.

    Attributes:
        content_type: `type/subtype` in lower case; text/plain where the header names none.
        start, end: where the body is in the raw message.
        delimiter: of a multipart, without the two hyphens.
        number: place in the message, the outermost part is 0.
    """

    raw: bytes = field(repr=False)
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    start: int
    end: int
    number: int = 0
    delimiter: bytes = b""
    closed: bool = False
    children: list[Part] = field(default_factory=list)

    @property
    def multipart(self) -> bool:
        """Whether it has parts of its own."""
        return bool(self.children)

    @property
    def body(self) -> bytes:
        """The body as it came."""
        return self.raw[self.start : self.end]

    def data(self) -> bytes:
        """Return the body with its transfer encoding undone."""
        return transfer.decode(self.body, self.headers.token("content-transfer-encoding"))

    def text(self) -> str:
        """Return the body as text, lines ended by a newline."""
        data = self.data()
        declared = self.parameters.get("charset", "")
        hints = (charsets.of_html(data),) if self.content_type == "text/html" else ()
        if hints and not declared:
            declared = hints[0]
        return _LINE_ENDS.sub("\n", charsets.decode(data, declared, hints))

    def walk(self) -> Iterator[Part]:
        """Return this part and all below, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


@dataclass(slots=True)
class Message:
    """A message taken apart: its outermost part, and codes of what was wrong with its structure."""

    root: Part
    defects: list[str]


def parse(raw: bytes) -> Message:
    """Take a message apart; whatever the bytes, there is at least one part."""
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Scanner(raw).scan()


class _Scanner:
    """Walks over the delimiter lines, keeping the multiparts that are open, outermost first."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.defects: list[str] = []
        self.open: list[Part] = []
        self.depths: dict[bytes, list[int]] = {}
        self.parts = 0
        self.leaf: Part | None = None

    def scan(self) -> Message:
        fields, body, missing = headers.parse(self.raw, outermost=True)
        if missing:
            self.defects.append("no-empty-line-after-header")
        root = self._part(fields, body, PLAIN)
        self._enter(root)
        if root.content_type.startswith("multipart/") and not self._delimited(root):
            self._guess_delimiter(root)
        if self.open:
            self._delimiters(root.start)
        self._finish()
        return Message(root, self.defects)

    def _delimited(self, root: Part) -> bool:
        return bool(root.delimiter) and self.raw.find(b"--" + root.delimiter, root.start) >= 0

    def _guess_delimiter(self, root: Part) -> None:
        """A multipart whose delimiter is missing or wrong: the first line that is followed by a part's header."""
        self.defects.append("wrong-boundary")
        self.open.clear()
        self.depths.clear()
        if guess := _GUESS.search(self.raw, root.start):
            root.delimiter = guess[1].rstrip()
            self._push(root)

    def _delimiters(self, start: int) -> None:
        for line in _DELIMITER.finditer(self.raw, start):
            text = line[1].rstrip(b" \t")
            if text in self.depths:
                self._opened(self._depth(text), line)
            elif text.endswith(b"--") and text[:-2].rstrip(b" \t") in self.depths:
                self._closed(self._depth(text[:-2].rstrip(b" \t")), line)
            if self.parts >= MAX_PARTS:
                self.defects.append("too-many-parts")
                return

    def _depth(self, delimiter: bytes) -> int:
        """The innermost multipart of that delimiter that is still open, for broken nests that share one."""
        depths = self.depths[delimiter]
        return next((depth for depth in reversed(depths) if not self.open[depth].closed), depths[-1])

    def _opened(self, depth: int, line: re.Match[bytes]) -> None:
        self._leave(depth, line.start())
        parent = self.open[depth]
        if parent.closed:
            parent.closed = False
            self.defects.append("part-after-last-boundary")
        end = _LINE_END.match(self.raw, line.end())
        default = "message/rfc822" if parent.content_type == "multipart/digest" else PLAIN
        fields, body, _ = headers.parse(self.raw, end.end() if end else line.end())
        part = self._part(fields, body, default)
        parent.children.append(part)
        self._enter(part)

    def _closed(self, depth: int, line: re.Match[bytes]) -> None:
        self._leave(depth, line.start())
        self.open[depth].closed = True

    def _leave(self, depth: int, at: int) -> None:
        """End the leaf, and every multipart deeper than `depth`, just before the line that begins at `at`."""
        end = at - (self.raw[at - 1 : at] in (b"\n", b"\r"))
        end -= self.raw[end - 1 : end + 1] == b"\r\n"
        if self.leaf is not None:
            self.leaf.end = max(end, self.leaf.start)
            self.leaf = None
        for part in self.open[depth + 1 :]:
            part.end = end
            self.depths[part.delimiter].pop()
            if not self.depths[part.delimiter]:
                del self.depths[part.delimiter]
            self._check(part)
        del self.open[depth + 1 :]

    def _check(self, part: Part) -> None:
        if not part.closed:
            self.defects.append("unterminated-multipart")

    def _enter(self, part: Part) -> None:
        delimiter = part.parameters.get("boundary", "").strip().encode("utf-8", "replace")
        if part.content_type.startswith("multipart/") and delimiter:
            if len(self.open) < MAX_DEPTH:
                part.delimiter = delimiter
                self._push(part)
                return
            self.defects.append("nested-too-deep")
        self.leaf = part

    def _push(self, part: Part) -> None:
        self.depths.setdefault(part.delimiter, []).append(len(self.open))
        self.open.append(part)
        self.leaf = None

    def _part(self, fields: Headers, body: int, default: str) -> Part:
        kind, values = parameters.content_type(fields.raw("content-type"))
        if not fields.charset:
            fields.charset = values.get("charset", "")
        disposition, more = parameters.parse(fields.raw("content-disposition"))
        number, self.parts = self.parts, self.parts + 1
        if not kind and (kind := default) != PLAIN and fields.raw("content-type"):
            kind = PLAIN
        end = len(self.raw)
        return Part(self.raw, fields, kind, values, disposition, more, min(body, end), end, number)

    def _finish(self) -> None:
        for part in self.open:
            part.end = len(self.raw)
            self._check(part)
        self.defects = list(dict.fromkeys(self.defects))
