"""Recognisers of backup-confirmation mails: pure; text in, verdict and evidence out."""

from checks.backups.model import INFORMATIONAL, BackupMail, Item, Reading, TaughtRule, Verdict

__all__ = ["INFORMATIONAL", "BackupMail", "Item", "Reading", "TaughtRule", "Verdict"]
