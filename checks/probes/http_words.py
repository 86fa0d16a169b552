"""What a failed HTTP request means, in words."""

from __future__ import annotations

import ssl

import aiohttp

from checks.model import State
from checks.probes.wire import OurSideError, in_words, tls_reason

_MOST = 200
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ServerDisconnectedError, "connection closed by the server before an answer"),
    (aiohttp.ClientPayloadError, "connection closed by the server in the middle of the page"),
)


def explain(error: Exception) -> tuple[State, str]:
    """Return the state and a sentence part for an error of aiohttp; UNKNOWN when the fault is on this machine."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return State.CRITICAL, sentence
    cause = _cause(error)
    if isinstance(cause, ssl.SSLError):
        return State.CRITICAL, f"TLS: {tls_reason(cause)}"
    if isinstance(cause, OSError):
        words = in_words(cause)
        return (State.UNKNOWN if isinstance(words, OurSideError) else State.CRITICAL), str(words)
    if isinstance(error, aiohttp.ClientResponseError):
        return State.CRITICAL, f"not an HTTP answer: {_one_line(error.message)}"
    return State.CRITICAL, _one_line(str(error)) or type(error).__name__


def _cause(error: Exception) -> Exception:
    """Return the system's or TLS's own error inside one of aiohttp."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error
    return error


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_MOST]
