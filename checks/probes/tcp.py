"""Connect to a TCP port and, if asked, hold a short conversation."""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from checks import clock
from checks.model import Outcome, State, Target
from checks.probes.base import Context, ProbeOptions
from checks.probes.greetings import PRESETS, ProtocolError
from checks.probes.limits import RangeText, judged, time_metric
from checks.probes.resolve import Family
from checks.probes.tls_context import AuthorityError, lenient, verifying
from checks.probes.wire import OurSideError, Wire, WireError, tls_reason

MOST_READ = 16384
_SHOWN = 120
_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.|$)", re.DOTALL)
_CONTROLS = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}


def unescape(text: str) -> bytes:
    r"""Turn \r \n \t \0 \xNN and \\ of an option into bytes; everything else is UTF-8."""
    return _ESCAPE.sub(_meant, text.encode())


def _meant(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1] == b"x" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code not in _CONTROLS:
        raise ValueError(rf"\{code.decode('utf-8', 'replace')} is not understood; allowed are \r \n \t \0 \\ and \xNN")
    return _CONTROLS[code]


def _escapes(text: str) -> str:
    unescape(text)
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Escaped = Annotated[str, AfterValidator(_escapes)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class TcpOptions(ProbeOptions):
    """What `tcp` understands."""

    port: int = Field(0, ge=0, le=65535, description="TCP port; may be left out with a preset")
    preset: Literal["ssh", "smtp", "imap", "pop3", "ftp", "ldap", "mysql", "postgres", "rdp"] | None = Field(
        None, description="speak this protocol: " + ", ".join(PRESETS)
    )
    greeting: Escaped = Field("", description="text the server must send first, before anything is sent")
    send: Escaped = Field("", description=r"text to send; \r \n \t \0 and \xNN are understood")
    expect: Escaped = Field("", description="text that must come back")
    expect_regex: Pattern = Field("", description="regular expression that what comes back must contain")
    mismatch: Literal["warning", "critical"] = Field(
        "critical", description="what another greeting or answer than the expected one is"
    )
    tls: bool = Field(False, description="speak TLS from the start")
    verify: bool = Field(True, description="with TLS: check the certificate's chain and name")
    server_name: str = Field("", description="with TLS: name to ask for and to check; default the address")
    ca_file: str = Field("", description="with TLS: file of certificate authorities instead of the system's")
    family: Family = Field(Family.ANY, description="IP version of a name's address: any, 4 or 6")
    timeout: float = Field(10.0, gt=0, le=60, description="seconds for the whole conversation")
    warn_time: RangeText = Field("", description="warn on this response time (seconds, Nagios range)")
    crit_time: RangeText = Field("", description="critical on this response time (seconds, Nagios range)")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.port and not self.effective_port:
            raise ValueError(
                "option port: required (1 to 65535)" + (f" for {self.preset} with tls" * bool(self.preset))
            )
        if self.preset and (self.greeting or self.send or self.expect or self.expect_regex):
            raise ValueError("option preset: goes without greeting, send, expect and expect_regex")
        return self

    @property
    def effective_port(self) -> int:
        """The port given, else the usual one of the preset."""
        if self.port or not self.preset:
            return self.port
        preset = PRESETS[self.preset]
        return preset.tls_port if self.tls else preset.port


class Tcp:
    """The `tcp` probe."""

    options = TcpOptions

    async def run(self, target: Target, options: TcpOptions, context: Context) -> Outcome:
        """Connect, converse, judge the time."""
        port = options.effective_port
        where = f"TCP {port} on {target.address}"
        seconds = min(options.timeout, context.deadline)
        begun = clock.monotonic()
        heard = bytearray()
        try:
            async with asyncio.timeout(seconds), await Wire.open(target.address, port, options.family) as wire:
                said = await _converse(wire, target, options, context, heard)
        except TimeoutError:
            came = f" but {_shown(heard)}" if heard else ""
            state = options.mismatch.upper() if heard else State.CRITICAL
            return Outcome(State(state), f"{where}: no answer within {seconds:g} s{came}")
        except (OurSideError, AuthorityError) as error:
            return Outcome(State.UNKNOWN, f"{where}: {error}")
        except ProtocolError as error:
            return Outcome(State(options.mismatch.upper()), f"{where}: {error}")
        except WireError as error:
            return Outcome(State.CRITICAL, f"{where}: {error}")
        except ssl.SSLError as error:
            return Outcome(State.CRITICAL, f"{where}: TLS: {tls_reason(error)}")
        metric = time_metric(clock.monotonic() - begun, options.warn_time, options.crit_time)
        text = f"{where}: {said}, {metric.value * 1000:.3g} ms"
        return Outcome(judged(metric), text, (metric,))


async def _converse(wire: Wire, target: Target, options: TcpOptions, context: Context, heard: bytearray) -> str:
    """Do what the options ask for; return what to say of it. `heard` is what came of a text awaited, as it comes."""
    if options.tls:
        await _start_tls(wire, target, options, context)
    if options.preset:
        return await PRESETS[options.preset].converse(wire)
    said = "connected"
    if options.greeting:
        said = await _await_text(wire, unescape(options.greeting), "", "greeting", heard)
    if options.send:
        await wire.send(unescape(options.send))
    if options.expect or options.expect_regex:
        heard.clear()
        said = await _await_text(wire, unescape(options.expect), options.expect_regex, "answer", heard)
    return said


async def _start_tls(wire: Wire, target: Target, options: TcpOptions, context: Context) -> None:
    name = options.server_name or target.address
    if not options.verify:
        await wire.start_tls(lenient(), name)
        return
    await wire.start_tls(verifying(options.ca_file, context.now, check_name=True), name)


async def _await_text(wire: Wire, text: bytes, pattern: str, what: str, data: bytearray) -> str:
    """Read into `data` until the text is there and the pattern matches; return the first line read."""
    compiled = re.compile(pattern.encode()) if pattern else None
    while text not in data or (compiled is not None and not compiled.search(data)):
        more = await wire.receive() if len(data) < MOST_READ else b""
        if not more:
            wanted = repr(pattern) if text in data else repr(text.decode("utf-8", "replace"))
            raise ProtocolError(f"{what} without {wanted}: {_shown(data) or 'nothing came'}")
        data += more
    return _shown(data)


def _shown(data: bytes | bytearray) -> str:
    line = bytes(data).strip().partition(b"\n")[0].decode("utf-8", "replace").strip()
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
