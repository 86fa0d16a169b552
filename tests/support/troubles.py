"""Hosts with problems, and a call: what proposals are made of in tests."""

from db.queries import calls, inventory, problems
from db.rows_desk import NewProposal
from db.session import Writer
from tests.support.calls import AT, call, customer, event

BASE = {
    "options": {}, "interval": 300, "retry_interval": 60, "max_attempts": 3, "flap_enabled": True, "flap_low": 25.0,
    "flap_high": 30.0, "kind": "host", "probe": "icmp", "address": "",
}  # fmt: skip


class Desk:
    """A customer with two hosts, each with a problem, and a call."""

    def __init__(self, w: Writer) -> None:
        self.customer_id = customer(w)
        names = ("web01", "nas01")
        rows = [BASE | {"full_name": name, "name": name, "customer_id": self.customer_id} for name in names]
        self.objects = inventory.upsert_objects(w, rows)
        for name in names:
            problems.open_(w, self.objects[name], AT, "DOWN", None)
        self.problems = {row.object_id: row.id for row in problems.open_problems(w)}
        self.call_id = calls.create(w, call(self.customer_id), [event()])

    def new(self, host: str = "web01", **changes: object) -> NewProposal:
        object_id = self.objects[host]
        values = {"word": "DOWN", "severity": 3, "text": f"{host} is DOWN", "problem_id": self.problems[object_id]}
        return NewProposal(self.customer_id, object_id, **(values | changes))
