"""Every text of both themes can be read: contrast at least 4.5 to 1 (WCAG 2.1, 1.4.3)."""

import pytest
from textual.color import Color

from bls_tui.ui.render.cells import Role
from bls_tui.ui.themes import ANSI, DARK, LIGHT, ROLE_STYLES, fitting, role_variables

LEAST = 4.5


def luminance(color):
    def linear(channel):
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def contrast(one, other):
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ALARM])
@pytest.mark.parametrize("ground", ["background", "bar", "cursor-line"])
def test_a_role_can_be_read_on_every_ground(theme, role, ground):
    under = theme.background if ground == "background" else theme.variables[ground]

    assert contrast(role_variables(theme)[role], under) >= LEAST


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_alarm_bar_can_be_read(theme):
    assert contrast(role_variables(theme)[Role.ALARM], theme.variables["banner"]) >= LEAST


def test_every_role_has_a_style_and_a_colour_in_every_theme():
    assert set(ROLE_STYLES) == set(Role)
    for theme in (DARK, LIGHT, ANSI):
        assert set(role_variables(theme)) == set(Role)


def test_few_colours_get_the_theme_of_few_colours():
    assert fitting("bls-light", "standard") == "bls-ansi"
    assert fitting("bls-light", "truecolor") == "bls-light"
    assert fitting("nonsense", "256") == "bls-dark"
