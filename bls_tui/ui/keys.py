"""Which keys do what: the registry's own, or those of the user's key file; and how keys are called on screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding

from bls_tui.locale import N_, _
from bls_tui.ui.actions import ACTIONS, Action, Needs, on_screen

_KEY_NAMES = {
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "exclamation_mark": "!",
    "minus": "-",
    "plus": "+",
    "space": N_("Space"),
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "tab": N_("Tab"),
    "pagedown": N_("PgDn"),
    "pageup": N_("PgUp"),
    "home": N_("Home"),
    "end": N_("End"),
    "down": N_("Down"),
    "up": N_("Up"),
    "left": N_("Left"),
    "right": N_("Right"),
}


def key_name(key: str) -> str:
    """Return how a key is called on screen."""
    return _(_KEY_NAMES[key]) if key in _KEY_NAMES else key


class Keys:
    """Which keys do what, the user's key file included."""

    def __init__(self, changed: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._keys = {action.id: action.keys for action in ACTIONS} | dict(changed or {})

    def of(self, action: Action) -> tuple[str, ...]:
        """Return the keys of an action."""
        return self._keys[action.id]

    def shown(self, action: Action) -> str:
        """Return the keys of an action as help shows them."""
        if action.needs is Needs.PHONE:
            return f"{self.of(action)[0]}-{self.of(action)[-1]}"
        return " ".join(key_name(key) for key in self.of(action))

    def first(self, action: Action) -> str:
        """Return the key of an action that the footer shows."""
        keys = self.of(action)
        return key_name(keys[0]) if keys else ""

    def bindings(self, screen: str) -> Iterable[Binding]:
        """Return what to bind on a screen."""
        for action in on_screen(screen):
            keys = self.of(action)
            if action.needs is Needs.PHONE:
                yield from (Binding(key, f"digit({key})", _(action.label), show=False) for key in keys)
            elif keys:
                yield Binding(",".join(keys), f"do('{action.id}')", _(action.label), show=False)
