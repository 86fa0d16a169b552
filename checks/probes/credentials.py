"""SNMP credentials given as options of a single probe run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from checks.model import Secret, SnmpCredentials
from checks.probes.base import OptionError, StrictOptions, as_text, validate_options
from checks.secrets import SecretError, fetch


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class CredentialOptions(StrictOptions):
    """How to speak SNMP; the secrets may be given as env:NAME, file:PATH or command:PROGRAM."""

    version: Annotated[Literal["1", "2c", "3"], BeforeValidator(as_text)] = Field(
        "2c", description="SNMP version: 1, 2c or 3"
    )
    community: str = Field("public", repr=False, description="community of versions 1 and 2c")
    port: int = Field(161, ge=1, le=65535, description="UDP port of the agent")
    timeout: float = Field(2.0, gt=0, le=60, description="seconds to wait for each answer")
    retries: int = Field(2, ge=0, le=10, description="repetitions of a request without answer")
    max_repetitions: int = Field(10, ge=1, le=100, description="rows asked for at once")
    user: str = Field("", description="user of version 3")
    auth_protocol: Annotated[
        Literal["", "MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512"], BeforeValidator(_upper)
    ] = Field("", description="authentication of version 3: MD5, SHA, SHA224, SHA256, SHA384 or SHA512")
    auth_password: str = Field("", repr=False, description="its password")
    priv_protocol: Annotated[Literal["", "DES", "AES", "AES192", "AES256"], BeforeValidator(_upper)] = Field(
        "", description="encryption of version 3: DES, AES, AES192 or AES256"
    )
    priv_password: str = Field("", repr=False, description="its password")
    context: str = Field("", description="context name of version 3")


_SECRETS = ("community", "auth_password", "priv_password")


def take_credentials(values: Mapping[str, Any]) -> tuple[SnmpCredentials, dict[str, Any]]:
    """Split options into the credentials among them, secrets fetched, and the rest.

    Raises:
        OptionError: naming the key with a wrong value, or whose secret cannot be had.
    """
    keys = CredentialOptions.model_fields.keys()
    given = validate_options(CredentialOptions, {key: value for key, value in values.items() if key in keys})
    fields = {**given.model_dump(), **{name: _secret(name, getattr(given, name)) for name in _SECRETS}}
    return SnmpCredentials(**fields), {key: value for key, value in values.items() if key not in keys}


def _secret(key: str, reference: str) -> Secret:
    try:
        return fetch(reference)
    except SecretError as error:
        raise OptionError(key, str(error)) from error
