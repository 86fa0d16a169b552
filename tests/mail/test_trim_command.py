import json

import pytest
from click.testing import CliRunner

from bls_tui.commands.mail import MailFileError, mail

TEXT = "Fatto.\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n> Riavvii il router.\n"


def test_json_has_both_parts(tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text(TEXT, "utf-8")
    result = CliRunner().invoke(mail, ["trim", str(path), "--json"], catch_exceptions=False)
    assert json.loads(result.stdout) == {
        "visible_text": "Fatto.",
        "folded": [{"kind": "quote", "line": 3, "text": TEXT.split("\n\n", 1)[1]}],
    }


def test_standard_input_in_another_charset():
    raw = "Perché?\r\n\r\n-- \r\nMarco\r\n".encode("cp1252")
    result = CliRunner().invoke(mail, ["trim", "-", "--json"], input=raw, catch_exceptions=False)
    assert json.loads(result.stdout)["visible_text"] == "Perché?"


def test_plain_output_counts_what_is_folded_and_is_safe():
    result = CliRunner().invoke(mail, ["trim", "-"], input="Fatto \x1b[31m.\n\n> uno\n> due\n", catch_exceptions=False)
    assert "\x1b" not in result.stdout
    assert result.stdout.startswith("Fatto ")
    assert result.stdout.splitlines()[-1].startswith("[+ ")
    assert "2" in result.stdout.splitlines()[-1]


def test_an_empty_text_is_nothing_and_no_error():
    result = CliRunner().invoke(mail, ["trim", "-", "--json"], input="", catch_exceptions=False)
    assert json.loads(result.stdout) == {"visible_text": "", "folded": []}


def test_a_missing_file_is_named():
    with pytest.raises(MailFileError, match=r"missing\.txt"):
        CliRunner().invoke(mail, ["trim", "missing.txt"], catch_exceptions=False)
