"""The zone that times are shown in: the configured one, else this machine's."""

import os
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")


def zone(name: str) -> tzinfo:
    """Return the zone called `name`; for "" the one of $TZ, else of /etc/localtime (localtime(5)), else UTC.

    `name` was checked when bls.toml was read; what the machine says may be anything, so it is tried.
    """
    if name:
        return ZoneInfo(name)
    for guess in (os.environ.get("TZ", "").removeprefix(":"), _linked(LOCALTIME)):
        try:
            if guess:
                return ZoneInfo(guess)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return _from_file(LOCALTIME)


def _linked(path: Path) -> str:
    return str(path.resolve()).partition("/zoneinfo/")[2]


def _from_file(path: Path) -> tzinfo:
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file, key="local")
    except (OSError, ValueError):
        return UTC
