"""Applying the inventory, on both databases."""

import pytest

from bls_tui.errors import RefusedError
from bls_tui.inventory.parse import InventoryError
from bls_tui.inventory.sources import sources
from bls_tui.service.setup import inventory
from db.queries import feed, history, states
from db.queries import inventory as rows

NOW = 1_800_000_000.0
FLEET = """
[customer.acme]
name = "Acme"
[customer.acme.site.mi]
name = "Milano"
[snmp.acme]
community = "hidden"
[defaults]
customer = "acme"
[host.router]
address = "127.0.0.1"
[host.srv]
address = "127.0.0.2"
site = "mi"
snmp = "acme"
parents = ["router"]
templates = ["mail"]
"""


@pytest.fixture
def apply(folder, database):
    def run(text=None, *, actor="anna", now=NOW, **options):
        if text is not None:
            folder.write(text)
        return inventory.apply(database, folder.sources, actor, now, **options)

    return run


def objects(database):
    with database.read() as r:
        return {row.full_name: row for row in rows.objects(r)}


def events(database):
    with database.read() as r:
        return [(e.kind, e.full_name, e.text, e.actor) for e in reversed(history.latest(r))]


def head(database):
    with database.read() as r:
        return feed.head(r)


def test_everything_declared_is_there_afterwards(apply, database):
    plan = apply(FLEET)
    assert [item.full_name for item in plan.added] == ["router", "srv", "srv/smtp", "srv/imap"]
    found = objects(database)
    assert set(found) == {"router", "srv", "srv/smtp", "srv/imap"}
    with database.read() as r:
        [customer] = rows.customers(r)
        [site] = rows.sites(r)
        assert (customer.key, customer.name) == ("acme", "Acme")
        assert (site.customer_id, site.key, site.name) == (customer.id, "mi", "Milano")
        assert rows.parents(r) == {found["srv"].id: (found["router"].id,)}
        assert {row.state for row in states.load(r)} == {"PENDING"}
    assert (found["srv"].site_id, found["srv"].snmp, found["srv"].address) == (site.id, "acme", "127.0.0.2")
    assert found["srv/smtp"].options == {"preset": "smtp"}
    assert events(database) == [("INVENTORY", "", "inventory: 4 added, 4 other changes", "anna")]


def test_applying_the_same_again_writes_nothing(apply, database):
    apply(FLEET)
    before = head(database)
    assert apply().empty
    assert head(database) == before


def test_a_comment_changes_nothing_looked_after(apply, database):
    apply(FLEET)
    plan = apply(FLEET + "# a comment\n")
    assert plan.quiet
    assert not plan.empty
    assert len(events(database)) == 1


def test_what_changes_is_told_object_by_object(apply, database):
    apply(FLEET)
    plan = apply(FLEET.replace("127.0.0.2", "127.0.0.3") + "[host.srv.service.imap]\nport = 1143\ninterval = 60\n")
    changes = {item.declared.full_name: [(d.key, d.before, d.after) for d in item.differences] for item in plan.changed}
    assert changes == {
        "srv": [("address", "127.0.0.2", "127.0.0.3")],
        "srv/imap": [("port", None, 1143), ("interval", 300, 60)],
    }
    assert (plan.added, plan.removed) == ((), ())
    assert events(database)[1:] == [
        ("INVENTORY", "srv", "address: 127.0.0.2 → 127.0.0.3", "anna"),
        ("INVENTORY", "srv/imap", "port: - → 1143, interval: 300 → 60", "anna"),
        ("INVENTORY", "", "inventory: 2 changed", "anna"),
    ]
    assert objects(database)["srv/imap"].interval == 60


def test_parents_and_site_can_be_taken_away(apply, database):
    apply(FLEET)
    plan = apply(FLEET.replace('site = "mi"\n', "").replace('parents = ["router"]\n', ""))
    assert [d.key for d in plan.changed[0].differences] == ["site", "parents"]
    assert objects(database)["srv"].site_id is None
    with database.read() as r:
        assert rows.parents(r) == {}


