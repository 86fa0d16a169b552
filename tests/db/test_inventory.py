"""Documents, customers, sites, objects and how they are found."""

import pytest

from db.errors import Conflict
from db.queries import feed, inventory
from db.rows import DocumentRow
from db.session import Database
from tests.support.inventory import declared, put


def customer(database: Database) -> int:
    with database.write() as w:
        return inventory.upsert_customers(w, [{"key": "acme", "name": "Acme S.p.A."}])["acme"]


def find(database: Database, text: str) -> list[str]:
    with database.read() as r:
        return [name for _, name in inventory.find(r, text)]


def test_services_may_come_before_their_host(database: Database) -> None:
    ids = put(database, "web01/disk /var", "web01")
    with database.read() as r:
        rows = {row.full_name: row for row in inventory.objects(r)}
    assert rows["web01/disk /var"].host_id == ids["web01"] == rows["web01"].host_id
    assert list(rows) == ["web01", "web01/disk /var"]


def test_a_service_without_host_is_refused(database: Database) -> None:
    with pytest.raises(Conflict, match="nowhere/http belongs to a host that does not exist: nowhere"):
        put(database, "nowhere/http")


def test_an_object_keeps_its_number_when_it_changes(database: Database) -> None:
    ids = put(database, "web01", "web01/http")
    with database.write() as w:
        changed = declared("web01/http", 1, options={"port": 8080, "text": "è"}, interval=60, check_period="office")
        assert inventory.upsert_objects(w, [changed]) == {"web01/http": ids["web01/http"]}
    with database.read() as r:
        row = next(row for row in inventory.objects(r) if row.full_name == "web01/http")
    assert (row.options, row.interval, row.check_period) == ({"port": 8080, "text": "è"}, 60, "office")


def test_every_change_tells_who_has_loaded_the_inventory(database: Database) -> None:
    ids = put(database, "web01", "web02")
    changes = [
        lambda w: inventory.upsert_customers(w, [{"key": "acme", "name": "Acme"}]),
        lambda w: inventory.upsert_objects(w, [declared("web03", 1)]),
        lambda w: inventory.set_parents(w, {ids["web02"]: [ids["web01"]]}),
        lambda w: inventory.put_documents(w, [DocumentRow("host", "web01", "a.toml", 1, {})]),
        lambda w: inventory.delete_documents(w, [("host", "web01")]),
        lambda w: inventory.remove_objects(w, ["web01"], 1.0),
        lambda w: inventory.remove_customers(w, ["acme"], 1.0),
    ]
    for change in changes:
        with database.write() as w:
            change(w)
            seq = w.seq
        with database.read() as r:
            assert feed.inventory_head(r) == seq


def test_documents_are_replaced_and_forgotten(database: Database) -> None:
    rows = [DocumentRow("host", f"web0{n}", "a.toml", n, {"address": "192.0.2.1", "n": n}) for n in (1, 2)]
    with database.write() as w:
        inventory.put_documents(w, rows)
        inventory.put_documents(w, [DocumentRow("host", "web01", "b.toml", 9, {})])
        inventory.delete_documents(w, [("host", "web02"), ("host", "never")])
    with database.read() as r:
        assert inventory.documents(r) == [DocumentRow("host", "web01", "b.toml", 9, {})]


def test_customers_and_sites_are_removed_and_come_back(database: Database) -> None:
    number = customer(database)
    with database.write() as w:
        site = inventory.upsert_sites(w, [{"customer_id": number, "key": "mi", "name": "Milano"}])
        inventory.remove_sites(w, [(number, "mi")], 1.0)
        inventory.remove_customers(w, ["acme"], 1.0)
    with database.read() as r:
        assert inventory.customers(r) == []
    assert customer(database) == number
    with database.write() as w:
        assert inventory.upsert_sites(w, [{"customer_id": number, "key": "mi", "name": "Milano"}]) == site
    with database.read() as r:
        assert [row.name for row in inventory.customers(r)] == ["Acme S.p.A."]


def test_parents_are_set_host_by_host(database: Database) -> None:
    ids = put(database, "router", "switch", "web01")
    with database.write() as w:
        inventory.set_parents(w, {ids["switch"]: [ids["router"]], ids["web01"]: [ids["switch"], ids["router"]]})
    with database.write() as w:
        inventory.set_parents(w, {ids["switch"]: []})
    with database.read() as r:
        assert inventory.parents(r) == {ids["web01"]: (ids["router"], ids["switch"])}
    with database.write() as w:
        inventory.remove_objects(w, ["router"], 1.0)
    with database.read() as r:
        assert inventory.parents(r) == {ids["web01"]: (ids["switch"],)}


def test_finding_goes_from_exact_to_anywhere_in_the_name(database: Database) -> None:
    put(database, "web01", "Web01-old", "perù", "proxy-web01", "web01/http")
    assert find(database, "web01") == ["web01"]
    assert find(database, "WEB01") == ["web01"]
    assert find(database, "PERÙ") == ["perù"]
    assert find(database, "web0") == ["web01", "Web01-old", "web01/http", "proxy-web01"]
    assert find(database, "%") == []


def test_finding_stops_at_twenty(database: Database) -> None:
    put(database, *(f"web{number:02}" for number in range(30)))
    assert len(find(database, "web")) == 20


def test_a_whole_fleet_at_once(database: Database) -> None:
    hosts = [f"host{number:03}" for number in range(200)]
    ids = put(database, *hosts, *(f"{host}/{service}" for host in hosts for service in ("ssh", "http", "disk", "cpu")))
    assert len(set(ids.values())) == 1000
