"""The user's own keys: `keys.toml` in the configuration directory, one line an action.

Under the table `[keys]` stand lines such as `acknowledge = "A"` or `refresh = ["R", "f5"]`.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.ui.actions import BY_ID, Action, Needs, on_screen
from bls_tui.ui.keys import Keys, key_name

FILE = "keys.toml"
SCREENS = ("now", "status", "calls", "log", "object", "call")
_NAMES = {
    "?": "question_mark",
    ":": "colon",
    "/": "slash",
    "!": "exclamation_mark",
    " ": "space",
    "Esc": "escape",
    "Enter": "enter",
}
_REFUSED = ("alt+", "ctrl+enter", "ctrl+s", "ctrl+q", "ctrl+c", "ctrl+z")


class KeyFileError(BlsError):
    """The key file cannot be used; the message names the file and the line of the action."""


def load(path: Path) -> Keys:
    """Read the key file; without one the keys are the usual ones. Raises KeyFileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Keys()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path}: {error}") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"{path}: {error}") from error
    unknown = set(table) - {"keys"}
    if unknown or not isinstance(table.get("keys", {}), dict):
        raise KeyFileError(_("{path}: the only table allowed is [keys]").format(path=path))
    keys = Keys({name: _keys(path, text, name, value) for name, value in table.get("keys", {}).items()})
    _refuse_clashes(path, text, keys, table.get("keys", {}))
    return keys


def _keys(path: Path, text: str, name: str, value: Any) -> tuple[str, ...]:
    if name not in BY_ID:
        close = difflib.get_close_matches(name, BY_ID, 1)
        hint = _(' Did you mean "{name}"?').format(name=close[0]) if close else ""
        raise _error(path, text, name, _('there is no action "{name}".').format(name=name) + hint)
    if BY_ID[name].needs is Needs.PHONE:
        raise _error(path, text, name, _("digits stay as they are"))
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) and key for key in keys):
        raise _error(path, text, name, _('needs a key or a list of keys, such as "A" or ["A", "f5"]'))
    for key in map(str, keys):
        if key.lower().startswith(_REFUSED):
            raise _error(path, text, name, _('"{key}" does not arrive on every terminal').format(key=key))
    return tuple(_NAMES.get(key, key) for key in map(str, keys))


def _refuse_clashes(path: Path, text: str, keys: Keys, changed: Mapping[str, Any]) -> None:
    for screen in SCREENS:
        taken: dict[str, Action] = {}
        for action in (action for action in on_screen(screen) if action.needs is not Needs.PHONE):
            for key in keys.of(action):
                other = taken.setdefault(key, action)
                if other is not action:
                    name = action.id if action.id in changed else other.id
                    message = _('"{key}" would do both "{one}" and "{other}"').format(
                        key=key_name(key), one=other.id, other=action.id
                    )
                    raise _error(path, text, name, message)


def _error(path: Path, text: str, name: str, message: str) -> KeyFileError:
    lines = text.splitlines()
    number = next((index for index, line in enumerate(lines, 1) if line.strip().startswith(name)), 0)
    return KeyFileError(f"{path}:{number}: {name}: {message}")
