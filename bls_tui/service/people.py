"""The directory of the desk as the inventory declares it, read once for each change of the inventory.

Its documents, as TOML (`db.queries.inventory.documents` keeps them as kind, key, source; dates as ISO text):

    [technician.anna]              # the key is the login of the operating system
    name = "Anna Rossi"            # the key where left out
    mail = "anna@example.it"
    roles = ["technician"]         # technician, coordinator, lead; whom a contract names as lead is one
    competences = { posta = 4, backup = 2 }   # typology = 0 to 5
    levels = ["help_desk", "tele_assistance"] # both where left out
    cap = 8                        # load that is enough
    calendar = "uffici"            # when on duty

    [absence.ferie-anna]           # a date alone as `to` is included
    technician = "anna"
    from = 2026-08-10
    to = 2026-08-21
    why = "ferie"

    [duty.reperibilita-33]         # on call, outside the usual hours too
    technician = "anna"
    from = 2026-08-10T18:00:00
    to = 2026-08-17T09:00:00

    [calendar.uffici]              # "24/7" always exists, "default" is office hours in Italy unless declared
    zone = "Europe/Rome"
    hours = { "monday - friday" = "09:00-13:00, 14:00-18:00" }
    country = "IT"                 # public holidays; none where left out
    province = "MI"                # with the patron saint
    closed = { "2026-08-10 - 2026-08-21" = "ferie" }
    open = { "2026-12-24" = "09:00-13:00" }

    [contract.rossi-2026]
    customer = "rossi"
    name = "Assistenza 2026"
    includes = ["monitoring", "help_desk", "tele_assistance", "on_site", "on_call"]
    calendar = "uffici"
    lead = "anna"
    sla1 = "1h"                    # working time, as "4h", "1h30m" or seconds; left out: nothing is promised
    sla2 = "16h"
    pauses = ["process", "customer", "supplier"]   # all three where left out
    hours = 40                     # paid in advance; left out: none are
    from = 2026-01-01
    to = 2026-12-31                # included
    [[contract.rossi-2026.override]]
    priority = "urgent"            # and, or instead, level = "tele_assistance"
    sla1 = "15m"

    [typology.posta]
    name = "Posta elettronica"
    minimum = 1                    # competence its calls ask for

    [supplier.acme]
    name = "ACME"
    mail = "support@acme.example"
    phone = "02 1234"

    [contact.mario-rossi]
    customer = "rossi"
    name = "Mario Rossi"
    site = "hq"
    mail = "mario@rossi.example"
    phone = "02 5678"
    language = "it"
    vip = false
"""

import threading
import weakref

from bls_tui.desk.people import KINDS, Directory, build
from db.queries import feed, inventory
from db.session import Database, Reader

_known: "weakref.WeakKeyDictionary[Database, Directory]" = weakref.WeakKeyDictionary()
_reading = threading.Lock()


def directory(database: Database, r: Reader) -> Directory:
    """Return who is who in this snapshot of the database. Raises DirectoryError."""
    with _reading:
        known = _known.get(database)
        head = feed.inventory_head(r)
        if known is None or known.head != head:
            known = _known[database] = read(r, head)
        return known


def read(r: Reader, head: int) -> Directory:
    """Build the directory from the documents. Raises DirectoryError."""
    return build(((row.kind, row.key, row.source) for row in inventory.documents(r) if row.kind in KINDS), head)
