"""The mailboxes of processes as bls.toml has them."""

from bls_tui.config import Config
from bls_tui.service.processes.mailbox_state import ROLE, Account, Accounts


def accounts(config: Config) -> Accounts:
    """Return the mailboxes that processes confirm to, by name."""
    of_role = ((name, one) for name, one in config.mailbox.items() if one.role == ROLE)
    return {name: Account(one.folders, one.customer) for name, one in of_role}
