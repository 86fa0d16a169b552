"""Events as JSON objects and back. Unknown kinds and missing or wrong fields are errors; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Event, Payload
from bls_tui.desk.calls.wakes import Reason, WakeUp

Read = Callable[[Any], Any]

PAYLOADS: Mapping[Act, type] = {payload.act: payload for payload in get_args(Payload)}
"""The class of payload that belongs to each act."""
_WAKES: Mapping[Reason, type] = {wake.reason: wake for wake in get_args(WakeUp)}
_TYPE_CODES: Mapping[type, tuple[type, ...]] = {str: (str,), bool: (bool,), int: (int,), float: (float, int)}


class StoredEventError(ValueError):
    """What is stored is no event of this version; the message names kind and field."""


def dump(what: Payload) -> dict[str, Any]:
    """Return the fields of a payload as JSON values, without those at their default of None."""
    found: dict[str, Any] = _dump(what)
    return found


def dump_event(event: Event) -> dict[str, Any]:
    """Return a whole event as one JSON object: at, author, kind, data."""
    return {"at": event.at, "author": event.author, "kind": event.act.value, "data": dump(event.what)}


def load(kind: str, data: Mapping[str, Any]) -> Payload:
    """Return the payload that was stored under a kind; raises StoredEventError."""
    try:
        payload = PAYLOADS[Act(kind)]
    except (ValueError, KeyError) as error:
        raise StoredEventError(f"{kind!r} is no kind of event of a call") from error
    try:
        loaded: Payload = _reader(payload)(data)
    except (KeyError, TypeError, ValueError) as error:
        raise StoredEventError(f"event {kind}: {error}") from error
    return loaded


def load_event(stored: Mapping[str, Any]) -> Event:
    """Return an event from the JSON object that `dump_event` made; raises StoredEventError."""
    return Event(float(stored["at"]), stored["author"], load(stored["kind"], stored["data"]))


def _dump(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    if not is_dataclass(value):
        return value
    tag = {"reason": value.reason.value} if isinstance(value, WakeUp) else {}
    named = ((field.name, getattr(value, field.name)) for field in fields(value))
    return tag | {name: _dump(item) for name, item in named if item is not None}


@cache
def _reader(annotation: Any) -> Read:
    if annotation == WakeUp:
        return _read_wake
    if isinstance(annotation, UnionType):
        return partial(_read_optional, _reader(next(one for one in get_args(annotation) if one is not NoneType)))
    if get_origin(annotation) is tuple:
        return partial(_read_tuple, _reader(get_args(annotation)[0]))
    if isinstance(annotation, type) and is_dataclass(annotation):
        hints = get_type_hints(annotation)
        return partial(
            _read_dataclass, annotation, {field.name: _reader(hints[field.name]) for field in fields(annotation)}
        )
    if issubclass(annotation, StrEnum):
        return annotation  # type: ignore[no-any-return]  # calling an enumeration reads a value
    return partial(_read_plain, annotation)


def _read_wake(value: Mapping[str, Any]) -> WakeUp:
    rest = {name: item for name, item in value.items() if name != "reason"}
    wake: WakeUp = _reader(_WAKES[Reason(value["reason"])])(rest)
    return wake


def _read_optional(read: Read, value: Any) -> Any:
    return None if value is None else read(value)


def _read_tuple(read: Read, value: list[Any]) -> tuple[Any, ...]:
    return tuple(read(item) for item in value)


def _read_dataclass(made: type, readers: Mapping[str, Read], value: Mapping[str, Any]) -> Any:
    return made(**{name: readers[name](item) for name, item in value.items()})


def _read_plain(wanted: type, value: Any) -> Any:
    if type(value) not in _TYPE_CODES[wanted]:
        raise TypeError(f"{value!r} is no {wanted.__name__}")
    return wanted(value)
