"""Our own mails and the shared ones: every verdict, and what the shared ones say of job, host and objects."""

import json
from zoneinfo import ZoneInfo

import pytest

from bls_tui.mail import reading
from bls_tui.mail.backups import backup_mail
from checks.backups import BackupMail, judge
from tests.backups.corpus import MAILS

ROME = ZoneInfo("Europe/Rome")
MEANS = {"success": "OK", "warning": "WARNING", "partial": "PARTIAL", "failure": "FAILED", "none": "UNKNOWN"}
DATE = 1_785_540_000.0


@pytest.mark.parametrize(("verdict", "subject", "body"), MAILS)
def test_our_own_mails(verdict, subject, body):
    found = judge(BackupMail("backup@customer.example", subject, body, DATE), zone=ROME)
    assert found.verdict == verdict, f"{found.rule}: {found.evidence}"
    assert found.evidence or found.verdict == "UNKNOWN", "a verdict shows the words it rests on"


def test_the_shared_mails(shared):
    folder = shared / "backupmail"
    cases = json.loads((folder / "cases.json").read_text("utf-8"))
    wrong = {case["id"]: problem for case in cases if (problem := _wrong(case, (folder / case["eml"]).read_bytes()))}
    assert wrong == {}
    assert len(cases) >= 48


def _wrong(case, raw):
    found = judge(backup_mail(reading.read(raw), raw), zone=ROME)
    allowed = [MEANS[outcome] for outcome in case.get("accepted_outcomes", [case["outcome"]])]
    wrong = [] if found.verdict in allowed else [f"{found.verdict} by {found.rule}: {found.evidence}"]
    wrong += [
        f"{key} {getattr(found, key)!r}"
        for key in ("job", "host")
        if case.get(key, getattr(found, key)) != getattr(found, key)
    ]
    names = [name for name, _ in case.get("items", ())]
    if names and [item.name for item in found.items] != names:
        wrong.append(f"objects {found.items}")
    if case.get("duration_text") and found.duration_s is None:
        wrong.append("no duration")
    if case.get("size_text") and found.size_bytes is None:
        wrong.append("no size")
    return wrong
