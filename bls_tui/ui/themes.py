"""The two themes of the workbench, and one for terminals with few colours. A test computes their contrast."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from bls_tui.ui.render.cells import Role

_DARK_ROLES: Mapping[Role, str] = {
    Role.TEXT: "#e4e4e4",
    Role.DIM: "#a8a8a8",
    Role.STRONG: "#ffffff",
    Role.TITLE: "#8fc7ff",
    Role.KEY: "#ffd75f",
    Role.STALE: "#b8b8c8",
    Role.ALARM: "#ffffff",
    Role.DOWN: "#ff8787",
    Role.CRITICAL: "#ff8787",
    Role.UNREACHABLE: "#e0a0f0",
    Role.WARNING: "#ffd75f",
    Role.UNKNOWN: "#7fd7e7",
    Role.PENDING: "#a8a8a8",
    Role.OK: "#e4e4e4",
    Role.INTERNAL: "#ffaf5f",
}
_LIGHT_ROLES: Mapping[Role, str] = {
    Role.TEXT: "#1c1c1c",
    Role.DIM: "#4e4e4e",
    Role.STRONG: "#000000",
    Role.TITLE: "#00437f",
    Role.KEY: "#6b3d00",
    Role.STALE: "#4a4a5a",
    Role.ALARM: "#ffffff",
    Role.DOWN: "#a00000",
    Role.CRITICAL: "#a00000",
    Role.UNREACHABLE: "#7a1590",
    Role.WARNING: "#6f4e00",
    Role.UNKNOWN: "#005566",
    Role.PENDING: "#4e4e4e",
    Role.OK: "#1c1c1c",
    Role.INTERNAL: "#8a3800",
}
_ANSI_ROLES: Mapping[Role, str] = {
    Role.TEXT: "ansi_default",
    Role.DIM: "ansi_default",
    Role.STRONG: "ansi_default",
    Role.TITLE: "ansi_default",
    Role.KEY: "ansi_yellow",
    Role.STALE: "ansi_default",
    Role.ALARM: "ansi_white",
    Role.DOWN: "ansi_red",
    Role.CRITICAL: "ansi_red",
    Role.UNREACHABLE: "ansi_magenta",
    Role.WARNING: "ansi_yellow",
    Role.UNKNOWN: "ansi_cyan",
    Role.PENDING: "ansi_default",
    Role.OK: "ansi_default",
    Role.INTERNAL: "ansi_green",
}


def _variables(roles: Mapping[Role, str], *, cursor: str, banner: str, bar: str) -> dict[str, str]:
    named = {f"role-{role}": colour for role, colour in roles.items()}
    return named | {"cursor-line": cursor, "banner": banner, "bar": bar, "footer-key-foreground": roles[Role.KEY]}


DARK = Theme(
    name="bls-dark",
    primary="#5fafff",
    foreground="#e4e4e4",
    background="#101418",
    surface="#101418",
    panel="#1c2430",
    dark=True,
    variables=_variables(_DARK_ROLES, cursor="#2a3a52", banner="#a01010", bar="#1c2430"),
)
LIGHT = Theme(
    name="bls-light",
    primary="#005faf",
    foreground="#1c1c1c",
    background="#fafafa",
    surface="#fafafa",
    panel="#e4e8ee",
    dark=False,
    variables=_variables(_LIGHT_ROLES, cursor="#cfe0f5", banner="#a01010", bar="#e4e8ee"),
)
ANSI = Theme(
    name="bls-ansi",
    primary="ansi_blue",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    ansi=True,
    variables=BUILTIN_THEMES["ansi-dark"].variables
    | _variables(_ANSI_ROLES, cursor="ansi_default", banner="ansi_red", bar="ansi_default")
    | {
        "border-blurred": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-text-style": "reverse",
    },
)
THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT, ANSI)}
"""The themes by name, as bls.toml and the palette name them."""


def role_variables(theme: Theme) -> dict[str, str]:
    """Return the colours of the roles in `theme` by role name, for whoever measures their contrast."""
    return {name.removeprefix("role-"): colour for name, colour in theme.variables.items() if name.startswith("role-")}


_FEW_COLOURS = frozenset({None, "standard"})


def fitting(wanted: str, colour_system: str | None) -> str:
    """Return the name of the theme to use: `wanted`, but the one of few colours where the terminal has fewer than 256.

    `colour_system` is what rich found out: None, "standard", "256", "truecolor".
    """
    if colour_system in _FEW_COLOURS:
        return ANSI.name
    return wanted if wanted in THEMES else DARK.name


ROLE_STYLES: Mapping[Role, str] = {
    Role.TEXT: "$role-text",
    Role.DIM: "$role-dim",
    Role.STRONG: "bold $role-strong",
    Role.TITLE: "bold $role-title",
    Role.KEY: "bold $role-key",
    Role.STALE: "$role-stale",
    Role.ALARM: "bold $role-alarm",
    Role.DOWN: "bold reverse $role-down",
    Role.CRITICAL: "bold $role-critical",
    Role.UNREACHABLE: "$role-unreachable",
    Role.WARNING: "$role-warning",
    Role.UNKNOWN: "$role-unknown",
    Role.PENDING: "$role-pending",
    Role.OK: "$role-ok",
    Role.INTERNAL: "bold $role-internal",
}
"""Colour and attributes of every role, in Textual's style language over the variables of the theme."""
