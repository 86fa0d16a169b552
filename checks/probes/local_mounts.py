"""The file systems of this machine that can fill up, from /proc/self/mountinfo (proc(5)) and statvfs(3)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

_OCTAL = re.compile(r"\\([0-7]{3})")
_IMAGES = frozenset(("iso9660", "squashfs", "erofs", "cramfs", "romfs", "udf"))
_REAL_WITHOUT_DEVICE = frozenset(("zfs",))
_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "afs", "9p", "virtiofs", "glusterfs", "lustre", "gpfs", "ncpfs")
)


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system; `device` is its major:minor number."""

    place: str
    kind: str
    device: str
    source: str

    @property
    def network(self) -> bool:
        """True where a dead server can block whoever asks: network and user-space file systems."""
        return self.kind in _NETWORK or self.kind.startswith("fuse.")


@dataclass(frozen=True, slots=True)
class LocalVolume:
    """Sizes in bytes. `total` is what can be used: the reserve of the superuser is left out, as df does."""

    descr: str
    total: int
    used: int

    @property
    def percent(self) -> float:
        """Percent in use, as df shows it."""
        return 100.0 * self.used / self.total if self.total > 0 else 0.0


def read_mounts(root: Path) -> list[Mount]:
    """Return the mounts that hold data, one for each file system, by place.

    Left out are the kernel's own, memory and read-only image file systems, and overlays other than the root's. Of a
    file system mounted several times the shortest place counts; of several mounts on one place the last.

    Raises:
        OSError: the kernel's lists cannot be read.
    """
    without_device = _without_device((root / "proc/filesystems").read_text(encoding="utf-8"))
    by_place: dict[str, Mount] = {}
    for line in (root / "proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        mount = _parse(line)
        if mount is not None:
            by_place[mount.place] = mount
    chosen: dict[str, Mount] = {}
    for mount in sorted(by_place.values(), key=lambda mount: (len(mount.place), mount.place)):
        if _holds_data(mount, without_device):
            chosen.setdefault(mount.device, mount)
    return sorted(chosen.values(), key=lambda mount: mount.place)


def measure(mount: Mount, root: Path) -> LocalVolume | None:
    """Ask the file system for its sizes; None when it has none, or is mounted on a single file.

    Blocks for as long as a dead network mount likes. Raises OSError.
    """
    place = root / mount.place.lstrip("/")
    if not place.is_dir():
        return None
    found = os.statvfs(place)
    used = (found.f_blocks - found.f_bfree) * found.f_frsize
    total = used + found.f_bavail * found.f_frsize
    return LocalVolume(mount.place, total, used) if total > 0 else None


def _parse(line: str) -> Mount | None:
    left, _, right = line.partition(" - ")
    before, after = left.split(" "), right.split(" ")
    if len(before) < 6 or len(after) < 2:  # noqa: PLR2004 - the fields of proc(5)
        return None
    return Mount(place=_plain(before[4]), kind=after[0], device=before[2], source=_plain(after[1]))


def _plain(text: str) -> str:
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)


def _without_device(listing: str) -> frozenset[str]:
    return frozenset(line.split()[1] for line in listing.splitlines() if line.startswith("nodev"))


def _holds_data(mount: Mount, without_device: frozenset[str]) -> bool:
    if mount.kind == "overlay":
        return mount.place == "/"
    if mount.kind in _IMAGES:
        return False
    return mount.network or mount.kind in _REAL_WITHOUT_DEVICE or mount.kind not in without_device
