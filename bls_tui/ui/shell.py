"""Another program in the terminal of the workbench, which waits until it ends."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from textual.app import App, SuspendNotSupported

from bls_tui.errors import BlsError
from bls_tui.locale import _


class ProgramError(BlsError):
    """The program could not be started; the message says why."""


def run_in_terminal(app: App[None], arguments: Sequence[str]) -> int:
    """Run a program with the terminal to itself; return its exit code. Raises ProgramError."""
    try:
        with app.suspend():
            return subprocess.run(arguments, check=False).returncode  # noqa: S603 - arguments, never a shell
    except SuspendNotSupported as error:
        raise ProgramError(_("This terminal cannot be lent to another program.")) from error
    except (OSError, ValueError) as error:
        raise ProgramError(
            _("{program} does not start: {reason}").format(program=arguments[0], reason=error)
        ) from error
