"""Headers folded so that they come back as they were: the library's own folding loses spaces and encodes long ids.

White space between two encoded words is not shown (RFC 2047 §6.2), and the library puts the only blank of the text
there; an id longer than a line it encodes, though ids cannot be encoded at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from email import policy
from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueAddressHeader, UniqueUnstructuredHeader
from email.policy import EmailPolicy, Policy
from email.utils import quote
from itertools import groupby
from typing import Any

LINE = 76
"""Characters of a line with encoded words (RFC 2047 §2)."""
_ENCODED = 75
_ATOM = re.compile(r"[\w!#$%&'*+/?^`{|}~-]+", re.ASCII)
_QUOTABLE = re.compile(r"[\x20-\x7e]*")


class _Ids(UniqueUnstructuredHeader):
    """Message-IDs, folded between them alone."""

    name: str

    def fold(self, *, policy: Policy[Any]) -> str:
        """Return the header in lines."""
        space = f"{policy.linesep} "
        return f"{self.name}: {space.join(str(self).split())}{policy.linesep}"


class _Text(UniqueUnstructuredHeader):
    """A text; only its foreign words are encoded, so that the call's tag stays readable."""

    name: str

    def fold(self, *, policy: Policy[Any]) -> str:
        """Return the header in lines."""
        tokens = _tokens(str(self).split(" "), _readable)
        return _folded(self.name, tokens, policy.linesep)


class _People(UniqueAddressHeader):
    """Addresses, each name encoded by itself."""

    name: str

    def fold(self, *, policy: Policy[Any]) -> str:
        """Return the header in lines."""
        people = [_person(one.display_name, one.addr_spec) for one in self.addresses] or [[str(self)]]
        tokens = [token for person in people[:-1] for token in (*person[:-1], f"{person[-1]},")]
        return _folded(self.name, [*tokens, *people[-1]], policy.linesep)


def _person(name: str, address: str) -> list[str]:
    if not name:
        return [address]
    words = name.split(" ")
    if all(map(_ATOM.fullmatch, words)):
        return [*words, f"<{address}>"]
    if _QUOTABLE.fullmatch(name) and _readable(name):
        return [f'"{quote(name)}"', f"<{address}>"]
    return [*_tokens(words, lambda word: bool(_ATOM.fullmatch(word))), f"<{address}>"]


def _readable(word: str) -> bool:
    return word.isascii() and "=?" not in word and len(word) < LINE


def _tokens(words: Iterable[str], plain: Callable[[str], bool]) -> Iterator[str]:
    """Yield what stands between the blanks of a header: words as they are, and runs of others encoded together."""
    for as_it_is, run in groupby(words, lambda word: bool(word) and plain(word)):
        if as_it_is:
            yield from run
        else:
            yield from Header(" ".join(run), "utf-8", maxlinelen=_ENCODED).encode(linesep="").split()


def _folded(name: str, tokens: Iterable[str], linesep: str) -> str:
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1]) + len(token) < LINE or lines[-1] == f"{name}:":
            lines[-1] += f" {token}"
        else:
            lines.append(f" {token}")
    return linesep.join(lines) + linesep


def _registry() -> HeaderRegistry:
    kinds: dict[type, tuple[str, ...]] = {
        _Ids: ("message-id", "in-reply-to", "references"),
        _Text: ("subject",),
        _People: ("from", "reply-to", "to", "cc"),
    }
    registry = HeaderRegistry()
    for kind, names in kinds.items():
        for name in names:
            registry.map_to_type(name, kind)
    return registry


ASCII: EmailPolicy[Any] = policy.SMTP.clone(header_factory=_registry(), cte_type="7bit")
"""Every octet ASCII: what every server takes."""
UTF8: EmailPolicy[Any] = policy.SMTPUTF8.clone(header_factory=_registry(), cte_type="7bit")
"""Addresses as they are, in UTF-8: the server has to know SMTPUTF8 (RFC 6531)."""
