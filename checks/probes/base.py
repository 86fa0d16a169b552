"""What every probe is made of: options, the context of one run, and the two ways to be a probe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from checks.model import Kind, Outcome, Target

if TYPE_CHECKING:
    import aiohttp

    from checks.probes.icmp_socket import IcmpSocket
    from checks.snmp.session import Answers, Needs


class OptionError(Exception):
    """A probe option that is unknown, missing or has an unusable value.

    `key` is the option; `message` says what is wrong with it and what is allowed.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"option {key}: {message}" if key else message)
        self.key = key
        self.message = message


class StrictOptions(BaseModel):
    """Options with nothing unknown among them."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=True)


class ProbeOptions(StrictOptions):
    """The options one probe understands. A subclass describes each of its keys with `Field(description=…)`."""

    baseline: Literal["note", "warn"] = Field(
        default="note", description="a value unusual at this hour of the week is a note, or a warning: note, warn"
    )


def split_words(value: object) -> object:
    """Turn the "a,b" of a command line into a list; leave the lists of an inventory file alone."""
    if isinstance(value, str):
        return [word for word in (part.strip() for part in value.split(",")) if word]
    return value


def as_text(value: object) -> object:
    """Turn the bare number of an inventory file into text; leave everything else for the validator."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


T = TypeVar("T", bound=StrictOptions)
Words = Annotated[tuple[str, ...], BeforeValidator(split_words)]
"""A list of texts, or one text with commas."""

Numbers = Annotated[tuple[int, ...], BeforeValidator(split_words)]
"""A list of integers, or one text with commas."""


@dataclass(frozen=True, slots=True)
class Context:
    """What one run is given.

    `now` is the epoch time of the run, `deadline` the seconds it may take, `memory` the `Outcome.memory` of the
    previous run. `icmp` and `http` are shared by all runs of a poller; without them a probe opens its own.
    `object_name` is "host" or "host/service", "" where nothing in the inventory is measured.
    """

    now: float
    deadline: float = 10.0
    memory: Mapping[str, Any] | None = None
    kind: Kind = Kind.SERVICE
    icmp: IcmpSocket | None = None
    http: aiohttp.ClientSession | None = None
    object_name: str = ""


class Probe(Protocol):
    """A way to measure something."""

    @property
    def options(self) -> type[ProbeOptions]:
        """The class of this probe's options."""


@runtime_checkable
class ActiveProbe(Probe, Protocol):
    """A probe that does its own input and output."""

    async def run(self, target: Target, options: Any, context: Context) -> Outcome:
        """Measure once within `context.deadline` seconds.

        Whatever the device does (no answer, refusal, garbage) is an Outcome; only cancellation is raised.
        """


@runtime_checkable
class SnmpProbe(Probe, Protocol):
    """A pure reader of SNMP answers: the conversation with the device is shared by all the probes of a host."""

    def needs(self, options: Any, known: Answers) -> Needs:
        """Return what is still to be fetched, knowing `known`; an empty `Needs` means enough is known."""

    def read(self, options: Any, known: Answers, context: Context) -> Outcome:
        """Judge the answers."""


def describe_options(options: type[StrictOptions]) -> list[tuple[str, str, str]]:
    """List the options as (name, default as text or "required", description)."""
    rows = []
    for name in named(options):
        field = options.model_fields[name]
        default = "required" if field.is_required() else _as_default(field.get_default(call_default_factory=True))
        rows.append((name, default, field.description or ""))
    return rows


def validate_options(options: type[T], values: Mapping[str, Any]) -> T:
    """Check `values` against a class of options.

    Raises:
        OptionError: naming the first wrong key and what is allowed.
    """
    try:
        return options.model_validate(dict(values))
    except ValidationError as error:
        raise _explain(options, error) from error


def named(options: type[StrictOptions]) -> list[str]:
    """Return the names of options, those that every probe has after its own."""
    return sorted(options.model_fields, key=lambda name: name in ProbeOptions.model_fields)


def _as_default(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return "" if value is None else str(value)


def _explain(options: type[StrictOptions], error: ValidationError) -> OptionError:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        return OptionError(key, f"unknown; allowed are {', '.join(named(options)) or 'none'}")
    if first["type"] == "missing":
        return OptionError(key, "required")
    message = first["msg"].removeprefix("Value error, ")
    secret = key in options.model_fields and not options.model_fields[key].repr
    told = not key or secret or first["type"] == "value_error"
    return OptionError(key, message if told else f"{message} (given: {first['input']!r})")
