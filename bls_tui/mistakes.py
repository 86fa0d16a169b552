"""What is wrong in bls.toml or an inventory file, in words: file, line, key, and what would be right."""

import difflib
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bls_tui.errors import BlsError
from bls_tui.locale import N_, _
from bls_tui.toml_lines import KeyPath, line_of, scan

MOST_COMPARED = 2000
MOST_LISTED = 25
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\""})
_SENTENCES: Mapping[str, str] = {
    "missing": N_("is missing"),
    "int_type": N_("must be a whole number"),
    "int_parsing": N_("must be a whole number"),
    "int_from_float": N_("must be a whole number"),
    "float_type": N_("must be a number"),
    "float_parsing": N_("must be a number"),
    "string_type": N_("must be text"),
    "string_too_short": N_("must not be empty"),
    "bool_type": N_("must be true or false"),
    "bool_parsing": N_("must be true or false"),
    "list_type": N_("must be a list"),
    "tuple_type": N_("must be a list"),
    "dict_type": N_("must be a table"),
    "model_type": N_("must be a table"),
    "literal_error": N_("must be one of {expected}"),
    "greater_than_equal": N_("must be at least {ge}"),
    "greater_than": N_("must be more than {gt}"),
    "less_than_equal": N_("must be at most {le}"),
    "less_than": N_("must be less than {lt}"),
}
"""pydantic's error types in plain words; what is not here comes from a validator that already speaks in sentences."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a file. `key` is dotted, "" for the file as a whole; `line` counts from 1, 0 is unknown."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class MistakesError(BlsError):
    """A file, or several, cannot be used; every mistake found is listed, one a line."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


def read_toml(path: Path, shown: str) -> tuple[str, dict[str, Any]]:
    """Read a TOML file: its text and what it says.

    Raises:
        MistakesError: it cannot be read, is not UTF-8, or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problem = _("cannot be read: {reason}").format(reason=error.strerror or error)
        raise MistakesError([Mistake(shown, 0, "", problem)]) from error
    except UnicodeDecodeError as error:
        raise MistakesError([Mistake(shown, 0, "", _("is not UTF-8 text"))]) from error
    text = text.replace("\r\n", "\n")
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MistakesError([_not_toml(shown, text, error)]) from error
    except RecursionError as error:
        raise MistakesError([nested_too_deeply(shown)]) from error


def _not_toml(shown: str, text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """Take the place out of the message, where tomllib puts it : "Expected '=' after a key (at line 3, column 5)"."""
    message, _sep, place = str(error).partition(" (at ")
    digits = "".join(c for c in place.split(",")[0] if c.isdigit())
    line = int(digits) if digits else text.count("\n") + 1
    return Mistake(shown, line, "", _("is not valid TOML: {reason}").format(reason=message))


def nested_too_deeply(shown: str) -> Mistake:
    """Say that a file's tables or lists are nested beyond what can be read."""
    return Mistake(shown, 0, "", _("its tables or lists are nested too deeply"))


def key_text(path: Iterable[str]) -> str:
    """Write a key path the way TOML does, quoting what is not a bare key."""
    return ".".join(part if _BARE.fullmatch(part) else f'"{part.translate(_ESCAPES)}"' for part in path)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which of `known` was probably meant, else list them; "" when there are none or too many."""
    names = sorted(known)
    if len(names) > MOST_COMPARED:
        return ""
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.7)
    if close:
        return _("did you mean {name}?").format(name=close[0])
    listed = 0 < len(names) <= MOST_LISTED
    return _("allowed: {names}").format(names=", ".join(names)) if listed else ""


def explain(error: ValidationError, model: type[BaseModel], shown: str, text: str) -> list[Mistake]:
    """Turn what pydantic found into mistakes with line and key, in the order of the lines, one for each key."""
    lines = scan(text)
    found: dict[KeyPath, Mistake] = {}
    for item in error.errors(include_url=False):
        path = _written_path(item["loc"], model)
        message = _sentence(item, model)
        found.setdefault(path, Mistake(shown, line_of(lines, path), key_text(path), message))
    return sorted(found.values(), key=lambda mistake: mistake.line)


def _written_path(location: Sequence[int | str], model: type[BaseModel]) -> KeyPath:
    """Drop from a pydantic location what is not in the file: list indexes and the names of union members."""
    path: list[str] = []
    current: Any = model
    for part in location:
        if current is None or part == "[key]":
            break
        keys, step = _inside(current)
        if isinstance(part, int) or (keys is not None and part not in keys and not path):
            path += [str(part)] if isinstance(part, str) else []
            break
        path.append(str(part))
        current = step(str(part))
    return tuple(path)


def _inside(annotation: Any) -> tuple[set[str] | None, Any]:
    """What keys a table of this type has (None: any), and how to find the type of one of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields
        names = {field.alias or name: field.annotation for name, field in fields.items()}
        return set(names), lambda key: _table_type(names.get(key))
    if typing.get_origin(annotation) in (dict, Mapping):
        value = typing.get_args(annotation)[1]
        return None, lambda _key: _table_type(value)
    return set(), lambda _key: None


def _table_type(annotation: Any) -> Any:
    """The model or mapping inside an annotation, if there is just one; else None."""
    if annotation is None or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return annotation
    if typing.get_origin(annotation) in (dict, Mapping):
        return annotation
    return next((table for part in typing.get_args(annotation) if (table := _table_type(part)) is not None), None)


def _sentence(item: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        hint = did_you_mean(str(item["loc"][-1]), _known_keys(item["loc"][:-1], model))
        return _("unknown key; {hint}").format(hint=hint) if hint else _("unknown key")
    if kind in _SENTENCES:
        given = "" if kind == "missing" else _(" (given: {value!r})").format(value=item["input"])
        return _(_SENTENCES[kind]).format(**context) + given
    message = str(item["msg"]).removeprefix("Value error, ")
    return message.removeprefix(f"{item['loc'][-1]}: ") if item["loc"] else message


def _known_keys(location: Sequence[int | str], model: type[BaseModel]) -> set[str]:
    current: Any = model
    for part in location:
        if current is None:
            return set()
        current = _inside(current)[1](str(part))
    return (_inside(current)[0] or set()) if current is not None else set()
