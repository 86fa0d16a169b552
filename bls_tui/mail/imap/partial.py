"""An oversized message without its attachments: the header and what there is to read, put together as a small message.

Every part stays in its place with its own header; only the bytes of what is not text are left on the server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

TEXT_KEPT = 1 << 20
"""Bytes of text that are fetched at most."""
MOST_PARTS = 100
_RFC822_BODY = 8
"""Where the structure of an attached message stands in its BODYSTRUCTURE (RFC 3501, 7.4.2)."""

Fetch = Callable[[str, int], bytes]
"""Fetches a section, such as 1.2.MIME, up to so many bytes (0: all of it)."""


@dataclass(slots=True)
class Outline:
    """Puts the message together, asking for one section after the other."""

    fetch: Fetch
    _left: int = field(default=TEXT_KEPT)
    _parts: int = 0

    def message(self, structure: Any, path: str = "") -> bytes:
        """Return a message: the whole one, or one attached as part `path`."""
        header = self.fetch(f"{path}.HEADER" if path else "HEADER", 0)
        if structure.is_multipart:
            return header + b"".join(self._children(structure, path))
        return header + self._leaf(structure, f"{path}.1" if path else "1")

    def _children(self, structure: Any, path: str) -> Iterator[bytes]:
        boundary = _boundary(structure)
        for number, child in enumerate(structure[0], start=1):
            self._parts += 1
            if self._parts > MOST_PARTS:
                break
            below = f"{path}.{number}" if path else str(number)
            yield b"\r\n--" + boundary + b"\r\n" + self.fetch(f"{below}.MIME", 0)
            yield self._part(child, below)
        yield b"\r\n--" + boundary + b"--\r\n"

    def _part(self, structure: Any, path: str) -> bytes:
        if structure.is_multipart:
            return b"".join(self._children(structure, path))
        if _kind(structure) == (b"message", b"rfc822"):
            return self.message(structure[_RFC822_BODY], path)
        return self._leaf(structure, path)

    def _leaf(self, structure: Any, path: str) -> bytes:
        if _kind(structure)[0] != b"text" or self._left <= 0:
            return b""
        text = self.fetch(path, self._left)
        self._left -= len(text)
        return text


def _kind(structure: Any) -> tuple[bytes, bytes]:
    return structure[0].lower(), structure[1].lower()


def _boundary(structure: Any) -> bytes:
    """Return the boundary among the parameters of a multipart: a flat tuple of names and values."""
    parameters = structure[2] or ()
    for name, value in zip(parameters[::2], parameters[1::2], strict=False):
        if name.lower() == b"boundary":
            return bytes(value)
    raise ValueError("a multipart without boundary")
