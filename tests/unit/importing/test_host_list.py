"""Lists of hosts as CSV: headings, separators, encodings, and what is wrong with a row."""

import contextlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui import cli
from bls_tui.inventory.importing.foreign import ImportingError
from bls_tui.inventory.importing.host_list import load
from bls_tui.inventory.importing.report import lines, toml

ROWS = [
    ["Nome", "Indirizzo IP", "Cliente", "Sede", "Modello", "Padre", "SNMP", "Note"],
    ["gw", "127.0.0.1", "Acme S.p.A.", "Milano", "router", "", "acme", "porta 1; città"],
    ["srv01", "127.0.0.2", "Acme S.p.A.", "Milano", "windows, web", "gw", "2c:segreta", ""],
    ["", "127.0.0.3", "", "", "", "", "2c:segreta", ""],
    [],
]


def written(separator: str) -> str:
    return "\r\n".join(
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in ROWS
    ) + "\r\n"  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_separator_and_encoding(tmp_path, separator, encoding):
    (tmp_path / "hosts.csv").write_bytes(written(separator).encode(encoding))
    made = load(tmp_path / "hosts.csv", "others")
    assert made.tables["host", "gw"] == {
        "customer": "Acme S.p.A.", "site": "Milano", "address": "127.0.0.1", "templates": ["router"], "snmp": "acme",
        "notes": "porta 1; città",
    }  # fmt: skip
    assert made.tables["host", "srv01"]["templates"] == ["windows", "web"]
    assert made.tables["host", "srv01"]["parents"] == ["gw"]
    assert made.tables["host", "127.0.0.3"] == {"customer": "others", "address": "127.0.0.3", "snmp": "imported-1"}
    assert made.tables["snmp", "imported-1"] == {"version": "2c", "community": "segreta"}
    assert made.tables["customer", "Acme S.p.A."] == {"site": {"Milano": {}}}
    assert not made.remarks
    assert tomllib.loads(toml(made, "t"))["host"]["gw"]["address"] == "127.0.0.1"


def test_a_wrong_row_is_left_out_with_its_line(tmp_path):
    (tmp_path / "hosts.csv").write_text(
        "name,address,colour,parents\n"
        "a,127.0.0.1,red,b\n"
        "\n"
        "b,999.1.1.1,blue,\n"
        "a/b,127.0.0.2,,\n"
        "a,127.0.0.4,,\n"
        'c,127.0.0.5,"two\nlines",,more\n'
        "d\n"
    )
    made = load(tmp_path / "hosts.csv", "others")
    assert {name for kind, name in made.tables if kind == "host"} == {"a", "c", "d"}
    assert {(remark.place.line, remark.what) for remark in made.remarks} == {
        (1, "colour"), (4, "b"), (5, "a/b"), (6, "a"), (8, "c"), (1, "a"),
    }  # fmt: skip
    assert "999.1.1.1" in "\n".join(lines(made))


@pytest.mark.parametrize("text", ["", "\n\n", "127.0.0.1,a\n", "name,address\n", "name\n\x01\n"])
def test_what_is_no_list_is_said(tmp_path, text):
    (tmp_path / "hosts.csv").write_text(text)
    with pytest.raises(ImportingError):
        load(tmp_path / "hosts.csv", "others")
    with pytest.raises(ImportingError, match="cannot be read"):
        load(tmp_path / "none.csv", "others")


@given(st.binary(max_size=300).map(b"name,address,snmp,parents\n".__add__) | st.binary(max_size=300))
def test_any_bytes_end_in_hosts_or_a_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "hosts.csv"
    path.write_bytes(data)
    with contextlib.suppress(ImportingError):
        tomllib.loads(toml(load(path, "c"), "t"))


def test_the_command(tmp_path, capsys):
    (tmp_path / "hosts.csv").write_text("name;ip\nx;127.0.0.1\n")
    assert cli.run(["import", "csv", str(tmp_path / "hosts.csv"), "--customer", "acme"]) == 0
    captured = capsys.readouterr()
    assert tomllib.loads(captured.out)["host"]["x"] == {"customer": "acme", "address": "127.0.0.1"}
    assert "1 host, 0 services" in captured.err
