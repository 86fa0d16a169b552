"""bls.toml: where it is looked for, what it may say, and what holds where it says nothing."""

import os
import zoneinfo
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError

from bls_tui.config_base import SecretReference, Section
from bls_tui.config_discovery import Discoveries
from bls_tui.config_mail import MailSection, SmtpSection
from bls_tui.config_mailboxes import Mailboxes
from bls_tui.locale import _
from bls_tui.mistakes import Mistake, MistakesError, explain, read_toml
from bls_tui.places import config_directory, data_directory, state_directory
from checks import secrets

SYSTEM_FILE = Path("/etc/bls/bls.toml")


class ConfigError(MistakesError):
    """The configuration cannot be used: each mistake names file, line and key, and says what is allowed."""


def _known_zone(name: str) -> str:
    if name:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(_("{name!r} is not a time zone such as Europe/Rome").format(name=name)) from None
    return name


Days = Annotated[int, Field(ge=1, le=36500)]


class DatabaseSection(Section):
    """Where everything is kept."""

    url: SecretReference = Field(
        default="",
        description="SQLAlchemy URL, or { env | file | command = … } that yields one. "
        "Empty: SQLite in the user's data directory. PostgreSQL: postgresql://user:password@server/bls",
    )


class UiSection(Section):
    """How the workbench looks."""

    language: Literal["auto", "it", "en"] = Field(
        default="auto", description="auto (what LC_ALL, LC_MESSAGES or LANG says), it or en"
    )
    timezone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="", description="zone of every time on screen, such as Europe/Rome; empty: this machine's"
    )
    theme: Literal["bls-dark", "bls-light", "bls-ansi"] = Field(
        default="bls-dark", description="colours: bls-dark, bls-light, or bls-ansi for terminals with few"
    )
    ascii: bool = Field(default=False, description="draw with ASCII characters only")
    shell: str = Field(
        default="ssh {address}",
        description="what ! runs on a machine: a command with {address}, started without a shell",
    )
    bell: bool = Field(default=True, description="ring the terminal's bell when a call wants you")
    opener: str = Field(
        default="",
        description="what opens an attachment or a link, after a question: a command such as xdg-open; empty: nothing",
    )


class PollerSection(Section):
    """How the fleet is polled."""

    enabled: bool = Field(default=True, description="the workbench polls when nobody else does")
    concurrency: int = Field(default=256, ge=1, le=5000, description="hosts checked at the same time")
    stale_after: int = Field(
        default=20, ge=5, le=600, description="seconds of silence after which another poller takes over"
    )


class InventorySection(Section):
    """What describes the fleet."""

    paths: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="files, folders (every *.toml below) and globs, relative to this file",
    )
    this_machine: bool = Field(
        default=False,
        description="watch this machine: its description is written once to the data directory, then yours to edit",
    )


class RetentionSection(Section):
    """How long measured values are kept, in days."""

    raw_days: Days = Field(default=14, description="days every single value is kept")
    five_minute_days: Days = Field(default=90, description="days the 5-minute minimum, mean and maximum are kept")
    hourly_days: Days = Field(default=1825, description="days the hourly minimum, mean and maximum are kept")


class LogSection(Section):
    """The log of the workbench. `bls poller` logs to standard error unless a file is named."""

    file: str = Field(default="", description="path of the log; empty: bls/bls.log in the user's state directory")
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least important messages logged: debug, info, warning or error"
    )


class Config(Section):
    """The whole of bls.toml."""

    database: DatabaseSection = DatabaseSection()
    ui: UiSection = UiSection()
    poller: PollerSection = PollerSection()
    inventory: InventorySection = InventorySection()
    retention: RetentionSection = RetentionSection()
    log: LogSection = LogSection()
    mail: MailSection = MailSection()
    smtp: SmtpSection = SmtpSection()
    mailbox: Mailboxes = Field(default_factory=dict)
    discovery: Discoveries = Field(default_factory=dict)

    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file this came from, None where no file was found and the defaults hold."""
        return self._path

    @property
    def directory(self) -> Path:
        """What relative paths are relative to: the folder of the file, else the working directory."""
        return self._path.parent if self._path else Path.cwd()

    @cached_property
    def database_url(self) -> str:
        """The database's URL with its secret fetched and a relative SQLite path made absolute. Raises ConfigError."""
        try:
            url = secrets.resolve(self.database.url, self.directory).value
        except secrets.SecretError as error:
            raise ConfigError([Mistake(str(self._path), 0, "database.url", str(error))]) from error
        if not url:
            return f"sqlite:///{data_directory() / 'bls.db'}"
        return _absolute_sqlite(url, self.directory)

    @property
    def log_path(self) -> Path:
        """The log file."""
        return (
            Path(self.directory, Path(self.log.file).expanduser()) if self.log.file else state_directory() / "bls.log"
        )


def find() -> Path | None:
    """Return the configuration file that holds when none is named, None where there is none."""
    usual = (Path("bls.toml"), config_directory() / "bls.toml", SYSTEM_FILE)
    return next((place.absolute() for place in usual if place.is_file()), None)


def load(path: Path | None = None) -> Config:
    """Read the configuration: `path`, else $BLS_CONFIG, else the first of the usual places, else the defaults.

    Raises:
        ConfigError: the file is missing, is not TOML, or says something that is not allowed; all mistakes are listed.
    """
    named = path or (Path(os.environ["BLS_CONFIG"]) if os.environ.get("BLS_CONFIG") else None)
    place = named.absolute() if named else find()
    if place is None:
        return Config()
    config = parse(place)
    config._path = place  # noqa: SLF001 - its own module
    return config


def parse(path: Path) -> Config:
    """Read one configuration file. Raises ConfigError."""
    try:
        text, values = read_toml(path, str(path))
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, Config, str(path), text)) from error
    except MistakesError as error:
        raise ConfigError(error.mistakes) from error


def _absolute_sqlite(url: str, directory: Path) -> str:
    scheme, separator, place = url.partition(":///")
    if not (scheme.startswith("sqlite") and separator) or place in ("", ":memory:") or place.startswith(("/", "file:")):
        return url
    return f"{scheme}:///{directory / Path(place).expanduser()}"
