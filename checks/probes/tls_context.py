"""TLS contexts, made once: reading the system's authorities takes tens of milliseconds."""

from __future__ import annotations

import ssl
from functools import lru_cache

_HOUR = 3600


class AuthorityError(Exception):
    """The file of certificate authorities cannot be used; the message names it."""


def verifying(ca_file: str, now: float, *, check_name: bool) -> ssl.SSLContext:
    """Return a context that checks the chain and, unless it is left to the caller, the name.

    It is made anew every hour, so that renewed system authorities are taken up.

    Raises:
        AuthorityError: `ca_file` is missing or holds no certificate.
    """
    return _verifying(ca_file, int(now // _HOUR), check_name)


@lru_cache(maxsize=16)
def _verifying(ca_file: str, hour: int, check_name: bool) -> ssl.SSLContext:  # noqa: ARG001 - the hour is part of the key
    try:
        context = ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise AuthorityError(f"cannot use the certificate authorities in {ca_file}: {error.strerror}") from error
    context.check_hostname = check_name
    return context


@lru_cache(maxsize=1)
def lenient() -> ssl.SSLContext:
    """Return a context that accepts any certificate and any version and cipher the library still knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context
