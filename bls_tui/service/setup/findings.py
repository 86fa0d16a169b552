"""What `bls doctor` reports: one line for each thing looked at, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. FAIL means that something a user asks for cannot work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: the subject, what was found, and what to do ("" where nothing is)."""

    level: Level
    subject: str
    found: str
    advice: str = ""


def ok(subject: str, found: str) -> Finding:
    """Report that something is well."""
    return Finding(Level.OK, subject, found)


def warn(subject: str, found: str, advice: str = "") -> Finding:
    """Report what works and could be better."""
    return Finding(Level.WARN, subject, found, advice)


def fail(subject: str, found: str, advice: str = "") -> Finding:
    """Report what does not work."""
    return Finding(Level.FAIL, subject, found, advice)
