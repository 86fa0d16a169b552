"""The contract of a call at the moment of deciding: what it includes, and what is left of the hours paid in advance."""

from datetime import date, datetime, time

from bls_tui.desk import contract as contracts
from bls_tui.desk.calls.model import Level
from bls_tui.desk.contract import Balance, Contract
from bls_tui.desk.people import Directory
from bls_tui.service.desk.call_views_data import ContractCard
from bls_tui.service.desk.calls_projection import time_row
from db.queries import inventory, worked
from db.session import Reader


def contract_card(r: Reader, people: Directory, contract: Contract, now: float, level: Level | None) -> ContractCard:
    """Return a contract with its balance as of now; `level` of the call it is about, None for no call."""
    return ContractCard(
        contract=contract,
        includes=contracts.included_words(contract),
        covered=level is not None and contract.covers(level),
        lead_name=people.person(contract.lead),
        balance=_balance(r, contract, now),
    )


def _balance(r: Reader, contract: Contract, now: float) -> Balance:
    """Return what was worked under a contract since its hours were last granted."""
    zone = contract.calendar.zone
    granted: date | None = contract.granted_on(datetime.fromtimestamp(now, zone).date())
    since = datetime.combine(granted, time(), zone).timestamp() if granted else 0.0
    customer_id = inventory.customer_id(r, contract.customer) or 0
    rows = worked.of_contract(r, customer_id, contract.key, since, now)
    return contracts.balance(contract, (time_row(row.time) for row in rows))
