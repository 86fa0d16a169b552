"""What a probe wants to know of an X.509 certificate."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

DAY = 86400.0


class CertificateError(Exception):
    """The bytes are no certificate that can be read."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Names and dates of one certificate; times are epoch seconds."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    starts_at: float
    ends_at: float
    self_signed: bool

    @staticmethod
    def parse(der: bytes) -> Certificate:
        """Read a certificate in DER.

        Raises:
            CertificateError: it cannot be read.
        """
        try:
            found = x509.load_der_x509_certificate(der)
            return Certificate(
                subject=_common_name(found.subject),
                issuer=_common_name(found.issuer),
                names=_names(found),
                starts_at=found.not_valid_before_utc.timestamp(),
                ends_at=found.not_valid_after_utc.timestamp(),
                self_signed=found.issuer == found.subject,
            )
        except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension) as error:
            raise CertificateError(f"the certificate cannot be read: {error}") from error

    def days_left(self, now: float) -> float:
        """Days until it expires, negative after."""
        return (self.ends_at - now) / DAY

    def is_for(self, name: str) -> bool:
        """Tell whether it covers a host name or an IP address (RFC 6125; the common name only where no SAN is)."""
        wanted = _canonical(name)
        return any(_matches(offered, wanted) for offered in self.names)

    def names_in_words(self, most: int = 5) -> str:
        """List the names it is for, shortened."""
        if not self.names:
            return "no name"
        more = len(self.names) - most
        return ", ".join(self.names[:most]) + (f" and {more} more" if more > 0 else "")


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        name = _attribute(found.subject)
        return (name,) if name else ()
    hosts = extension.value.get_values_for_type(x509.DNSName)
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    return (*hosts, *(str(address) for address in addresses))


def _common_name(name: x509.Name) -> str:
    return _attribute(name) or name.rfc4514_string() or "(no name)"


def _attribute(name: x509.Name) -> str:
    values = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[0].value) if values else ""


def _canonical(name: str) -> str:
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    lowered = name.rstrip(".").lower()
    try:
        return lowered.encode("idna").decode()
    except UnicodeError:
        return lowered


def _matches(offered: str, wanted: str) -> bool:
    """Compare a name of a certificate; an asterisk stands for the whole first label and for nothing else."""
    offered = _canonical(offered) if "*" not in offered else offered.rstrip(".").lower()
    if not offered.startswith("*."):
        return offered == wanted
    first, _, rest = wanted.partition(".")
    return bool(first) and rest == offered[2:] and "." in rest
