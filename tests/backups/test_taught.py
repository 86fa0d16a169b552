"""What technicians teach: it decides, but never turns a stated failure into an OK."""

import pytest

from checks.backups import INFORMATIONAL, BackupMail, TaughtRule, Verdict, judge, would_change

UNKNOWN = BackupMail("Tool <tool@acme.example>", "Nightly digest ACME", "All planets are aligned tonight")
RULE = TaughtRule("r1", "tool@acme.example", "digest", "planets are  ALIGNED", Verdict.OK, "Tool", "Nightly")


def test_a_taught_rule_decides_an_unknown_mail():
    assert judge(UNKNOWN).verdict is Verdict.UNKNOWN
    found = judge(UNKNOWN, [RULE])
    assert (found.verdict, found.product, found.job, found.rule) == ("OK", "Tool", "Nightly", "taught/r1")
    assert found.evidence == "All planets are aligned tonight"


@pytest.mark.parametrize(
    "rule",
    [
        TaughtRule("r", "other@acme.example", "", "aligned", Verdict.OK),
        TaughtRule("r", "@acme.example.evil", "", "aligned", Verdict.OK),
        TaughtRule("r", "@acme.example", "weekly", "aligned", Verdict.OK),
        TaughtRule("r", "@acme.example", "", "misaligned", Verdict.OK),
        TaughtRule("r", "@acme.example", "", "", Verdict.OK),
    ],
)
def test_what_does_not_fit_does_not_decide(rule):
    assert judge(UNKNOWN, [rule]).verdict is Verdict.UNKNOWN


def test_a_domain_fits_its_senders():
    assert judge(UNKNOWN, [TaughtRule("r", "@acme.example", "", "aligned", Verdict.FAILED)]).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("[Failed] Job (2 objects)", "planets"),
        ("Backup report", "Status: Failed\nplanets"),
        ("[BACKUP][job=x][status=FAILED]", "planets"),
    ],
)
def test_a_stated_failure_is_not_overridden_by_a_taught_ok(subject, body):
    found = judge(BackupMail("a@b.example", subject, body), [TaughtRule("r", "", "", "planets", Verdict.OK)])
    assert found.verdict is Verdict.FAILED
    assert "not overridden" in found.evidence


def test_a_taught_failure_overrides_an_ok():
    mail = BackupMail("a@b.example", "[Success] Job (2 objects)", "0 B transferred")
    assert judge(mail, [TaughtRule("r", "", "", "0 b transferred", Verdict.WARNING)]).verdict is Verdict.WARNING


def test_mails_can_be_taught_to_be_no_results():
    found = judge(UNKNOWN, [TaughtRule("r", "", "digest", "", INFORMATIONAL)])
    assert found.informational
    assert found.verdict is Verdict.UNKNOWN


def test_what_a_rule_would_change():
    same = BackupMail("tool@acme.example", "Weekly digest", "Nothing")
    changes = would_change(RULE, [(1, UNKNOWN), (2, same)])
    assert [(key, before.verdict, after.verdict) for key, before, after in changes] == [(1, "UNKNOWN", "OK")]
    assert would_change(RULE, [(1, UNKNOWN)], [RULE]) == []
