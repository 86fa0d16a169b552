"""The data files of the makers: each can be read, says where it comes from, and stands in docs/devices.md."""

import pytest

from checks.snmp import makers
from checks.snmp.makers.model import ReadingEntry, Section
from checks.snmp.makers.parse import MakerError, parse_maker
from checks.snmp.units import UNITS
from tests.conftest import ROOT

KEYS = [header.key for header in makers.headers()]
WORDS = {
    Section.CPU: "processors",
    Section.MEMORY: "memory",
    Section.STORAGE: "volumes",
    Section.SENSOR: "sensors",
    Section.RAID: "disks and RAID",
    Section.UPS: "UPS",
}
PARTS = {"", "disk", "volume", "pool", "controller", "battery", "enclosure", "system"}


def table_row(key):
    """Return the line of docs/devices.md about a data file."""
    maker = makers.maker(key)
    read = []
    for section, word in WORDS.items():
        if section in maker.header.sections:
            how = " (instead)" if section in maker.instead else " (beside)" if section in maker.beside else ""
            read.append(word + how)
    mibs = sorted({entry.mib for entry in maker.entries})
    return f"| {maker.header.name} | {maker.header.notes} | {', '.join(read) or '-'} | {', '.join(mibs) or '-'} |"


@pytest.mark.parametrize("key", KEYS)
def test_a_data_file_says_what_it_is_about_and_where_each_figure_comes_from(key):
    maker = makers.maker(key)
    assert maker.header.name
    assert maker.header.notes
    assert maker.header.everywhere or maker.header.objects
    assert all(entry.mib for entry in maker.entries)
    assert maker.instead | maker.beside <= {entry.section for entry in maker.entries}
    assert maker.header.sections == {entry.section for entry in maker.entries}


@pytest.mark.parametrize("key", KEYS)
def test_kinds_and_parts_are_known_ones(key):
    readings = [entry for entry in makers.maker(key).entries if isinstance(entry, ReadingEntry)]
    kinds = {entry.kind for entry in readings if entry.kind}
    kinds |= {kind for entry in readings if entry.kinds for kind, _ in entry.kinds.kinds.values()}
    assert kinds <= UNITS.keys()
    assert {entry.role for entry in readings if entry.section is Section.RAID} <= PARTS


def test_no_two_files_claim_the_same_devices():
    prefixes = [prefix for header in makers.headers() for prefix in header.objects]
    assert len(prefixes) == len(set(prefixes))


def test_the_documentation_lists_every_file_as_it_is():
    documented = (ROOT / "docs" / "devices.md").read_text().splitlines()
    missing = [row for row in map(table_row, KEYS) if row not in documented]
    assert not missing, "\n".join(missing)
    table = documented[documented.index("| Maker | Devices | Read by its own tables | MIBs |") + 2 :]
    assert len([line for line in table if line.startswith("| ")]) == len(KEYS)


HEAD = 'name = "Acme"\nnotes = "boxes"\nobjects = ["1.3.6.1.4.1.4711"]\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", "acme.toml"),
        ('notes = "x"', "name"),
        (HEAD + '\ncpu = [{ mib = "ACME-MIB" }]', "value"),
        (HEAD + '\ncpu = [{ mib = "ACME-MIB", value = "1.x" }]', "1.x"),
        (HEAD + '\ncpu = [{ mib = "ACME-MIB", value = "9.9.9" }]', "not an OID"),
        (HEAD + '\ncpu = [{ mib = "ACME-MIB", value = "1.3.6.1.0", colour = 1 }]', "colour"),
        (HEAD + '\nmemory = [{ mib = "ACME-MIB", total = "1.3.6.1.0" }]', "two of"),
        (HEAD + '\nsensor = [{ mib = "ACME-MIB", name = "x", value = "1.3.6.1.0" }]', "kind"),
        (HEAD + '\nsensor = [{ mib = "A", name = "{a b c}", kind = "fan", value = "1.3.6.1.0" }]', "no piece"),
        (HEAD + '\nsensor = [{ mib = "A", name = "x", value = "1.3.6.1.0", states = { 1 = "good" } }]', "good"),
        (HEAD + '\nsensor = [{ mib = "A", name = "x", value = "1.3.6.1.0", states = "none" }]', "none"),
        (HEAD + 'colour = "red"\n', "colour"),
    ],
)
def test_a_mistake_in_a_data_file_is_named(text, problem):
    with pytest.raises(MakerError, match="acme") as error:
        parse_maker("acme", text)
    assert problem in str(error.value)


def test_adding_a_maker_takes_one_small_file():
    text = HEAD + '\ncpu = [\n    { mib = "ACME-MIB", name = "Core {index}", value = "1.3.6.1.4.1.4711.1.1.2" },\n]\n'
    maker = parse_maker("acme", text)
    assert [(entry.section, entry.key) for entry in maker.entries] == [(Section.CPU, (1, 3, 6, 1, 4, 1, 4711, 1, 1, 2))]
