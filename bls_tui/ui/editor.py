"""The user's own editor, on a file of their own that is gone afterwards."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from bls_tui.errors import BlsError
from bls_tui.locale import _

USUAL = "vi"


class EditorError(BlsError):
    """The editor could not be used; the message says why. What was written is as before."""


def command() -> list[str]:
    """Return the editor that $VISUAL or $EDITOR names, else vi."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or USUAL
    try:
        return shlex.split(named) or [USUAL]
    except ValueError as error:
        raise EditorError(_("$EDITOR is no command: {name}").format(name=named)) from error


def edit(app: App[None], text: str) -> str:
    """Return a text as the user's editor leaves it; the workbench stands aside meanwhile. Raises EditorError."""
    words = command()
    handle, name = tempfile.mkstemp(prefix="bls-", suffix=".txt")  # mkstemp gives mode 0600
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        with app.suspend():
            left = subprocess.run([*words, name], check=False).returncode  # noqa: S603 - the user's own editor
        if left != 0:
            raise EditorError(
                _("{editor} ended with {code}: the text stays as it was.").format(editor=words[0], code=left)
            )
        return path.read_text(encoding="utf-8", errors="replace")
    except SuspendNotSupported as error:
        raise EditorError(_("This terminal cannot be given to an editor.")) from error
    except OSError as error:
        raise EditorError(_("{editor} cannot be used: {why}").format(editor=words[0], why=error)) from error
    finally:
        path.unlink(missing_ok=True)
