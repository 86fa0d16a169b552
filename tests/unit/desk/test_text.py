import pytest

from bls_tui.desk.text import cells, fit, line, pad, safe


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("è già così", "è già così"),
        ("日本語", "日本語"),
        ("\x1b[31mred\x1b[0m", "·[31mred·[0m"),
        ("\x1b]52;c;aGk=\x1b\\", "·]52;c;aGk=·\\"),
        ("a\x9b2Jb", "a·2Jb"),
        ("nul\x00nul", "nul·nul"),
        ("user\u202egpj.exe", "user·gpj.exe"),
        ("zero\u200b\u200b\u200bwidth", "zero·width"),
        ("tag\U000e0041\U000e0042", "tag·"),
        ("lone \ud800 half", "lone · half"),
        ("tab\there", "tab    here"),
        ("no\u00a0break", "no break"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 9, "e\u0301\u0301\u0301·"),
        ("two\r\nlines", "two\nlines"),
        ("over\rwrite", "over·write"),
        ("[bold]markup[/]", "[bold]markup[/]"),
    ],
)
def test_safe(raw, shown):
    assert safe(raw) == shown


def test_line_has_no_line_breaks():
    assert line("one\ntwo\u2028three") == "one two·three"


def test_limit_ends_in_an_ellipsis():
    assert safe("abcdef", 4) == "abc…"
    assert safe("abcd", 4) == "abcd"
    assert safe("abcd", 0) == ""


def test_wide_characters_take_two_cells():
    assert cells("日本") == 4
    assert cells("e\u0301") == 1
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日…"
    assert pad("日", 4) == "日  "


def test_fit_leaves_what_fits():
    assert fit("abc", 3) == "abc"
    assert fit("abcd", 3) == "ab…"
    assert fit("abcd", 1) == "…"
    assert fit("abcd", 0) == ""
