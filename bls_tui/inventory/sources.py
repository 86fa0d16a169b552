"""Which files make up the inventory: the paths of bls.toml or of the command line, as files, folders and globs."""

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from bls_tui.locale import _

SUFFIX = ".toml"
_WILD = ("*", "?", "[")


class NoSuchPathError(Exception):
    """A path of the inventory leads to no file. That is a mistake, never a reason to remove everything."""


@dataclass(frozen=True, slots=True)
class Source:
    """One path as written, made absolute: a file, a folder (every *.toml below it) or a glob."""

    path: Path

    def files(self) -> list[Path]:
        """Return the files it stands for now, sorted.

        Raises:
            NoSuchPathError: there are none.
        """
        found = sorted(path for path in self._candidates() if path.is_file())
        if not found:
            raise NoSuchPathError(self._complaint())
        return found

    def covers(self, origin: str) -> bool:
        """Tell whether a file recorded earlier, perhaps gone since, belongs to it."""
        path = Path(origin)
        if self._is_glob():
            return _match_parts(path.parts, self.path.parts)
        return path == self.path or (path.suffix == SUFFIX and path.is_relative_to(self.path))

    def _is_glob(self) -> bool:
        return any(mark in str(self.path) for mark in _WILD) and not self.path.exists()

    def _candidates(self) -> Iterable[Path]:
        if self._is_glob():
            return map(Path, glob.glob(str(self.path), recursive=True))  # noqa: PTH207 - the pattern is absolute
        return self.path.rglob(f"*{SUFFIX}") if self.path.is_dir() else [self.path]

    def _complaint(self) -> str:
        if self._is_glob():
            return _("{path} matches no file").format(path=self.path)
        if self.path.is_dir():
            return _("the folder {path} has no *.toml file in it").format(path=self.path)
        return _("{path} does not exist").format(path=self.path)


def _match_parts(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    """Match a path part by part, with ** for any number of folders (Path.full_match is new in Python 3.13)."""
    if not patterns:
        return not parts
    if patterns[0] == "**":
        return any(_match_parts(parts[skip:], patterns[1:]) for skip in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], patterns[0]) and _match_parts(parts[1:], patterns[1:])


def sources(paths: Iterable[str | Path], directory: Path) -> tuple[Source, ...]:
    """Make sources of paths as written, relative ones to `directory`."""
    return tuple(Source(_absolute(directory, path)) for path in paths)


def _absolute(directory: Path, path: str | Path) -> Path:
    # Links are not followed: the file keeps the name a person knows it by.
    return Path(os.path.normpath(directory.absolute() / Path(path).expanduser()))
