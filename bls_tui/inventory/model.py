"""What an inventory file may say, as pydantic models: one class for each kind of table, one field for each key.

A key left out is None (or empty): templates and defaults may supply it. `expand` puts them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bls_tui.inventory.desk_model import (
    Absence,
    Calendar,
    Contact,
    Contract,
    Duty,
    Supplier,
    Technician,
    Typology,
)
from bls_tui.inventory.mail_model import MailTemplate
from bls_tui.inventory.names import host_name, plausible_address
from bls_tui.inventory.process_model import Process
from bls_tui.inventory.table import ObjectName, Table, Zone
from bls_tui.locale import _
from checks.rules import declared
from checks.rules.downtimes import Recurrence
from checks.rules.periods import TimePeriod
from checks.secrets import WAYS

MAX_INTERVAL = 300
"""The longest interval between two checks, in seconds."""


def _by_reference(value: Any) -> Any:
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in WAYS:
        return dict(value)
    raise ValueError(
        _(
            "a passphrase is not written here but referred to: {{ env = … }}, {{ file = … }} or {{ command = … }}"
        ).format()
    )


def _text_or_reference(value: Any) -> Any:
    return value if isinstance(value, str) else _by_reference(value)


def _switch(value: Any) -> Any:
    return {"enabled": value} if isinstance(value, bool) else value


def _windows(days: dict[str, str]) -> dict[str, str]:
    TimePeriod.parse("UTC", days)
    return days


def _days(days: list[str]) -> list[str]:
    Recurrence.parse("UTC", days, "00:00", 1)
    return days


def _start(start: str) -> str:
    Recurrence.parse("UTC", ["monday"], start, 1)
    return start


def _duration(duration: int | str) -> int | str:
    Recurrence.parse("UTC", ["monday"], "00:00", declared.seconds(duration))
    return duration


Reference = Annotated[dict[str, Any], BeforeValidator(_by_reference)]
TextOrReference = Annotated[Any, BeforeValidator(_text_or_reference)]
HostName = Annotated[str, AfterValidator(host_name)]
Address = Annotated[str, AfterValidator(plausible_address)]


class Site(Table):
    """A place of a customer."""

    name: str = Field(default="", description="name shown; the key itself when left out")


class Customer(Table):
    """Somebody whose machines are looked after."""

    name: str = Field(default="", description="name shown; the key itself when left out")
    notes: str = Field(default="", description="free text")
    site: dict[ObjectName, Site] = Field(default={}, description="its places, one table each")


class Snmp(Table):
    """How to speak SNMP to a device; hosts name it with `snmp = "…"`."""

    version: Literal["1", "2c", "3"] = Field(default="2c", description='"1", "2c" or "3"')
    community: TextOrReference = Field(default="public", description="community of version 1 and 2c, or a reference")
    port: int = Field(default=161, ge=1, le=65535, description="UDP port of the agent")
    timeout: float = Field(default=2.0, gt=0, le=30, strict=False, description="seconds per attempt")
    retries: int = Field(default=2, ge=0, le=10, description="attempts after the first")
    max_repetitions: int = Field(default=10, ge=1, le=100, description="rows asked for in one GETBULK")
    user: str = Field(default="", description="version 3: user (security name)")
    auth_protocol: Literal["", "MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512"] = Field(
        default="", description="version 3: MD5, SHA, SHA224, SHA256, SHA384 or SHA512"
    )
    auth_password: Reference | None = Field(default=None, description="version 3: reference to the passphrase")
    priv_protocol: Literal["", "DES", "AES", "AES192", "AES256"] = Field(
        default="", description="version 3: DES, AES, AES192 or AES256"
    )
    priv_password: Reference | None = Field(default=None, description="version 3: reference to the passphrase")
    context: str = Field(default="", description="version 3: context name")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.version != "3":
            return self
        if not self.user:
            raise ValueError(_("version 3 needs a user"))
        if bool(self.auth_protocol) != (self.auth_password is not None):
            raise ValueError(_("auth_protocol and auth_password go together"))
        if bool(self.priv_protocol) != (self.priv_password is not None):
            raise ValueError(_("priv_protocol and priv_password go together"))
        if self.priv_protocol and not self.auth_protocol:
            raise ValueError(_("privacy (priv_protocol) needs authentication (auth_protocol) as well"))
        return self


class Flapping(Table):
    """When an object counts as flapping: percent of weighted changes among its last 20 results."""

    enabled: bool = Field(default=True, description="detect flapping at all")
    low: float = Field(default=25.0, ge=0, le=100, strict=False, description="stops at this many percent or less")
    high: float = Field(default=30.0, ge=0, le=100, strict=False, description="starts above this many percent")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(_("low must not be above high"))
        return self


class Policy(Table):
    """How often something is checked and how its results are judged."""

    interval: int | None = Field(
        default=None, ge=1, le=MAX_INTERVAL, description="seconds between two checks (default 300, the longest allowed)"
    )
    retry_interval: int | None = Field(
        default=None, ge=1, le=MAX_INTERVAL, description="seconds between two attempts while SOFT (default 60)"
    )
    max_attempts: int | None = Field(
        default=None, ge=1, le=100, description="attempts until a problem is believed, HARD (default 3)"
    )
    check_period: str | None = Field(default=None, description="the period in which it is checked (default: always)")
    flapping: Annotated[Flapping | None, BeforeValidator(_switch)] = Field(
        default=None, description="true, false, or a table with enabled, low, high (default on, 25, 30)"
    )
    notes: str | None = Field(default=None, description="free text shown with the object")


class Probing(Table):
    """Which probe, and every other key an option of that probe."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    probe: str | None = Field(default=None, description="kind of probe, see `bls probe --help`")

    @property
    def options(self) -> Mapping[str, Any]:
        """The keys that are not ours: options of the probe."""
        return self.model_extra or {}


