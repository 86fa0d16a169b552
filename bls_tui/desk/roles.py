"""Who somebody is at the desk. Someone unknown may look and not touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a login may be. SYSTEM is this program: it assigns and wakes, and never takes, answers or closes."""

    TECHNICIAN = "technician"
    COORDINATOR = "coordinator"
    LEAD = "lead"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A login with its roles (none: unknown) and the keys of the contracts it leads."""

    login: str
    roles: frozenset[Role] = frozenset()
    leads: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the inventory knows the login at all."""
        return bool(self.roles)


SYSTEM = Actor("bls", frozenset({Role.SYSTEM}))
"""This program acting by itself."""
