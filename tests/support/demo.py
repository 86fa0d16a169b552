"""A provider's morning in a database: three customers, forty-odd objects in every state, with history and metrics.

The tests of the screens and the pictures of the guide show it. Everything happens relative to the `now` given.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from db import schema
from db.queries import history, inventory, lease, metrics, operations, problems, states
from db.rows import NewEvent, NewSample
from db.session import Database, Writer

NOW = 1_790_000_000.0
"""Monday 21 September 2026, 14:13:20 UTC."""
POLLER = "bls@mon1 pid 812"
HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07 \x1b[2J \x9b31m \x00nul \u202etxt.exe\u202c \u200bzero [@click=app.quit]x[/] [/path] "
    "[bold red]b[/] e\u0301\u0301\u0301\u0301\u0301\u0301\u0301 \U000e0041tag \x7f\r\n\ttab " + "long " * 60
)

_BASE: dict[str, Any] = {
    "options": {}, "interval": 300, "retry_interval": 60, "max_attempts": 3, "flap_enabled": True, "flap_low": 25.0,
    "flap_high": 30.0,
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """One object of the demo. `ago` is minutes in its state; `cause` the host it fails because of."""

    name: str
    customer: str
    state: str
    output: str
    ago: float = 4000
    probe: str = "icmp"
    cause: str | None = None
    soft: bool = False
    notes: str = ""
    details: str = ""
    memory: Mapping[str, Any] | None = None


FILLING = {
    "trends": {
        "C: used": {
            "first_at": NOW - 9e5, "at": NOW, "used": 194.2 * 2**30, "per_second": 5.8 * 2**30 / 18_000,
            "range_s": 86_400,
        }
    }
}  # fmt: skip
"""What the storage probe remembers of a disk that is full in five hours."""
CUSTOMERS = {"acme": "Acme S.p.A.", "nord": "Nord Logistica Srl", "rossi": "Studio Rossi & Associati"}
PARENTS = {
    "fw-acme-01": ["isp-gw-3"], "sw-acme-01": ["fw-acme-01"], "web01": ["sw-acme-01"], "mx1": ["sw-acme-01"],
    "sql02": ["isp-gw-3"], "nas01": ["isp-gw-3"],
}  # fmt: skip
THINGS = (
    Thing("isp-gw-3", "nord", "UP", "PING OK - 2.1 ms, 0% loss"),
    Thing("fw-acme-01", "acme", "DOWN", "PING CRITICAL - no reply from 10.20.0.1, 5 of 5 lost", 12,
          notes="Firewall in the cellar of building B.\nPhone of the porter: 040 555 019"),
    Thing("fw-acme-01/uptime", "acme", "UNKNOWN", "no SNMP answer from 10.20.0.1", 11, "snmp-uptime", "fw-acme-01"),
    Thing("fw-acme-01/wan", "acme", "UNKNOWN", "no SNMP answer from 10.20.0.1", 11, "snmp-interfaces", "fw-acme-01"),
    Thing("sw-acme-01", "acme", "UNREACHABLE", "PING CRITICAL - no reply from 10.20.0.2", 11, cause="fw-acme-01"),
    Thing("sw-acme-01/cpu", "acme", "UNKNOWN", "no SNMP answer from 10.20.0.2", 10, "snmp-cpu", "fw-acme-01"),
    Thing("web01", "acme", "UNREACHABLE", "PING CRITICAL - no reply from 10.20.0.10", 11, cause="fw-acme-01"),
    Thing("web01/http", "acme", "CRITICAL", "connect to 10.20.0.10:80 timed out after 10 s", 11, "http", "fw-acme-01"),
    Thing("web01/certificate", "acme", "CRITICAL", "connect to 10.20.0.10:443 timed out", 11, "tls", "fw-acme-01"),
    Thing("mx1", "acme", "UNREACHABLE", "PING CRITICAL - no reply from 10.20.0.20", 11, cause="fw-acme-01"),
    Thing("mx1/smtp", "acme", "CRITICAL", "connect to 10.20.0.20:25 timed out after 10 s", 11, "tcp", "fw-acme-01"),
    Thing("sql02", "nord", "UP", "PING OK - 8.4 ms, 0% loss"),
    Thing("sql02/disk C:", "nord", "CRITICAL", "C: 97.1% of 200 GiB used, full in 5 hours", 4, "snmp-storage",
          memory=FILLING, details="C: 194.2 of 200 GiB\nD: 310.0 of 900 GiB\nE: 12.1 of 50 GiB"),
    Thing("sql02/cpu", "nord", "OK", "12% of 8 processors", probe="snmp-cpu"),
    Thing("sql02/memory", "nord", "WARNING", "91% of 64 GiB used", 95, "snmp-memory"),
    Thing("sql02/mssql", "nord", "OK", "connected to port 1433 in 9 ms", probe="tcp"),
    Thing("nas01", "nord", "UP", "PING OK - 9.0 ms, 0% loss"),
    Thing("nas01/volume1", "nord", "OK", "volume1 61% of 14.5 TiB used", probe="snmp-storage"),
    Thing("nas01/raid", "nord", "WARNING", "RAID degraded: disk 3 is rebuilding, 41% done", 40, "snmp-value"),
    Thing("nas01/nfs", "nord", "OK", "port 2049 open", probe="tcp"),
    Thing("fs-rossi", "rossi", "UP", "PING OK - 31 ms, 0% loss"),
    Thing("fs-rossi/disk D:", "rossi", "WARNING", "D: 88% of 1.8 TiB used", 600, "snmp-storage"),
    Thing("fs-rossi/backup agent", "rossi", "CRITICAL", "connect to 192.168.7.5:6160 refused", 2, "tcp", soft=True),
    Thing("fs-rossi/cpu", "rossi", "OK", "4% of 4 processors", probe="snmp-cpu"),
    Thing("pec-rossi", "rossi", "UP", "PING OK - 14 ms, 20% loss"),
    Thing("pec-rossi/imap", "rossi", "UNKNOWN", "the greeting is no IMAP greeting: 220 ready", 22, "tcp"),
    Thing("pec-rossi/certificate", "rossi", "WARNING", "pec.studiorossi.it expires in 9 days", 1500, "tls"),
    Thing("voip01", "nord", "UP", "PING OK - 11 ms, 0% loss"),
    Thing("voip01/sip", "nord", "PENDING", "", probe="tcp"),
    Thing("voip01/trunk", "nord", "CRITICAL", "registration refused: 403 Forbidden", 180, "tcp"),
    *(Thing(f"pc-acme-{number:02}", "nord", "UP", f"PING OK - {number / 3:.1f} ms, 0% loss") for number in range(1, 9)),
    *(
        Thing(f"pc-acme-{number:02}/disk C:", "nord", "OK", f"C: {30 + number}% of 237 GiB used", probe="snmp-storage")
        for number in range(1, 6)
    ),
)  # fmt: skip


class Demo:
    """A filled database, and the ids of its objects by full name."""

    def __init__(self, url: str, now: float = NOW, *, polled: bool = True, things: Iterable[Thing] = THINGS) -> None:
        self.now = now
        self.things = {thing.name: thing for thing in things}
        self.database = Database(url)
        schema.ensure(self.database)
        with self.database.write() as w:
            self._declare(w)
        steps = [(thing.ago * 60, partial(self._begin, thing)) for thing in self.things.values()]
        if "sql02/disk C:" in self.things:
            steps += [(86_400.0, self._schedule), (3600.0, self._start), (1800.0, self._acknowledge)]
            self._measure()
        for _ago, step in sorted(steps, key=lambda found: -found[0]):
            step()
        if polled:
            self.polls(now - 2)

    def becomes(self, name: str, state: str, output: str, *, ago: float = 0.0, at: float | None = None) -> None:
        """Give an object another state, as the poller does, with event and problem. `ago` is seconds."""
        thing = self.things[name]
        moment = self.now if at is None else at
        since = moment - ago
        good, pending = state in ("OK", "UP"), state == "PENDING"
        with self.database.write() as w:
            object_id = self.ids[name]
            row = next(row for row in states.load(w) if row.object_id == object_id)
            checked = None if pending else moment - 8 - object_id % 50
            soft = thing.soft and not good
            new = replace(
                row, state=state, state_type="SOFT" if soft else "HARD", attempt=2 if soft else 1,
                hard_state="OK" if soft else state, output=output, details=thing.details, memory=thing.memory,
                started_at=checked,
                checked_at=checked, next_check_at=None if checked is None else checked + 300, changed_at=since,
                hard_changed_at=since, last_ok_at=checked if good else since - 30, elapsed_ms=12.0, latency_ms=1.0,
            )  # fmt: skip
            states.save(w, [new])
            if pending:
                return
            self._record(w, object_id, row.state, new, since)
            if good:
                problems.close(w, object_id, since)
            elif not soft:
                problems.open_(w, object_id, since, state, self.ids.get(thing.cause or ""))
                problems.update(w, object_id, state, self.ids.get(thing.cause or ""))

    def polls(self, at: float, holder: str = POLLER) -> None:
        """Let a poller hold the lease since `at`."""
        with self.database.write() as w:
            if lease.acquire(w, holder, at, 20) is None:
                lease.renew(w, holder, lease.get(w).epoch, at, {})

    def _declare(self, w: Writer) -> None:
        customers = inventory.upsert_customers(
            w, [{"key": key, "name": name, "notes": ""} for key, name in CUSTOMERS.items()]
        )
        sites = inventory.upsert_sites(
            w, [{"customer_id": customers[key], "key": "hq", "name": "Trieste"} for key in customers]
        )
        rows = []
        for number, thing in enumerate(self.things.values()):
            host, _, service = thing.name.partition("/")
            kind = {"kind": "service", "name": service} if service else {"kind": "host", "name": host}
            customer = customers[thing.customer]
            address = "" if service else f"10.20.{number // 250}.{number % 250 + 1}"
            own = {
                "full_name": thing.name, "customer_id": customer, "site_id": sites[customer, "hq"], "address": address,
                "probe": thing.probe, "notes": thing.notes,
            }  # fmt: skip
            rows.append(_BASE | kind | own)
        self.ids = inventory.upsert_objects(w, rows)
        inventory.set_parents(
            w, {self.ids[host]: [self.ids[one] for one in above] for host, above in PARENTS.items() if host in self.ids}
        )

    @staticmethod
    def _record(w: Writer, object_id: int, before: str, row: Any, since: float) -> None:
        notify = None if row.state_type == "SOFT" else "RECOVERY" if row.state in ("OK", "UP") else "PROBLEM"
        event = NewEvent(
            since, "STATE", object_id, before, row.state, row.state_type, row.attempt, notify, row.output, "result",
            "poller",
        )  # fmt: skip
        history.append(w, [event])

    def _begin(self, thing: Thing) -> None:
        self.becomes(thing.name, thing.state, thing.output, ago=thing.ago * 60)

    def _acknowledge(self) -> None:
        with self.database.write() as w:
            operations.acknowledge(
                w, self.ids["nas01/raid"], "mr", "disk ordered, arrives Tuesday", True, self.now - 1800,
                self.now + 90_000,
            )  # fmt: skip

    def _schedule(self) -> None:
        with self.database.write() as w:
            operations.add_downtime(
                w, object_id=self.ids["voip01"], with_services=True, kind="fixed", starts_at=self.now - 3600,
                ends_at=self.now + 7200, author="kb", comment="provider moves the trunk", created_at=self.now - 86_400,
            )  # fmt: skip

    def _start(self) -> None:
        with self.database.write() as w:
            (down,) = operations.downtimes(w, self.now - 3600)
            operations.start_downtime(w, down.id, self.now - 3600)

    def _measure(self) -> None:
        hours = 24 * 12
        with self.database.write() as w:
            samples = []
            for step in range(hours):
                at = self.now - (hours - step) * 300
                used = (180 + 14.2 * (step / hours) ** 2) * 2**30
                samples.append(
                    NewSample(self.ids["sql02/disk C:"], "C: used", at, used, "B", None, None, 0, 200 * 2**30)
                )
                load = 20 + 15 * math.sin(step / 12) + (30 if step % 97 == 0 else 0)
                samples.append(NewSample(self.ids["sql02/cpu"], "load", at, load, "%", "80", "95", 0, 100))
                samples.append(NewSample(self.ids["sql02"], "rta", at, 0.008 + 0.002 * math.cos(step / 9), "s"))
            metrics.record(w, samples)


def hostile(url: str, now: float = NOW) -> Demo:
    """Build a database in which every text that comes from outside tries something."""
    host = f"evil{HOSTILE}".replace("/", "").replace("\0", "")[:180]
    service = HOSTILE.replace("/", "").replace("\0", "")[:60]
    return Demo(
        url,
        now,
        things=(
            Thing(host, "acme", "DOWN", HOSTILE, 5, notes=HOSTILE, details=HOSTILE),
            Thing(f"{host}/{service}", "acme", "CRITICAL", HOSTILE, 4),
            Thing("plain", "nord", "UP", HOSTILE),
        ),
    )
