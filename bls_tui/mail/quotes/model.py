"""What folding a text gives: what its author wrote, and the parts a view folds away."""

from dataclasses import dataclass
from enum import StrEnum


class FoldKind(StrEnum):
    """Why a part is folded."""

    QUOTE = "quote"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that a view folds: what it is, its lines as they came, and its first line (counted from 0)."""

    kind: FoldKind
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A text parted in what its author wrote and what is folded; together they are every line, in order."""

    visible: str
    folds: tuple[Fold, ...]
