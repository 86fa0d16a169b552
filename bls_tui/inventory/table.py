"""What all tables of an inventory file have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from bls_tui.inventory.names import object_name
from checks.rules.periods import parse_zone


def _zone(name: str) -> str:
    parse_zone(name)
    return name


Zone = Annotated[str, AfterValidator(_zone)]
ObjectName = Annotated[str, AfterValidator(object_name)]


class Table(BaseModel):
    """A table of an inventory file: unknown keys are mistakes, values are not converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
