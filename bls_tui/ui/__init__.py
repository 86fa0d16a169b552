"""The screens. Textual reads its settings when it is first imported, so they are made here, before any module of ours.

Nothing moves by animation anywhere. Over SSH frames are few; elsewhere a key need not wait long for the
next one. Scrolling jumps by whole lines.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping


def over_ssh(environment: MutableMapping[str, str]) -> bool:
    """Tell whether this terminal is at the other end of an SSH connection."""
    return bool(environment.get("SSH_TTY"))


def prepare(environment: MutableMapping[str, str]) -> None:
    """Settle what Textual takes from the environment; what the user has set stays."""
    environment.setdefault("TEXTUAL_ANIMATIONS", "none")
    environment.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    environment.setdefault("TEXTUAL_FPS", "15" if over_ssh(environment) else "120")


prepare(os.environ)
