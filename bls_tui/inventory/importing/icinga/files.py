"""Reads the configuration files of Icinga 2, with those they include."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bls_tui.inventory.importing.foreign import Fate, ImportingError, Place, Remark
from bls_tui.inventory.importing.icinga import syntax as s
from bls_tui.inventory.importing.icinga.parser import parse
from bls_tui.inventory.importing.icinga.running import Scope, TooMuchError
from bls_tui.inventory.importing.icinga.values import text
from bls_tui.inventory.importing.icinga.world import World
from bls_tui.locale import _

MAX_BYTES = 64 * 1024 * 1024
"""A configuration file larger than this is not one."""
MAIN = "icinga2.conf"


def file_text(path: Path) -> str:
    """Return what a file says. Raises ImportingError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportingError(_("{path} is too large for a configuration file").format(path=path))
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise ImportingError(
            _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
        ) from error


@dataclass(slots=True)
class Reader:
    """Reads files into a world, each once."""

    world: World
    seen: set[Path] = field(default_factory=set)

    def path(self, path: Path) -> None:
        """Read a main file, one file, or a folder: its main file where it has one, else every *.conf below."""
        if path.is_dir():
            main = path / MAIN
            if not main.is_file():
                self._all(path, "*.conf")
                return
            path = main
        self.file(path)
        if path.name == MAIN and (path.parent / "zones.d").is_dir():
            self._all(path.parent / "zones.d", "*.conf")

    def file(self, path: Path) -> None:
        """Read a file. Raises ImportingError."""
        resolved = path.resolve()
        if resolved in self.seen:
            return
        body = parse(file_text(path), str(path), self.world.remarks)
        self.seen.add(resolved)
        scope = Scope(str(path), {}, define=self.world.define, include=self._include)
        try:
            self.world.machine.run(body, scope)
        except TooMuchError as error:
            self.world.machine.remark(str(path), error.line, str(error))

    def _all(self, folder: Path, pattern: str) -> None:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                self._one(path, Place(str(path), 1))

    def _one(self, path: Path, place: Place) -> None:
        try:
            self.file(path)
        except ImportingError as error:
            self.world.remarks.append(Remark(place, str(path), Fate.LEFT_OUT, str(error)))

    def _include(self, node: s.Include, scope: Scope) -> None:
        arguments = [text(self.world.machine.value(argument, scope)) for argument in node.arguments]
        named = arguments[0]
        place = Place(scope.file, node.line)
        if named.startswith("<"):
            return  # Icinga's own library: what of it is known here is in `itl`
        folder = Path(scope.file).parent
        if node.kind == "include_recursive":
            self._all(folder / named, arguments[1] if len(arguments) > 1 else "*.conf")
            return
        if node.kind == "include_zones":
            self._all(folder / (arguments[1] if len(arguments) > 1 else named), "*.conf")
            return
        found = list(_meant(folder, named))
        if not found and "*" not in named:
            self.world.remarks.append(Remark(place, named, Fate.LEFT_OUT, _("there is no such file")))
        for path in found:
            self._one(path, place)


def _meant(folder: Path, named: str) -> Iterator[Path]:
    """Yield the files that `include` names: one, or those of a pattern."""
    if "*" not in named and "?" not in named:
        if (folder / named).is_file():
            yield folder / named
        return
    base, pattern = (Path("/"), named.lstrip("/")) if named.startswith("/") else (folder, named)
    try:
        yield from sorted(path for path in base.glob(pattern) if path.is_file())
    except (ValueError, NotImplementedError):
        return
