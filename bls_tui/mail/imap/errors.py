"""What can go wrong between us and a mailbox. Messages are sentences for a person and never hold a secret."""

# ruff: noqa: N818 - the names say what happened, as LookupError's children do

from bls_tui.errors import BlsError


class MailboxError(BlsError):
    """Base of all that is wrong with an account, one of its folders, or a message in it."""


class MailboxUnavailable(MailboxError):
    """The server cannot be reached, or the connection broke; it may be there again in a while."""


class MailboxRefused(MailboxError):
    """The server does not let us in: login, token, or what it demands before them. Somebody has to do something."""


class FolderMissing(MailboxError):
    """The server has no such folder, or does not let us open it; the account's other folders are not concerned."""


class ServerRefused(MailboxError):
    """The server is there and answered a command with NO or BAD."""


class GarbledAnswer(MailboxError):
    """The server's answer cannot be understood; the connection itself is well."""


class LedgerUnavailable(Exception):
    """What is done cannot be written down now; no message is to blame, try again later."""


class LedgerLost(Exception):
    """This process is no longer the one that fetches mail; stop."""
