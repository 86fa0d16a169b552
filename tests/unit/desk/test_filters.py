import pytest

from bls_tui.desk import filters
from bls_tui.desk.filters import FilterError
from tests.support.rows import NOW, status_row

DISK = status_row("sql02/disk C:", state="CRITICAL", output="97% of 200 GB", customer="Nord Srl", customer_key="nord")


def matches(text, row=DISK):
    return filters.parse(text).matches(row, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "disk",
        "SQL02",
        "97%",
        "cust:nord",
        "cust:Nord st:crit disk",
        "st:bad",
        "st:CRITICAL",
        "st:cri",
        "st:ok,crit",
        "host:sql svc:disk",
        'svc:"disk C:"',
        '"disk C:"',
        "site:milano",
        "probe:http",
        "age:>1h",
        "age:<3h",
        "age:<10m,>1h",
        "!cust:acme",
        "!!disk",
        "!10.0.0.1",
    ],
)
def test_matches(text):
    assert matches(text)


@pytest.mark.parametrize(
    "text", ["acme", "cust:acme", "st:ok", "!disk", "disk mail", "svc:sql02", "age:>3h", "st:stale", '"C: disk"']
)
def test_does_not_match(text):
    assert not matches(text)


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("acked", {"acknowledged_by": "kb"}),
        ("downtime", {"in_downtime": True}),
        ("flapping", {"flapping": True}),
        ("soft", {"state_type": "SOFT"}),
        ("stale", {"checked_at": NOW - 700, "next_check_at": NOW - 400}),
        ("problem", {"problem_id": 4}),
    ],
)
def test_is(word, fields):
    assert matches(f"is:{word}", status_row(**fields))
    assert not matches(f"is:{word}", status_row())


def test_st_ok_includes_up():
    assert matches("st:ok", status_row("web01"))
    assert not matches("st:up", status_row("web01/http"))


def test_a_host_has_no_service_name():
    assert not matches("svc:web", status_row("web01"))


def test_what_never_changed_has_no_age():
    row = status_row(changed_at=None)
    assert not matches("age:>1s", row)
    assert not matches("age:<1w", row)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("disk custm:acme", 5, 'Did you mean "cust:"'),
        ("foo:bar", 0, "cust: site: host: svc: probe: st: is: age:"),
        ("C:", 0, "put it in quotes"),
        ("disk cust:", 5, "needs a value"),
        ("st:blue", 3, "ok bad critical"),
        ("st:un", 3, "unreachable"),
        ("is:mine", 3, "acked"),
        ("age:1h", 4, "age:>1h"),
        ("age:>soon", 4, "1h30m"),
        ('disk "C:', 5, "never closed"),
        ('cust:"a', 0, "never closed"),
    ],
)
def test_errors_name_the_place_and_what_is_known(text, position, says):
    with pytest.raises(FilterError) as error:
        filters.parse(text)
    assert error.value.position == position
    assert says in str(error.value)
