"""Recognisers of backup-confirmation mails: pure; text in, verdict and evidence out."""

from checks.backups.judging import Change, judge, would_change
from checks.backups.model import INFORMATIONAL, BackupMail, Item, Reading, TaughtRule, Verdict

__all__ = ["INFORMATIONAL", "BackupMail", "Change", "Item", "Reading", "TaughtRule", "Verdict", "judge", "would_change"]
