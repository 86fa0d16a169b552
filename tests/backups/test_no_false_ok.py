"""The one unforgivable error: no change that takes success away, or puts failure in, leaves an OK."""

# ruff: noqa: E501 - mails are as long as they are

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.backups import BackupMail, Verdict, judge
from checks.backups.signs import success, trouble
from checks.backups.words import read_data
from tests.backups.corpus import MAILS

SAMPLES = read_data()["samples"]
GOOD = [(subject, body) for verdict, subject, body in MAILS if verdict == "OK"]
LOGS = ("Retrospect", "ProActive", "Logs\n")
"""Mails whose body is the product's log, with errors of good runs in it: there the subject decides."""
CLEAR = [(subject, body) for subject, body in GOOD if not any(log in f"{subject}\n{body}" for log in LOGS)]
STATUS = {
    "success": "failed",
    "successful": "failed",
    "succeeded": "failed",
    "ok": "failed",
    "successfully": "with errors",
}


def verdict_of(subject, body):
    return judge(BackupMail("backup@customer.example", subject, body, 1_785_540_000.0)).verdict


@pytest.mark.parametrize("sentence", SAMPLES["failure"])
def test_a_sentence_of_failure_is_seen_and_is_no_success(sentence):
    assert trouble(sentence) is not None
    assert success(sentence) is None


@pytest.mark.parametrize("sentence", SAMPLES["warning"])
def test_a_sentence_of_warning_is_seen_and_is_no_success(sentence):
    assert trouble(sentence) is not None
    assert success(sentence) is None


@pytest.mark.parametrize("sentence", SAMPLES["harmless"])
def test_zero_counters_negations_and_history_are_no_failures(sentence):
    assert trouble(sentence) is None


@settings(max_examples=400, deadline=None)
@given(mail=st.sampled_from(CLEAR), sentence=st.sampled_from(SAMPLES["failure"]), where=st.integers(0, 30))
def test_a_failure_put_into_a_good_mail_ends_the_ok(mail, sentence, where):
    subject, body = mail
    lines = body.split("\n")
    lines.insert(min(where, len(lines)), sentence)
    assert verdict_of(subject, "\n".join(lines)) is not Verdict.OK


@settings(max_examples=400, deadline=None)
@given(mail=st.sampled_from(CLEAR), sentence=st.sampled_from(SAMPLES["failure"]))
def test_a_failure_behind_a_good_subject_ends_the_ok(mail, sentence):
    subject, body = mail
    assert verdict_of(f"{subject} - {sentence}", body) is not Verdict.OK


@settings(max_examples=150, deadline=None)
@given(mail=st.sampled_from(GOOD), sentence=st.sampled_from(SAMPLES["harmless"]), where=st.integers(0, 30))
def test_a_harmless_line_never_makes_a_good_mail_a_failure(mail, sentence, where):
    subject, body = mail
    lines = body.split("\n")
    lines.insert(min(where, len(lines)), sentence)
    assert verdict_of(subject, "\n".join(lines)) is not Verdict.FAILED


DECIDING = (
    "success", "succe", "ok", "riuscit", "completat", "complet", "successo", "correttamente", "buon fine", "senza", "erfolgreich",
    "abgeschlossen", "succès", "réussi", "éxito", "exito", "correct", "0", "finished", "ended", "saved", "end time", "expects", "were to",
    "positivo", "sucesso", "succesvol", "geslaagd", "✅", "4", "dumps",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(mail=st.sampled_from(GOOD), at=st.floats(0, 1), in_subject=st.booleans())
def test_a_good_mail_cut_off_is_ok_only_with_words_that_say_so(mail, at, in_subject):
    subject, body = mail
    if in_subject:
        subject, body = subject[: int(len(subject) * at)], ""
    else:
        body = body[: int(len(body) * at)]
    left = f"{subject}\n{body}".lower()
    if verdict_of(subject, body) is Verdict.OK:
        assert any(word in left for word in DECIDING)


@pytest.mark.parametrize(("subject", "body"), GOOD)
def test_a_good_mail_without_its_deciding_words_is_not_ok(subject, body):
    found = judge(BackupMail("backup@customer.example", subject, body, 1_785_540_000.0))
    gone = found.evidence.partition("; ")[0].partition(", ")[0]
    value = gone.partition(": ")[2] or gone
    kept = [line for line in body.split("\n") if gone not in line and value not in line]
    stripped = judge(BackupMail("b@x.example", subject.replace(gone, " "), "\n".join(kept)))
    if stripped.verdict is Verdict.OK:
        assert stripped.rule != found.rule or stripped.evidence != found.evidence, "another witness must say so"


@settings(max_examples=300, deadline=None)
@given(subject=st.text(max_size=60), body=st.text(max_size=300))
def test_unknown_text_is_unknown(subject, body):
    assert verdict_of(subject, body) is not Verdict.OK


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "the",
                "backup",
                "job",
                "server",
                "report",
                "of",
                "last",
                "night",
                "was",
                "is",
                "files",
                "copied",
                "nas",
                "il",
                "salvataggio",
                "del",
                "server",
                "è",
                "stato",
                "ieri",
                "die",
                "sicherung",
            ]
        ),
        max_size=12,
    )
)
def test_a_mail_about_backups_without_a_word_of_success_is_not_ok(words):
    text = " ".join(words)
    assert verdict_of(text, text) is not Verdict.OK


@pytest.mark.parametrize(("word", "other"), STATUS.items())
@pytest.mark.parametrize(
    "form", ["[{}] Nightly (2 objects)", "Backup job 'Files' {}", "Backup SRV1: {}", "Altaro VM Backup: Backup {}"]
)
def test_the_status_word_turns_the_verdict(form, word, other):
    assert verdict_of(form.format(other.title()), "") is not Verdict.OK


@pytest.mark.parametrize(
    "body",
    [
        "The backup was not\ncompleted successfully.",
        "Il backup non è stato\ncompletato con successo.",
        "If the job completed successfully you will find a file.",
        "The backup will be completed successfully.",
        "0 backups completed successfully",
        "Completed successfully: 0",
        "Backup completed successfully: no",
        "Only 3 of 12 backups completed successfully",
        "Last backup completed successfully: 2026-01-01",
        "Did the backup complete successfully?",
        "Never completed successfully",
        "Backup completed successfully with 3 errors",
        "Backup completed successfully but 2 VMs were skipped",
        "Backup comple\u00adted unsucc\u200bessfully",
    ],
)
def test_traps(body):
    assert verdict_of("Backup report", body) is not Verdict.OK


def test_a_failure_behind_many_harmless_words_is_heard():
    noise = "\n".join(f"attention {number}: a problem of no weight" for number in range(1000))
    body = f"Veeam Backup & Replication\n{noise}\nThe backup job failed"
    assert verdict_of("[Success] Nightly (2 objects)", body) is Verdict.FAILED


def test_a_mail_too_long_to_be_read_whole_is_not_ok():
    body = "Backup completed successfully\n" + "copied one more file\n" * 40_000
    assert verdict_of("Backup report", body) is Verdict.UNKNOWN
