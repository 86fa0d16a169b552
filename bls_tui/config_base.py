"""What every table of bls.toml is made of: strict tables, and secrets that are referred to."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from bls_tui.locale import _
from checks import secrets


class Section(BaseModel):
    """A table of bls.toml: unknown keys are mistakes, values are not converted silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _secret_reference(value: str | Mapping[str, Any]) -> str | Mapping[str, Any]:
    if not isinstance(value, str) and (len(value) != 1 or next(iter(value)) not in secrets.WAYS):
        raise ValueError(_("must be text, or a table with one of the keys {ways}").format(ways=", ".join(secrets.WAYS)))
    return value


SecretReference = Annotated[str | dict[str, Any], AfterValidator(_secret_reference)]
"""A secret, or where it is: `{ env | file | command = … }`, fetched with `checks.secrets.resolve`."""
