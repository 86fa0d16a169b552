"""From bls.toml to the parts of mail: how this house writes, what files what comes in, what runs beside the poller."""

from collections.abc import Callable

from bls_tui.config import Config
from bls_tui.mail.settings import server, signing_secrets
from bls_tui.service.mail.accounts import accounts
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import FilingByRole, Ingest
from bls_tui.service.mail.keeper import MailKeeper
from bls_tui.service.mail.notices import Notices
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.post import Post
from bls_tui.service.mail.postman import Postman
from bls_tui.service.processes.accounts import accounts as process_accounts
from bls_tui.service.processes.filing import ProcessFiling
from bls_tui.service.processes.mailbox_state import ROLE
from bls_tui.zones import zone
from checks.engine.chores import Chore
from db.session import Database


def office(config: Config) -> Office:
    """Return how this house writes mail. Raises MailSettingsError where the secret of its ids cannot be had."""
    section = config.mail
    users = (one.user for one in config.mailbox.values() if one.role == "desk" and "@" in one.user)
    own = frozenset({*section.own, *users})
    return Office(
        secrets=signing_secrets(config) if own else (),
        own=own,
        firm=section.firm,
        address=section.address,
        domain=section.id_domain,
        hold=float(section.hold),
        zone=zone(config.ui.timezone),
        language=section.language,
        certifiers=section.certifiers,
    )


def incoming_chores(config: Config, database: Database, holder: str, clock: Callable[[], float]) -> list[Chore]:
    """Return what fetches the mail of the configured mailboxes and files it by their roles."""
    if not config.mailbox:
        return []
    processes = ProcessFiling(clock, process_accounts(config))
    filing = FilingByRole({"desk": DeskFiling(office(config), clock), ROLE: processes})
    ingest = Ingest(database, filing, clock=clock)
    return [MailKeeper(accounts(config), ingest, holder, clock)]


def outgoing_chores(config: Config, holder: str, clock: Callable[[], float]) -> list[Chore]:
    """Return what sends mail beside the poller: nothing where bls.toml names no address or no server."""
    way_out, house = server(config), office(config)
    if way_out is None or not house.sends:
        return []
    return [Notices(house), Postman(Post(house, way_out, holder), clock)]
