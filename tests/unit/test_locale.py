"""Italian is complete: every string of the application is translated, and what is installed is what was written."""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bls_tui import locale

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "bls_tui" / "locale" / "it" / "LC_MESSAGES" / "bls.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text):
    return {(name, conversion) for _, name, _, conversion in string.Formatter().parse(text) if name is not None}


def by_singular(catalogue):
    return {forms(message.id)[0]: list(forms(message.string)) for message in catalogue if message.id}


@pytest.fixture(scope="module")
def written():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="it")


def test_every_string_is_translated(written):
    used = {message for _file, _line, message, *_ in extract_from_dir(ROOT / "bls_tui", keywords=KEYWORDS)}
    missing = [
        message
        for message in used
        if (found := written.get(forms(message)[0])) is None or found.fuzzy or not all(forms(found.string))
    ]
    assert sorted(map(str, missing)) == []


def literals(source):
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS and isinstance(call.args[0], ast.Constant)
    }


def test_every_string_is_found_by_the_extraction():
    """It does not look inside the braces of an f-string."""
    used = {forms(message)[0] for _file, _line, message, *_ in extract_from_dir(ROOT / "bls_tui", keywords=KEYWORDS)}
    written = {text for path in (ROOT / "bls_tui").rglob("*.py") for text in literals(path.read_text(encoding="utf-8"))}
    assert sorted(written - used) == []


def test_nothing_is_translated_that_is_not_used(written):
    used = {forms(message)[0] for _file, _line, message, *_ in extract_from_dir(ROOT / "bls_tui", keywords=KEYWORDS)}
    assert sorted(forms(message.id)[0] for message in written if message.id and forms(message.id)[0] not in used) == []


def test_placeholders_agree(written):
    wrong = [
        (each, translated)
        for message in written
        if message.id
        for translated in forms(message.string)
        for each in forms(message.id)[-1:]
        if not placeholders(translated) <= placeholders(each)
        or (not message.pluralizable and placeholders(translated) != placeholders(each))
    ]
    assert wrong == []


def test_surrounding_blanks_agree(written):
    assert [
        message.id
        for message in written
        if message.id
        for translated in forms(message.string)
        if (translated[:1] == " ", translated[-1:] == " ")
        != (forms(message.id)[0][:1] == " ", forms(message.id)[0][-1:] == " ")
    ] == []


def test_the_compiled_catalogue_is_the_written_one(written):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert by_singular(compiled) == by_singular(written)


def test_the_language_can_be_chosen_after_import():
    assert locale.use_language("it") == "it"
    assert locale._("No open problems.") == "Nessun problema aperto."
    assert locale.ngettext("{count} host", "{count} hosts", 2) == "{count} host"
    assert locale.use_language("en") == "en"
    assert locale._("No open problems.") == "No open problems."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "it_CH"}, "it"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_auto_asks_the_environment(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert locale.use_language("auto") == language
    assert locale.language() == language


def test_an_unknown_language_is_english():
    assert locale.use_language("fr") == "en"
