"""The directory of the desk as the inventory declares it, read once for each change of the inventory.

Its documents, as TOML (`db.queries.inventory.documents` keeps them as kind, key, source; dates as ISO text):

    [technician.anna]              # the key is the login of the operating system
    name = "Anna Rossi"            # the key where left out
    mail = "anna@example.it"
    signature = "Anna Rossi, BLS"  # under what is sent
    roles = ["technician"]         # technician, coordinator, lead; whom a contract names as lead is one
    competences = { posta = 4, backup = 2 }   # typology = 0 to 5
    levels = ["help desk", "tele-assistance"] # both where left out
    cap = 8                        # load that is enough
    calendar = "uffici"            # when on duty

    [absence.ferie-anna]           # a date alone as `to` is included
    technician = "anna"
    from = 2026-08-10
    to = 2026-08-21
    why = "ferie"

    [duty.reperibilita]            # on call, outside the usual hours too: a week each, in turn
    technicians = ["anna", "bruno"]
    from = 2026-01-05T18:00:00     # the first week; its weekday and time are those of every hand-over
    to = 2026-12-31                # included; left out: until further notice
    zone = "Europe/Rome"           # that of the technician's calendar where left out

    [calendar.uffici]              # "24/7" always exists, "default" is office hours in Italy unless declared
    zone = "Europe/Rome"
    hours = { "mon-fri" = ["09:00-13:00", "14:00-18:00"] }   # or one text, "09:00-13:00, 14:00-18:00"
    country = "IT"                 # public holidays; none where left out
    province = "MI"                # with the patron saint
    closed = { "2026-08-10 - 2026-08-21" = "ferie" }         # or a list of days
    open = { "2026-12-24" = "09:00-13:00" }
    always = false                 # true: never closes, and none of the keys above but zone

    [contract.rossi-2026]
    customer = "rossi"
    name = "Assistenza 2026"
    includes = ["monitoring", "help desk", "tele-assistance", "on-site", "24/7"]
    calendar = "uffici"
    zone = "Europe/Rome"           # left out: the calendar's
    lead = "anna"
    sla1 = "1h"                    # working time, as "4h", "1h30m", "2d" or seconds; left out: nothing is promised
    sla2 = "2d"                    # a day is the calendar's longest day
    pauses = ["process", "customer", "supplier"]   # all three where left out
    informs = ["opened", "taken", "suspended", "closed"]     # steps the customer is told of; all four where left out
    hours = 40                     # paid in advance; left out: none are
    hours_per = "year"             # granted anew every month, quarter or year; left out: once
    from = 2026-01-01
    to = 2026-12-31                # included
    [contract.rossi-2026.override.urgent]
    priority = "urgent"            # and, or instead, level = "tele-assistance"
    sla1 = "15m"

    [typology.posta]
    name = { it = "Posta elettronica", en = "E-mail" }       # or one text
    minimum = 1                    # competence its calls ask for
    level = "help desk"            # the usual one
    words = ["outlook", "casella"] # that suggest it

    [mail_template.taken-it]
    when = "taken"                 # sent by itself then; left out: a technician picks it
    language = "it"                # left out: for any
    subject = "{subject}"
    body = "La chiamata {number} è stata presa in carico."

    [supplier.acme]
    name = "ACME"
    mail = "support@acme.example"  # or a list
    phone = "02 1234"              # or a list
    contracts = { rossi = "A-4711" }          # customer = number of its contract with them

    [contact.mario-rossi]
    customer = "rossi"
    site = "hq"
    name = "Mario Rossi"
    role = "IT manager"
    mail = ["mario@rossi.example", "mario.rossi@pec.example"]
    phone = "02 5678"
    language = "it"
    notes = ""
    vip = false
"""

import threading
import weakref
from typing import Any

from bls_tui.desk.people import KINDS, Directory, build
from db.queries import feed, inventory
from db.session import Reader

_known: "weakref.WeakKeyDictionary[Any, Directory]" = weakref.WeakKeyDictionary()
_reading = threading.Lock()


def directory(r: Reader) -> Directory:
    """Return who is who in this snapshot of the database. Raises DirectoryError."""
    engine, head = r.connection.engine, feed.inventory_head(r)
    with _reading:
        known = _known.get(engine)
        if known is None or known.head != head:
            known = _known[engine] = read(r, head)
        return known


def read(r: Reader, head: int) -> Directory:
    """Build the directory from the documents. Raises DirectoryError."""
    return build(((row.kind, row.key, row.source) for row in inventory.documents(r) if row.kind in KINDS), head)
