"""The arguments of a monitoring plugin taken apart as getopt_long does it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class UntranslatableError(Exception):
    """A plugin is called in a way that none of our probes can do the same; the message says what."""


@dataclass(slots=True)
class Given:
    """What a plugin is told: values by option, as often as it was given, and what stands without an option.

    `take` hands values out; what nobody took is what a translation would lose.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def take(self, option: str, default: str = "") -> str:
        """Return the last value of an option and count it as understood."""
        return (self.values.pop(option, None) or [default])[-1]

    def flag(self, option: str) -> bool:
        """Tell whether an option without a value was given, and count it as understood."""
        return self.values.pop(option, None) is not None

    def number(self, option: str, default: float | None = None) -> float | None:
        """Return the value of an option as a number, a unit of seconds left out. Raises UntranslatableError."""
        text = self.take(option)
        if not text:
            return default
        try:
            return float(text.removesuffix("s"))
        except ValueError:
            raise UntranslatableError(f"-{option} {text}") from None

    def nothing_left(self) -> None:
        """Raise UntranslatableError about the first option or word that no one took."""
        for option, values in self.values.items():
            raise UntranslatableError(f"-{option} {' '.join(values)}".strip())
        for word in self.words:
            raise UntranslatableError(word)


@dataclass(frozen=True, slots=True)
class Syntax:
    """Which options a plugin has: letters that want a value, letters that are flags, long names of letters."""

    valued: str
    flags: str = ""
    long: Mapping[str, str] = field(default_factory=dict)

    def parse(self, arguments: Sequence[str]) -> Given:
        """Take arguments apart. Raises UntranslatableError for an option this does not know."""
        given = Given()
        rest = list(arguments)
        while rest:
            word = rest.pop(0)
            if word == "--":
                given.words += rest
                break
            if word.startswith("--"):
                self._long(word, rest, given)
            elif word.startswith("-") and len(word) > 1 and (not word[1].isdigit() or word[1:] in self.flags):
                self._short(word[1:], rest, given)
            else:
                given.words.append(word)
        return given

    def _long(self, word: str, rest: list[str], given: Given) -> None:
        name, equals, value = word[2:].partition("=")
        letter = _COMMON.get(name) or self.long.get(name)
        if letter is None:
            raise UntranslatableError(word)
        if letter in self.valued:
            if not equals and not rest:
                raise UntranslatableError(word)
            given.values.setdefault(letter, []).append(value if equals else rest.pop(0))
        else:
            given.values.setdefault(letter, []).append(value)

    def _short(self, letters: str, rest: list[str], given: Given) -> None:
        for index, letter in enumerate(letters):
            if letter in self.valued:
                value = letters[index + 1 :] or (rest.pop(0) if rest else "")
                given.values.setdefault(letter, []).append(value)
                return
            if letter not in self.flags:
                raise UntranslatableError(f"-{letter}")
            given.values.setdefault(letter, []).append("")


_COMMON = {"hostname": "H", "port": "p", "timeout": "t", "warning": "w", "critical": "c", "verbose": "v"}
