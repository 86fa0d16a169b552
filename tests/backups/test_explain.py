"""`bls backup explain`: the contract of its JSON, its text, and its complaints."""

import json
from email.message import EmailMessage

import pytest

from bls_tui.cli import run
from bls_tui.mail import reading
from bls_tui.mail.backups import backup_mail
from checks.backups import judge

KEYS = ["verdict", "product", "job", "rule", "evidence"]


def written(tmp_path, subject, body, attachment=""):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "veeam@customer.example", "desk@msp.example", subject
    message["Date"] = "Sat, 01 Aug 2026 07:16:50 +0000"
    message.set_content(body)
    if attachment:
        message.add_attachment(attachment, filename="backup.log")
    path = tmp_path / "mail.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_json(tmp_path, capsys):
    path = written(
        tmp_path,
        "[Failed] Nightly (2 objects) 1 failed",
        "Name\tStatus\tSize\nA\tSuccess\t1\nB\tFailed\t2\nVeeam Backup & Replication",
    )
    assert run(["backup", "explain", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found)[:5] == KEYS
    assert (found["verdict"], found["job"]) == ("PARTIAL", "Nightly")
    assert [(item["name"], item["verdict"]) for item in found["items"]] == [("A", "OK"), ("B", "FAILED")]


def test_text_names_words_and_source(tmp_path, capsys):
    path = written(tmp_path, "[Success] Nightly (2 objects)", "Veeam Backup & Replication")
    assert run(["backup", "explain", str(path)]) == 0
    out = capsys.readouterr().out
    assert "[Success]" in out
    assert "Get-VBRMailNotificationConfiguration" in out


def test_foreign_text_is_harmless_on_the_screen(tmp_path, capsys):
    path = written(tmp_path, "Backup failed: \x1b]52;c;x\x07 \u202edisk", "x")
    assert run(["backup", "explain", str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["missing.eml", "empty.eml"])
def test_a_file_without_a_mail_is_one_line_and_2(tmp_path, capsys, name):
    (tmp_path / "empty.eml").write_bytes(b"\n")
    assert run(["backup", "explain", str(tmp_path / name), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_an_attached_log_speaks_where_the_mail_is_silent(tmp_path):
    raw = written(tmp_path, "Daily report", "See the log.", "[Failed] backup of the night").read_bytes()
    assert judge(backup_mail(reading.read(raw), raw)).verdict == "FAILED"
    raw = written(tmp_path, "[Success] X (2 objects)", "Veeam", "failed to read sector (retry ok)").read_bytes()
    assert judge(backup_mail(reading.read(raw), raw)).verdict == "OK"
