"""Where an SQLite database lies: created private to its user, refused on network file systems."""

import os
from pathlib import Path

from db.errors import DatabaseUnavailable

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "lustre", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs"}
)


def create_private(path: Path) -> None:
    """Create an empty file that only its user can read, with its folders; nothing happens where it exists.

    Raises:
        DatabaseUnavailable: it cannot be created.
    """
    if path.exists():
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"The database file {path} cannot be created: {error.strerror}.") from error


def refuse_network(path: Path) -> None:
    """Make sure that a database file is on a local disk, as far as the system tells.

    Raises:
        DatabaseUnavailable: it is on a network file system, where the locks and the shared memory of SQLite do not work
            and two machines would damage the file (https://www.sqlite.org/wal.html, "all processes … same host").
    """
    try:
        mounts = _MOUNTS.read_text(errors="replace")
    except OSError:
        return
    kind = file_system(path, mounts)
    if kind in _NETWORK:
        raise DatabaseUnavailable(
            f"The database file {path} is on a network file system ({kind}), where SQLite is not safe; put it on a"
            " local disk, or use PostgreSQL to share it between machines."
        )


def file_system(path: Path, mounts: str) -> str | None:
    """Return the type of the file system `path` is on, from the text of mountinfo (proc(5)); None if not there."""
    resolved = path.resolve()
    kinds: dict[int, str] = {}
    for line in mounts.splitlines():
        where, _, what = line.partition(" - ")
        _id, _parent, _device, _root, mounted_at, *_ = where.split(" ")
        point = Path(_unescaped(mounted_at))
        if resolved.is_relative_to(point):
            kinds[len(point.parts)] = what.split(" ")[0]  # of two on one point, the later mount covers the other
    return kinds[max(kinds)] if kinds else None


def _unescaped(field: str) -> str:
    for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        field = field.replace(code, character)
    return field
