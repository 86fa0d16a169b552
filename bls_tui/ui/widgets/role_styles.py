"""How the cells of a painted line look: the styles of their roles on its background."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.style import Style as VisualStyle
from textual.widget import Widget

from bls_tui.ui.render.cells import Role
from bls_tui.ui.themes import ROLE_STYLES


class RoleStyles:
    """The styles of a widget, by the class of the line; made anew when the theme or the focus changes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._kept: dict[tuple[str, bool, str | None], tuple[Mapping[Role, Style], Style]] = {}

    def of(self, line_class: str | None) -> tuple[Mapping[Role, Style], Style]:
        """Return the style of each role on a line of this class, and of its blanks."""
        widget = self._widget
        kept = self._kept.get((widget.app.theme, widget.has_focus, line_class))
        if kept is None:
            base = widget.rich_style
            if line_class:
                base += widget.get_component_rich_style(line_class, partial=True)
            roles = {role: base + VisualStyle.parse(style).rich_style for role, style in ROLE_STYLES.items()}
            kept = self._kept[widget.app.theme, widget.has_focus, line_class] = (roles, base)
        return kept