class Service(Probing, Policy):
    """One thing checked on a host. Keys not listed here are options of its probe."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    remove: bool = Field(default=False, description="true: this host (or template) does without the template's service")


class Layer(Policy):
    """What templates, the defaults of a file and hosts have in common."""

    customer: str | None = Field(default=None, description="key of the customer")
    site: str | None = Field(default=None, description="key of one of the customer's sites")
    parents: list[str] | None = Field(default=None, description="hosts this one is reached through; any one suffices")
    snmp: str | None = Field(default=None, description="name of the SNMP credentials")
    templates: list[str] | None = Field(default=None, description="templates, later ones win over earlier ones")
    check: Probing | None = Field(default=None, description="the check of the host itself (default: probe icmp)")
    service: dict[ObjectName, Service] = Field(default={}, description="its services, one table each")


class Template(Layer):
    """A named layer, for hosts and other templates to build on."""


class Defaults(Layer):
    """What holds for every host of the same file that does not say otherwise; templates win over it."""


class Host(Layer):
    """A machine or device."""

    address: Address | None = Field(default=None, description="IP address or DNS name; the host's name when left out")


class Period(Table):
    """When something is checked; hosts, services and templates name it with `check_period = "…"`."""

    zone: Zone = Field(description="time zone, such as Europe/Rome")
    days: Annotated[dict[str, str], AfterValidator(_windows)] = Field(
        description='windows of the day by days: { "monday - friday" = "08:00-12:30, 14:00-18:00" }; "" is closed'
    )
    excludes: list[str] = Field(default=[], description="periods during which this one does not hold")


class Downtime(Table):
    """Maintenance that recurs: nothing is raised for what it concerns."""

    zone: Zone = Field(description="time zone, such as Europe/Rome")
    days: Annotated[list[str], AfterValidator(_days)] = Field(
        description='days it starts on: "sunday", "sunday 2", "day -1", "2026-12-25" …'
    )
    start: Annotated[str, AfterValidator(_start)] = Field(description='local time it starts at, such as "22:30"')
    duration: Annotated[int | str, AfterValidator(_duration)] = Field(description='how long: "4h", "1h30m", or seconds')
    hosts: list[str] = Field(default=[], description="hosts, with all their services")
    services: list[str] = Field(default=[], description='single services, as "host/service"')
    customers: list[str] = Field(default=[], description="customers, with all their hosts")
    comment: str = Field(default="", description="why, shown with the downtime")

    @model_validator(mode="after")
    def _concerns_something(self) -> Self:
        if not (self.hosts or self.services or self.customers):
            raise ValueError(_("it concerns nothing: name hosts, services or customers"))
        return self


class Document(BaseModel):
    """A whole inventory file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    customer: dict[ObjectName, Customer] = {}
    contact: dict[ObjectName, Contact] = {}
    contract: dict[ObjectName, Contract] = {}
    calendar: dict[ObjectName, Calendar] = {}
    typology: dict[ObjectName, Typology] = {}
    technician: dict[ObjectName, Technician] = {}
    absence: dict[ObjectName, Absence] = {}
    duty: dict[ObjectName, Duty] = {}
    supplier: dict[ObjectName, Supplier] = {}
    mail_template: dict[ObjectName, MailTemplate] = {}
    snmp: dict[ObjectName, Snmp] = {}
    period: dict[ObjectName, Period] = {}
    downtime: dict[ObjectName, Downtime] = {}
    template: dict[ObjectName, Template] = {}
    defaults: Defaults | None = None
    host: dict[HostName, Host] = {}
    process: dict[ObjectName, Process] = {}

    def declarations(self) -> Iterator[tuple[str, str, Table]]:
        """Yield (kind, key, table) of everything declared."""
        for kind in MODELS:
            if kind != "defaults":
                for key, table in getattr(self, kind).items():
                    yield kind, key, table
        if self.defaults is not None:
            yield "defaults", "", self.defaults


MODELS: Mapping[str, type[Table]] = {
    "defaults": Defaults,
    "customer": Customer,
    "contact": Contact,
    "contract": Contract,
    "calendar": Calendar,
    "typology": Typology,
    "technician": Technician,
    "absence": Absence,
    "duty": Duty,
    "supplier": Supplier,
    "mail_template": MailTemplate,
    "snmp": Snmp,
    "period": Period,
    "downtime": Downtime,
    "template": Template,
    "host": Host,
    "process": Process,
}
"""The tables by kind, in the order in which a file is written; all but the defaults of a file have names."""