def test_a_changed_credential_reaches_the_poller_and_is_not_shown(apply, database):
    apply(FLEET)
    with database.read() as r:
        before = feed.inventory_head(r)
    plan = apply(FLEET.replace("hidden", "changed"))
    assert list(plan.other_changes()) == [("~", "snmp", "acme")]
    assert "changed" not in " ".join(text for _k, _n, text, _a in events(database)).replace("other change", "")
    with database.read() as r:
        assert feed.inventory_head(r) > before


def test_what_is_removed_keeps_its_row_and_comes_back_as_itself(apply, database):
    apply(FLEET)
    before = objects(database)
    plan = apply(FLEET.replace('templates = ["mail"]', ""))
    assert plan.removed == ("srv/smtp", "srv/imap")
    assert set(objects(database)) == {"router", "srv"}
    apply(FLEET)
    after = objects(database)
    assert after["srv/imap"].id == before["srv/imap"].id


def test_removing_more_than_half_must_be_confirmed(apply, database):
    apply(FLEET)
    small = FLEET[: FLEET.index("[host.srv]")]
    with pytest.raises(RefusedError, match="3 of 4 objects would be removed"):
        apply(small)
    assert len(objects(database)) == 4
    apply(small, removal_confirmed=True)
    assert set(objects(database)) == {"router"}
    with database.read() as r:
        assert [row.key for row in rows.customers(r)] == ["acme"]


def test_customers_and_sites_go_with_what_declares_them(apply, database, folder):
    apply(FLEET)
    folder.write('[customer.beta]\n[customer.beta.site.x]\n[host.b]\ncustomer = "beta"\nsite = "x"\n', "beta.toml")
    apply()
    (folder.path / "beta.toml").unlink()
    plan = apply()
    assert (plan.removed, plan.gone_customers, plan.gone_sites) == (("b",), ("beta",), (("beta", "x"),))
    with database.read() as r:
        assert [row.key for row in rows.customers(r)] == ["acme"]
        assert [row.key for row in rows.sites(r)] == ["mi"]


def test_a_mistake_applies_nothing(apply, database):
    apply(FLEET)
    before = head(database)
    with pytest.raises(InventoryError):
        apply(FLEET.replace("127.0.0.2", "127.0.0.9") + "[host.new]\ninterval = 900\n")
    assert head(database) == before
    assert objects(database)["srv"].address == "127.0.0.2"


def test_what_other_files_declared_stays(apply, database, tmp_path):
    apply(FLEET)
    other = tmp_path / "other.toml"
    other.write_text('[customer.beta]\n[host.b]\ncustomer = "beta"\nparents = ["router"]\n')
    plan = inventory.apply(database, sources([other], tmp_path), "bob", NOW)
    assert [item.full_name for item in plan.added] == ["b"]
    assert plan.removed == ()
    assert apply().empty


def test_pruning_removes_what_other_files_declared(apply, database, tmp_path):
    apply(FLEET)
    other = tmp_path / "other.toml"
    other.write_text('[customer.beta]\n[host.b]\ncustomer = "beta"\n')
    inventory.apply(database, sources([other], tmp_path), "bob", NOW)
    assert apply(prune=True).removed == ("b",)
    assert "b" not in objects(database)


def test_two_inventories_cannot_declare_the_same_host(apply, database, tmp_path, folder):
    apply(FLEET)
    other = tmp_path / "other.toml"
    other.write_text('[customer.beta]\n[host.srv]\ncustomer = "beta"\n')
    with pytest.raises(InventoryError, match="already declared in") as caught:
        inventory.apply(database, sources([other], tmp_path), "bob", NOW)
    [mistake] = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.key) == (str(other), 2, "host.srv")
    assert mistake.message == f"already declared in {folder.path}/fleet.toml:12"


def test_a_file_that_was_moved_elsewhere_takes_its_hosts_along(apply, database, tmp_path, folder):
    apply(FLEET)
    moved = (folder.path / "fleet.toml").rename(tmp_path / "moved.toml")
    plan = inventory.apply(database, sources([moved], tmp_path), "bob", NOW)
    assert (plan.added, plan.changed, plan.removed) == ((), (), ())
    with database.read() as r:
        assert {row.origin for row in rows.documents(r) if row.kind == "host"} == {str(moved)}


