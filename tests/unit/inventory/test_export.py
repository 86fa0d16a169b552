import shutil

import pytest

from bls_tui.errors import RefusedError
from bls_tui.inventory import export
from bls_tui.inventory.collect import collect
from bls_tui.inventory.sources import sources
from bls_tui.service.setup import inventory
from db.session import Database

NOW = 1_800_000_000.0
ACME = """
[customer.acme]
name = "Acme \\"caffè\\""
notes = '''two
lines'''
[customer.acme.site."sede legale"]
[defaults]
customer = "acme"
[contract.acme]
customer = "acme"
calendar = "uffici"
lead = "anna"
from = 2026-01-01
sla1 = "4h"
hours = 12.5
[contract.acme.override."very urgent"]
priority = "urgent"
sla1 = 900
[calendar.uffici]
hours = { "mon-fri" = ["09:00-13:00", "14:00-18:00"] }
closed = [2026-08-14]
[technician.anna]
competences = { "posta, \\"pec\\"" = 4 }
signature = '''Anna
BLS'''
[typology."posta, \\"pec\\""]
name = { it = "Posta", en = "Mail" }
[absence.a]
technician = "anna"
from = 2026-08-10T14:00:00
to = 2026-08-11
[duty.d]
technicians = ["anna"]
from = 2026-01-05
[contact.c]
customer = "acme"
site = "sede legale"
mail = ["a@acme.example", "b@acme.example"]
[process."nightly, all"]
customer = "acme"
objects = ["a", "b.example.net//var 1.2"]
mailbox = "backup"
sender = ["*@acme.example", "@nas.example"]
job = "Nightly*"
at = ["mon-fri 22:00", "sat 06:00"]
duration = "3h"
calendar = "uffici"
skip_closed = true
[supplier.s]
contracts = { acme = "1" }
[snmp.v3]
version = "3"
user = "monitor"
auth_protocol = "SHA256"
auth_password = { env = "A" }
[period.office]
zone = "Europe/Rome"
days = { "monday - friday" = "08:00-18:00", 2026-12-25 = "" }
[downtime.patch]
customers = ["acme"]
zone = "Europe/Rome"
days = ["sunday 2"]
start = "22:30"
duration = "4h"
[template.t]
flapping = { low = 10, high = 20.5 }
[template.t.service.web]
probe = "http"
expect_regex = 'a\\d+ "x"'
headers = { "X-Bls" = "1" }
[host.a]
templates = ["t", "mail"]
site = "sede legale"
check = { probe = "icmp", packets = 1 }
[host.a.service.imap]
remove = true
[host."b.example.net".service."/var 1.2"]
probe = "passive"
"""
BETA = '[customer.beta]\n[defaults]\ncustomer = "beta"\n[host.c]\nparents = ["a"]\n'


@pytest.fixture
def exported(folder, sqlite_database):
    folder.write(ACME, "acme.toml")
    folder.write(BETA, "beta/acme.toml")
    inventory.apply(sqlite_database, folder.sources, "anna", NOW)
    return inventory.exported(sqlite_database)


def without_place(fleet):
    """What a fleet is, apart from the files that say so."""
    documents = {at: row.source for at, row in fleet.documents.items() if at[0] not in ("file", "defaults")}
    return fleet.customers, fleet.sites, fleet.objects, documents


def test_what_is_exported_applies_to_the_same(exported, folder, tmp_path):
    out = tmp_path / "out"
    paths = export.write(exported, out)
    assert sorted(path.name for path in paths) == ["acme-1.toml", "acme.toml"]
    again, before = collect(sources([out], tmp_path), []), collect(folder.sources, [])
    assert without_place(again) == without_place(before)


def test_exported_files_in_place_of_the_first_ones_change_nothing(exported, folder, tmp_path, sqlite_database):
    out = tmp_path / "out"
    export.write(exported, out)
    shutil.rmtree(folder.path)
    plan = inventory.apply(sqlite_database, sources([out], tmp_path), "anna", NOW)
    assert (plan.added, plan.changed, plan.removed) == ((), (), ())


def test_exported_files_fill_an_empty_database(exported, tmp_path, sqlite_database, sqlite_template):
    export.write(exported, tmp_path / "out")
    shutil.copy(sqlite_template, tmp_path / "other.db")
    other = Database(f"sqlite:///{tmp_path}/other.db")
    inventory.apply(other, sources([tmp_path / "out"], tmp_path), "anna", NOW)
    again = inventory.exported(other)
    assert sorted(again.values()) == sorted(exported.values())
    other.close()


def test_nothing_is_overwritten(exported, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "acme-1.toml").write_text("mine")
    with pytest.raises(RefusedError, match=r"acme-1\.toml exists already"):
        export.write(exported, out)
    assert [path.name for path in out.iterdir()] == ["acme-1.toml"]
    assert (out / "acme-1.toml").read_text() == "mine"
