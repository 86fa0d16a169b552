"""The user's directories, by the XDG base directory specification. Cheap to import: the crash log needs it too."""

import os
from pathlib import Path


def data_directory() -> Path:
    """Return where the database and this machine's description are: $XDG_DATA_HOME/bls."""
    return _directory("XDG_DATA_HOME", ".local/share")


def state_directory() -> Path:
    """Return where the log is: $XDG_STATE_HOME/bls."""
    return _directory("XDG_STATE_HOME", ".local/state")


def config_directory() -> Path:
    """Return where the user's bls.toml is: $XDG_CONFIG_HOME/bls."""
    return _directory("XDG_CONFIG_HOME", ".config")


def _directory(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual) / "bls"
