"""docs/inventory.md: its examples apply, and it names every key."""

import re
from pathlib import Path

import pytest

from bls_tui.inventory.collect import built_in_templates, collect
from bls_tui.inventory.model import Customer, Downtime, Flapping, Host, Period, Service, Snmp
from bls_tui.inventory.sources import sources

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "inventory.md").read_text(encoding="utf-8")


@pytest.fixture
def fleet(folder):
    folder.write("\n".join(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)))
    return collect(sources([folder.path], folder.path), [])


def test_all_examples_are_one_right_inventory(fleet):
    assert set(fleet.customers) == {"acme", "beta"}
    assert {"srv01", "srv02/rdp", "web01/shop", "db01/postgres", "web02/https"} <= set(fleet.objects)


def test_the_examples_mean_what_the_page_says(fleet):
    assert fleet.objects["srv02"].customer == "acme"
    assert fleet.objects["web01"].probe == "icmp"
    assert fleet.objects["web01/shop"].interval == 60
    assert "db01/ssh" not in fleet.objects
    assert dict(fleet.objects["db01/disk"].options) == {"warn_percent": 85, "crit_percent": 95}
    assert dict(fleet.objects["web02/https"].options) == {"ssl": True, "path": "/health", "expect": "healthy"}


@pytest.mark.parametrize("table", [Customer, Host, Service, Flapping, Snmp, Period, Downtime])
def test_every_key_is_on_the_page(table):
    for key in table.model_fields:
        assert re.search(rf"\b{key}\b", PAGE), key


def test_every_built_in_template_is_on_the_page():
    listed = PAGE[PAGE.index("These come with bls") :].split("One of the same name")[0]
    assert set(re.findall(r"`([a-z-]+)`", listed)) == set(built_in_templates())
