"""Recognisers of backup-confirmation mails: pure; text in, verdict and evidence out."""

from checks.backups.catalogue import CatalogueError, Product, product_of, products
from checks.backups.judging import Change, judge, would_change
from checks.backups.model import INFORMATIONAL, BackupMail, Item, Reading, TaughtRule, Verdict

__all__ = [
    "INFORMATIONAL",
    "BackupMail",
    "CatalogueError",
    "Change",
    "Item",
    "Product",
    "Reading",
    "TaughtRule",
    "Verdict",
    "judge",
    "product_of",
    "products",
    "would_change",
]
