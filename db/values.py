"""Makes foreign text and numbers into what both databases can hold."""

import json
import math
from collections.abc import Mapping
from typing import Any


def storable(text: str) -> str:
    """Return `text` without NUL (PostgreSQL cannot hold it) and with "?" for lone surrogates (neither can)."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def storable_json(value: Any) -> Any:
    """Return a JSON value with every text in it `storable`."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(key): storable_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(item) for item in value]
    return value


def dumps(value: Any) -> str:
    """Return `value` as JSON; NaN and infinity, which JSON does not know, become null."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(_finite(value), separators=(",", ":"))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
