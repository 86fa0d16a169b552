from bls_tui.desk import sorting
from tests.support.rows import NOW, status_row


def names(rows):
    return [row.full_name for row in rows]


def test_severity_puts_the_worst_and_then_the_newest_first():
    rows = [
        status_row("a/x", state="WARNING"),
        status_row("b/x", state="CRITICAL", changed_at=NOW - 100),
        status_row("c/x", state="CRITICAL", changed_at=NOW - 5),
        status_row("d", state="DOWN"),
        status_row("e/x"),
    ]
    assert names(sorting.sort(rows, "severity")) == ["d", "c/x", "b/x", "a/x", "e/x"]


def test_hosts_come_before_their_services_in_natural_order():
    rows = [status_row(name) for name in ("srv10", "srv2/ssh", "srv2/disk 10", "srv2/disk 9", "SRV2")]
    assert names(sorting.sort(rows, "host")) == ["SRV2", "srv2/disk 9", "srv2/disk 10", "srv2/ssh", "srv10"]


def test_age_puts_the_latest_change_first():
    rows = [status_row("a", changed_at=None), status_row("b", changed_at=5.0), status_row("c", changed_at=9.0)]
    assert names(sorting.sort(rows, "age")) == ["c", "b", "a"]


def test_by_customer_keeps_the_order_inside():
    rows = [status_row("b", customer="Zeta"), status_row("z", customer="Acme"), status_row("a", customer="Zeta")]
    assert [(customer, names(group)) for customer, group in sorting.by_customer(rows)] == [
        ("Acme", ["z"]),
        ("Zeta", ["b", "a"]),
    ]
