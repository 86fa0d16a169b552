"""A list of hosts as CSV, with a row of headings, as tables of our inventory."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bls_tui.inventory.importing.convert import Converted, Table
from bls_tui.inventory.importing.foreign import Fate, ImportingError, Place, Remark
from bls_tui.inventory.names import host_name, object_name, plausible_address
from bls_tui.locale import _

MAX_BYTES = 64 * 1024 * 1024
"""A list larger than this is none."""
LONGEST_NOTE = 2000
_SEPARATORS = (";", ",", "\t", "|")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADINGS: Mapping[str, frozenset[str]] = {
    "name": frozenset(("name", "host", "hostname", "nome", "nome host", "dispositivo")),
    "address": frozenset(("address", "ip", "ip address", "indirizzo", "indirizzo ip")),
    "customer": frozenset(("customer", "client", "cliente")),
    "site": frozenset(("site", "location", "sede", "sito")),
    "template": frozenset(("template", "templates", "type", "modello", "modelli", "tipo")),
    "parents": frozenset(("parents", "parent", "padre", "padri", "dietro")),
    "snmp": frozenset(("snmp", "credentials", "credenziali")),
    "notes": frozenset(("notes", "note", "description", "descrizione", "commento")),
}
"""What a heading may be called, in either language; case, accents and spaces around do not count."""
_COMMUNITY = re.compile(r"(1|2c):(\S+)")


def load(path: Path, customer: str) -> Converted:
    """Read a list.

    Args:
        path: the file; separated by comma, semicolon, tab or bar, in UTF-8, UTF-16 or Windows-1252.
        customer: key of the customer of hosts whose row names none.

    Raises:
        ImportingError: it cannot be read, or has no row of headings with one for the name or the address.
    """
    text = _text(path)
    lines = text.splitlines()
    heading = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=heading.count)
    rows = csv.reader(lines, delimiter=separator)
    reading = _Reading(str(path), customer, Converted())
    try:
        columns = reading.columns(next((row for row in rows if any(map(str.strip, row))), []), rows.line_num)
        for row in rows:
            reading.row(columns, row, rows.line_num)
    except csv.Error as error:
        raise ImportingError(f"{path}:{rows.line_num}: {error}") from error
    reading.finish()
    if not any(kind == "host" for kind, _name in reading.made.tables):
        raise ImportingError(_("{path} lists no hosts").format(path=path))
    return reading.made


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportingError(_("{path} is too large for a list of hosts").format(path=path))
        data = path.read_bytes()
    except OSError as error:
        raise ImportingError(
            _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
        ) from error
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").replace("\0", "")
    try:
        return data.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").replace("\0", "")


@dataclass(slots=True)
class _Reading:
    """A list on its way into tables."""

    file: str
    customer: str
    made: Converted

    def columns(self, heading: Sequence[str], line: int) -> list[str]:
        """Return what each column is, "" for one that nothing is known of."""
        found = []
        for word in heading:
            plain = " ".join(_plain(word).replace("_", " ").split())
            name = next((name for name, words in _HEADINGS.items() if plain in words), "")
            if word.strip() and (not name or name in found):
                self._left_out(line, word.strip(), _("no column of that heading is known"))
                name = ""
            found.append(name)
        if "name" not in found and "address" not in found:
            message = _("{path}:{line}: the first row must be headings, one of them name: {columns}")
            raise ImportingError(message.format(path=self.file, line=line, columns=", ".join(_HEADINGS)))
        return found

    def row(self, columns: Sequence[str], row: Sequence[str], line: int) -> None:
        """Take up one row; what is wrong with it is told, and it is left out."""
        cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
        if not any(cells.values()):
            return
        name = cells.get("name") or cells.get("address", "")
        try:
            key, table = self._host(name, cells)
        except ValueError as error:
            self._left_out(line, name, str(error))
            return
        if ("host", key) in self.made.tables:
            self._left_out(line, name, _("a host of that name is defined already"))
            return
        self.made.tables["host", key] = table
        if extra := [cell for cell in row[len(columns) :] if cell.strip()]:
            self._left_out(line, name, _("more cells than headings: {cells}").format(cells=", ".join(extra)))

    def _host(self, name: str, cells: Mapping[str, str]) -> tuple[str, Table]:
        customer = object_name(cells.get("customer") or self.customer)
        table: Table = {"customer": customer}
        if site := cells.get("site"):
            table["site"] = object_name(site)
        table["address"] = plausible_address(cells.get("address") or name)
        if parents := list(_several(cells.get("parents", ""), host_name)):
            table["parents"] = parents
        if templates := list(_several(cells.get("template", ""), object_name)):
            table["templates"] = templates
        key = host_name(name)
        if said := cells.get("snmp"):
            table["snmp"] = self._credentials(said)
        if notes := cells.get("notes"):
            table["notes"] = notes[:LONGEST_NOTE]
        return key, table

    def _credentials(self, said: str) -> str:
        """Return the name of SNMP credentials: that in the cell, or new ones for `2c:community`."""
        spoken = _COMMUNITY.fullmatch(said)
        if spoken is None:
            return object_name(said)
        wanted = {"version": spoken[1], "community": spoken[2]}
        known = {name: table for (kind, name), table in self.made.tables.items() if kind == "snmp"}
        name = next((name for name, table in known.items() if table == wanted), f"imported-{len(known) + 1}")
        self.made.tables["snmp", name] = wanted
        return name

    def finish(self) -> None:
        """Declare the customers and sites, and take away parents that are on no row."""
        hosts = {name: table for (kind, name), table in self.made.tables.items() if kind == "host"}
        for name, table in hosts.items():
            customer = self.made.tables.setdefault(("customer", table["customer"]), {})
            if "site" in table:
                customer.setdefault("site", {}).setdefault(table["site"], {})
            unknown = [parent for parent in table.get("parents", ()) if parent not in hosts or parent == name]
            for parent in unknown:
                table["parents"].remove(parent)
                self._left_out(1, name, _("there is no parent {parent} in the list").format(parent=parent))
            if not table.get("parents", True):
                del table["parents"]

    def _left_out(self, line: int, what: str, why: str) -> None:
        self.made.remarks.append(Remark(Place(self.file, line), what, Fate.LEFT_OUT, why))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def _several(cell: str, check: Callable[[str], str]) -> Iterator[str]:
    """Yield the names of a cell that may hold several."""
    for part in re.split(r"[,;|]", cell):
        if part.strip():
            yield check(part.strip())
