"""Judge a server's certificate and TLS version."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes.base import Context, ProbeOptions
from checks.probes.certificate import Certificate, CertificateError
from checks.probes.greetings import ProtocolError
from checks.probes.limits import RangeText, judged, time_metric, worst
from checks.probes.resolve import Family
from checks.probes.starttls import STARTTLS
from checks.probes.tls_context import AuthorityError, lenient, verifying
from checks.probes.wire import OurSideError, Wire, WireError, tls_reason

VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


class TlsOptions(ProbeOptions):
    """What `tls` understands."""

    port: int = Field(0, ge=0, le=65535, description="TCP port; default 443, with starttls the protocol's own")
    starttls: Literal["smtp", "imap", "pop3", "ftp", "postgres", "ldap"] | None = Field(
        None, description="begin in clear with this protocol: smtp, imap, pop3, ftp, postgres, ldap"
    )
    server_name: str = Field("", description="name to ask for and to find in the certificate; default the address")
    verify_chain: bool = Field(True, description="check that a known authority signed it")
    verify_name: bool = Field(True, description="check that it is for server_name")
    ca_file: str = Field("", description="file of certificate authorities instead of the system's")
    warn: RangeText = Field("21:", description="warn on this number of days left (Nagios range)")
    crit: RangeText = Field("7:", description="critical on this number of days left (Nagios range)")
    min_version: Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] = Field(
        "TLSv1.2", description="warn when an older version is negotiated: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"
    )
    family: Family = Field(Family.ANY, description="IP version of a name's address: any, 4 or 6")
    timeout: float = Field(10.0, gt=0, le=60, description="seconds for everything")
    warn_time: RangeText = Field("", description="warn on this time to the end of the handshake (seconds)")
    crit_time: RangeText = Field("", description="critical on this time to the end of the handshake (seconds)")

    @property
    def effective_port(self) -> int:
        """The port given, else the usual one."""
        return self.port or (STARTTLS[self.starttls][0] if self.starttls else 443)


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a handshake for `name` showed. `refusal` is why the strict one before it failed, "" if none did."""

    name: str
    der: bytes
    version: str
    cipher: str
    refusal: str
    seconds: float


class Tls:
    """The `tls` probe."""

    options = TlsOptions

    async def run(self, target: Target, options: TlsOptions, context: Context) -> Outcome:
        """Shake hands strictly, and if that fails once more leniently to see what is wrong."""
        where = f"TLS {options.effective_port} on {target.address}"
        seconds = min(options.timeout, context.deadline)
        try:
            async with asyncio.timeout(seconds):
                shown = await _look(target, options, context)
            certificate = Certificate.parse(shown.der)
        except TimeoutError:
            return Outcome(State.CRITICAL, f"{where}: no complete handshake within {seconds:g} s")
        except (OurSideError, AuthorityError) as error:
            return Outcome(State.UNKNOWN, f"{where}: {error}")
        except (WireError, ProtocolError, CertificateError) as error:
            return Outcome(State.CRITICAL, f"{where}: {error}")
        except ssl.SSLError as error:
            return Outcome(State.CRITICAL, f"{where}: {tls_reason(error)}")
        return _judge(where, shown, certificate, options, context.now)


async def _look(target: Target, options: TlsOptions, context: Context) -> Handshake:
    if not options.verify_chain:
        return await _shake(target, options, lenient(), "")
    try:
        return await _shake(target, options, verifying(options.ca_file, context.now, check_name=False), "")
    except ssl.SSLError as error:
        return await _shake(target, options, lenient(), tls_reason(error))


async def _shake(target: Target, options: TlsOptions, context: ssl.SSLContext, refusal: str) -> Handshake:
    name = options.server_name or target.address
    begun = clock.monotonic()
    async with await Wire.open(target.address, options.effective_port, options.family) as wire:
        if options.starttls:
            await STARTTLS[options.starttls][1](wire)
        tls = await wire.start_tls(context, name)
    cipher = tls.cipher()
    return Handshake(
        name=name,
        der=tls.getpeercert(binary_form=True) or b"",
        version=tls.version() or "",
        cipher=cipher[0] if cipher else "",
        refusal=refusal,
        seconds=clock.monotonic() - begun,
    )


def _judge(where: str, shown: Handshake, certificate: Certificate, options: TlsOptions, now: float) -> Outcome:
    days = Metric("days_left", certificate.days_left(now), "d", options.warn or None, options.crit or None)
    time = time_metric(shown.seconds, options.warn_time, options.crit_time)
    faults = list(_faults(shown, certificate, options, now))
    states = [state for state, _ in faults]
    about = f"certificate of {certificate.subject}, issued by {certificate.issuer}, {_lifetime(certificate, now)}"
    words = [*(text for _, text in faults), about, shown.version]
    return Outcome(
        worst(*states, judged(days), judged(time)),
        f"{where}: {', '.join(words)}",
        (days, time),
        items=(_item(shown, certificate, days.value),),
    )


def _faults(shown: Handshake, certificate: Certificate, options: TlsOptions, now: float) -> list[tuple[State, str]]:
    faults = []
    if certificate.ends_at <= now:
        faults.append((State.CRITICAL, "the certificate has expired"))
    if certificate.starts_at > now:
        faults.append((State.CRITICAL, "the certificate is not valid yet"))
    if options.verify_name and not certificate.is_for(shown.name):
        faults.append((State.CRITICAL, f"it is for {certificate.names_in_words()}, not for {shown.name}"))
    old = VERSIONS.index(shown.version) < VERSIONS.index(options.min_version) if shown.version in VERSIONS else False
    if old:
        faults.append((State.WARNING, f"only {shown.version} is spoken"))
    if shown.refusal and not old:
        faults.extend(_refusal(shown.refusal, certificate, expired=certificate.ends_at <= now))
    return faults


def _refusal(refusal: str, certificate: Certificate, *, expired: bool) -> list[tuple[State, str]]:
    """Say why the chain is not trusted, unless expiry said it already."""
    if "expired" in refusal:
        return [] if expired else [(State.CRITICAL, "a certificate of an authority in the chain has expired")]
    if certificate.self_signed:
        return [(State.CRITICAL, "the certificate is self-signed")]
    return [(State.CRITICAL, refusal)]


def _lifetime(certificate: Certificate, now: float) -> str:
    days = certificate.days_left(now)
    return f"{days:.0f} days left" if days >= 0 else f"expired {-days:.0f} days ago"


def _item(shown: Handshake, certificate: Certificate, days: float) -> dict[str, Any]:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": list(certificate.names),
        "days_left": round(days, 3),
        "version": shown.version,
        "cipher": shown.cipher,
    }