def test_an_edited_template_changes_hosts_of_other_files(apply, database, tmp_path):
    apply("[customer.acme]\n[template.t]\ninterval = 60\n")
    other = tmp_path / "other.toml"
    other.write_text('[host.b]\ncustomer = "acme"\ntemplates = ["t"]\n')
    inventory.apply(database, sources([other], tmp_path), "bob", NOW)
    apply("[customer.acme]\n[template.t]\ninterval = 120\n")
    assert objects(database)["b"].interval == 120


def test_refreshing_reads_files_again_only_when_they_changed(apply, database, folder):
    apply(FLEET)
    assert inventory.refresh(database, folder.sources, "anna", NOW) is None
    folder.write(FLEET.replace("127.0.0.2", "127.0.0.3"))
    assert len(inventory.refresh(database, folder.sources, "anna", NOW).changed) == 1
    folder.write("[customer.late]\n", "late.toml")
    assert inventory.refresh(database, folder.sources, "anna", NOW) is not None
    (folder.path / "late.toml").unlink()
    assert inventory.refresh(database, folder.sources, "anna", NOW).gone_customers == ("late",)


def test_secret_options_are_not_shown_in_differences(apply):
    text = FLEET + "[host.srv.service.web]\nprobe = 'http'\nuser = 'u'\npassword = 'one'\n"
    apply(text)
    plan = apply(text.replace("one", "two"))
    [difference] = plan.changed[0].differences
    assert (difference.key, difference.before, difference.after) == ("password", "****", "****")


def test_hosts_are_listed_with_their_file(apply, database, folder):
    apply(FLEET)
    router, srv = inventory.hosts(database)
    assert (router.name, router.services) == ("router", 0)
    assert (srv.customer, srv.services, srv.templates, srv.line) == ("acme", 2, ("mail",), 12)
    assert srv.origin == str(folder.path / "fleet.toml")


DESK = """
[customer.acme]
[technician.anna]
[contract.acme]
customer = "acme"
lead = "anna"
sla1 = "4h"
[contract.acme.override.urgent]
priority = "urgent"
sla1 = "1h"
"""


def others(plan):
    inside = plan.document_differences()
    return [
        (sign, f"{kind} {key}", [(d.key, d.before, d.after) for d in inside.get((kind, key), ())])
        for sign, kind, key in plan.other_changes()
    ]


def test_the_desk_is_applied_and_told(apply, database):
    plan = apply(DESK)
    assert others(plan) == [
        ("+", "customer acme", []),
        ("+", "contract acme", []),
        ("+", "technician anna", []),
    ]
    assert events(database) == [("INVENTORY", "", "inventory: 3 other changes", "anna")]


def test_what_changes_in_a_contract_is_told_key_by_key(apply, database):
    apply(DESK)
    plan = apply(DESK.replace("4h", "2h").replace('"1h"', '"30m"').replace('lead = "anna"\n', "") + "[typology.x]\n")
    assert others(plan) == [
        ("+", "typology x", []),
        ("~", "contract acme", [("lead", "anna", None), ("sla1", "4h", "2h"), ("override.urgent.sla1", "1h", "30m")]),
    ]
    assert events(database)[1:] == [
        ("INVENTORY", "", "contract acme: lead: anna → -, sla1: 4h → 2h, override.urgent.sla1: 1h → 30m", "anna"),
        ("INVENTORY", "", "inventory: 2 other changes", "anna"),
    ]


def test_what_only_moves_in_its_file_is_no_change(apply):
    apply(DESK)
    plan = apply("# a comment\n" + DESK)
    assert plan.quiet
    assert not plan.empty


def test_a_customer_with_a_contract_is_not_removed_alone(apply):
    apply(DESK)
    with pytest.raises(InventoryError, match=r"contract\.acme\.customer: unknown customer: 'acme'"):
        apply(DESK.replace("[customer.acme]\n", ""))
