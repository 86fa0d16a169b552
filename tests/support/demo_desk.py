"""The desk of the demo: technicians, contracts and calls in every state, for the tests of the screens."""

from functools import partial

from bls_tui.desk.calls.model import Link, LinkKind, Outcome, Priority
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, SupplierWake
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls import NewCall
from db.queries import inventory
from db.rows import DocumentRow
from db.session import Database
from tests.support.demo import NOW, Demo

MINUTE, HOUR = 60.0, 3600.0
CALENDAR = {"hours": {"mon-fri": ["08:00-20:00"]}, "zone": "Europe/Rome"}


def documents(text: str = "") -> list[tuple[str, str, dict]]:
    """Return the documents; `text` is put into every name."""
    return [
        ("technician", "kb", {"name": f"Karl Bauer{text}", "roles": ["technician", "coordinator"]}),
        ("technician", "mr", {"name": f"Maria Rota{text}", "competences": {"backup": 4, "rete": 3}}),
        ("technician", "anna", {"name": f"Anna Neri{text}", "competences": {"posta": 4}}),
        ("customer", "acme", {"name": f"Acme S.p.A.{text}", "site": {"hq": {"name": "Trieste"}}}),
        ("customer", "nord", {"name": f"Nord Logistica Srl{text}"}),
        ("customer", "rossi", {"name": f"Studio Rossi & Associati{text}"}),
        ("contact", "mario", {"customer": "rossi", "name": f"Mario Rossi{text}", "phone": "040 555 100"}),
        ("contact", "ada", {"customer": "acme", "name": f"Ada Conti{text}", "mail": "ada@acme.example"}),
        ("typology", "posta", {"name": f"Posta{text}"}),
        ("typology", "backup", {"name": f"Backup{text}"}),
        ("typology", "rete", {"name": f"Rete{text}"}),
        ("supplier", "telco", {"name": f"Rossi Telecom{text}"}),
        ("calendar", "uffici", CALENDAR),
        ("contract", "acme-26", {"customer": "acme", "name": f"Full service{text}", "lead": "kb", "hours": 40,
                                 "includes": ["monitoring", "help desk", "on-site", "24/7"],
                                 "calendar": "uffici", "sla1": "1h", "sla2": "8h"}),
        ("contract", "nord-26", {"customer": "nord", "includes": ["monitoring", "help desk"], "calendar": "uffici",
                                 "sla1": "2h", "sla2": "2d", "lead": "mr"}),
    ]  # fmt: skip


def furnish(demo: Demo, text: str = "") -> Database:
    """Put a desk into a demo; `text` is put into every name and subject."""
    database = demo.database
    with database.write() as w:
        inventory.put_documents(w, [DocumentRow(kind, key, "d.toml", 1, one) for kind, key, one in documents(text)])
    return database


def populate(demo: Demo, text: str = "") -> Database:
    """Give a demo a desk with calls."""
    database = furnish(demo, text)
    opened = partial(_opened, database, text)
    act = partial(calls.act, database)
    tied = Link(LinkKind.OBJECT, str(next(iter(demo.ids.values()))))
    vpn = opened("acme", "VPN drops daily", 150, priority=Priority.HIGH, contact="ada", typology="rete")
    disk = opened("nord", "Disk C: nearly full", 100, "kb", typology="backup")
    backup = opened("acme", "Backup of Friday failed", 400, "kb", typology="backup")
    line = opened("nord", "Phone line crackles", 300, "mr")
    mail = opened("rossi", "Outlook asks for a password", 240, "anna", contact="mario", typology="posta")
    opened("acme", "Firewall does not answer", 10, "kb", links=(tied,))
    wakes = {
        backup: ("kb", ProcessWake(Awaited.OBJECT, tied.target, "NAS-3 nightly", NOW - 2 * HOUR)),
        line: ("mr", SupplierWake("telco", f"T-77{text}", NOW + 20 * HOUR)),
        mail: ("anna", CustomerWake((NOW + 24 * HOUR,), NOW + 72 * HOUR)),
    }
    for number, (who, wake) in wakes.items():
        act(number, verbs.suspend(wake), who, NOW - 200 * MINUTE)
    act(disk, verbs.note(f"Old logs can go{text}"), "kb", NOW - 50 * MINUTE)
    act(disk, verbs.propose_closing(f"sql02 is green{text}"), "kb", NOW - 5 * MINUTE)
    done = opened("rossi", "Printer", 900, "anna")
    act(done, verbs.close(Outcome.SOLVED, "Toner."), "anna", NOW - 800 * MINUTE)
    assert vpn
    return database


def _opened(database, text, customer, subject, ago, taker="", **more):  # noqa: PLR0917 - a table calls it
    at = NOW - ago * MINUTE
    new = NewCall(customer, subject + text, text=f"The customer called.{text}", **more)
    number = calls.open_call(database, new, "kb", at).call.number
    if taker:
        calls.act(database, number, verbs.take(), taker, at + 5 * MINUTE)
    return number
