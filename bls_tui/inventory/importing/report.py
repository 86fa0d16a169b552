"""What an import prints: the inventory as TOML, and the report, line by line what became what. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bls_tui.inventory.export import text_of
from bls_tui.inventory.importing.convert import Converted
from bls_tui.inventory.importing.foreign import Fate, Remark
from bls_tui.locale import _, ngettext

_ORDER = ("customer", "snmp", "period", "template", "host")


def toml(made: Converted, title: str) -> str:
    """Return the inventory as TOML that a person can read and edit."""
    keys = sorted(made.tables, key=lambda key: (_ORDER.index(key[0]), key[1]))
    tables = (text_of(key, made.tables[key]) for key in keys)
    return f"# {title}\n\n" + "\n".join(tables)


def lines(made: Converted) -> Iterator[str]:
    """Yield the report: how many became what, then each remark as file:line, what, fate and why."""
    counts = Counter(remark.fate for remark in made.remarks)
    hosts = sum(kind == "host" for kind, _name in made.tables)
    counted = ngettext("{count} host", "{count} hosts", hosts).format(count=hosts)
    yield f"{counted}, " + ngettext("{count} service", "{count} services", made.services).format(count=made.services)
    for fate in Fate:
        if counts[fate]:
            yield f"  {counts[fate]:6} {word(fate)}"
    for remark in sorted(made.remarks, key=_where):
        yield f"{remark.place}: {remark.what}: {word(remark.fate)}" + (f": {remark.detail}" if remark.detail else "")


def _where(remark: Remark) -> tuple[str, int]:
    return remark.place.file, remark.place.line


def data(made: Converted) -> Mapping[str, Any]:
    """Return the report for --json."""
    return {
        "hosts": sum(kind == "host" for kind, _name in made.tables),
        "services": made.services,
        "remarks": [
            {
                "file": remark.place.file,
                "line": remark.place.line,
                "what": remark.what,
                "fate": remark.fate.value,
                "detail": remark.detail,
            }
            for remark in sorted(made.remarks, key=_where)
        ],
    }


def word(fate: Fate) -> str:
    """Return what became of something, in words."""
    match fate:
        case Fate.TRANSLATED:
            return _("a probe of bls")
        case Fate.PLUGIN:
            return _("the plugin as it is")
        case Fate.CHANGED:
            return _("changed")
        case Fate.LEFT_OUT:
            return _("left out")
