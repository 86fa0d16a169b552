"""`bls mail inspect`: the JSON contract, the text for people, and files that hold no mail."""

import json

import pytest

from bls_tui import cli

RAW = """\
From: =?utf-8?Q?Mario_R=C3=B2ssi?= <mario@Ditta.it>
To: desk@msp.it
Subject: R: Backup =1b[31m\x1b[31m
Date: Thu, 2 May 2024 08:00:00 +0200
Message-ID: <a@ditta.it>
In-Reply-To: <b@msp.it>
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain; charset=utf-8

Non funziona più.

Il giorno 2 mag 2024 alle ore 07:00 Desk <desk@msp.it> ha scritto:
> Funziona?
--B
Content-Type: application/pdf; name=x.pdf

12345
--B--
"""


@pytest.fixture
def mail_file(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(RAW.encode())
    return path


def test_json(mail_file, capsys):
    assert cli.run(["mail", "inspect", str(mail_file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["from"] == [{"name": "Mario Ròssi", "address": "mario@Ditta.it"}]
    assert found["to"] == [{"name": "", "address": "desk@msp.it"}]
    assert found["cc"] == []
    assert found["date"] == "2024-05-02T08:00:00+02:00"
    assert found["subject_base"].startswith("Backup")
    assert "> Funziona?" in found["text"]
    assert found["visible_text"].strip() == "Non funziona più."
    (attachment,) = found["attachments"]
    assert (attachment["filename"], attachment["content_type"], attachment["size"]) == ("x.pdf", "application/pdf", 5)
    assert (found["message_id"], found["in_reply_to"], found["references"]) == ("<a@ditta.it>", ["<b@msp.it>"], [])
    assert (found["auto_submitted"], found["bounce_of"], found["pec"]) == (False, None, None)


def test_text_is_safe(mail_file, capsys):
    assert cli.run(["mail", "inspect", str(mail_file)]) == 0
    shown = capsys.readouterr().out
    assert "Mario Ròssi <mario@ditta.it>" in shown
    assert "x.pdf" in shown
    assert shown.rstrip().endswith("> Funziona?")
    assert "\x1b" not in shown


@pytest.mark.parametrize("name", ["missing.eml", ".", "empty.eml", "a\0b"])
def test_files_that_hold_no_mail(name, tmp_path, capsys):
    (tmp_path / "empty.eml").write_bytes(b"\n")
    assert cli.run(["mail", "inspect", f"{tmp_path}/{name}", "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


def test_a_file_without_header_is_text(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("Solo testo.\n")
    assert cli.run(["mail", "inspect", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["text"], found["from"], found["message_id"]) == ("Solo testo.", [], None)
    assert "no-header" in found["defects"]
