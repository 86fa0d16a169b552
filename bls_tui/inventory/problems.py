"""What the checks across files report: a declaration, the key inside it, and what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from bls_tui.inventory.parse import Declaration
from bls_tui.locale import _
from bls_tui.mistakes import did_you_mean
from bls_tui.toml_lines import KeyPath


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the key at `path` of a declaration."""

    declaration: Declaration
    path: KeyPath
    message: str


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that nothing of the kind `what` goes by `name`, and what was probably meant."""
    message = _("unknown {what}: {name!r}").format(what=what, name=name)
    hint = did_you_mean(name, known)
    return f"{message}; {hint}" if hint else message
