"""Certificates of every kind of wrongness, straight and after STARTTLS."""

import asyncio
import datetime as dt
import ssl
import struct
import warnings

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.probes.certificate import Certificate, CertificateError
from tests.support.probing import closed_port, endless, hang_up, run, saying, serving, silent

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]
TODAY = dt.datetime.now(dt.UTC)
NAME = "www.example.test"


def context_of(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def issued(authority: trustme.CA, *names: str, start: float = -10, end: float = 100) -> ssl.SSLContext:
    """A server whose certificate is valid between these days from today."""
    return context_of(
        authority.issue_cert(
            *names, not_before=TODAY + dt.timedelta(days=start), not_after=TODAY + dt.timedelta(days=end)
        )
    )


async def look(server: ssl.SSLContext, ca_file: str, **options):
    async with serving(silent, tls=server) as port:
        values = {"port": port, "ca_file": ca_file, "server_name": NAME, **options}
        return await run("tls", values, now=TODAY.timestamp())


async def test_a_good_certificate(authority, ca_file):
    outcome = await look(issued(authority, NAME), ca_file)
    assert outcome.state is State.OK, outcome.output
    assert "100 days left" in outcome.output
    assert outcome.items[0]["version"] == "TLSv1.3"
    assert outcome.items[0]["names"] == [NAME]
    assert {metric.name: round(metric.value) for metric in outcome.metrics}["days_left"] == 100


@pytest.mark.parametrize(("days", "state"), [(30, State.OK), (20, State.WARNING), (6, State.CRITICAL)])
async def test_days_left(authority, ca_file, days, state):
    outcome = await look(issued(authority, NAME, end=days), ca_file)
    assert outcome.state is state
    assert f"{days} days left" in outcome.output


async def test_own_limits(authority, ca_file):
    outcome = await look(issued(authority, NAME, end=50), ca_file, warn="60:", crit="")
    assert outcome.state is State.WARNING


async def test_expired(authority, ca_file):
    outcome = await look(issued(authority, NAME, start=-20, end=-3), ca_file)
    assert outcome.state is State.CRITICAL
    assert "the certificate has expired" in outcome.output
    assert "expired 3 days ago" in outcome.output
    assert "chain" not in outcome.output


async def test_not_valid_yet(authority, ca_file):
    outcome = await look(issued(authority, NAME, start=3), ca_file)
    assert (outcome.state, "not valid yet" in outcome.output) == (State.CRITICAL, True)


async def test_for_another_host(authority, ca_file):
    outcome = await look(issued(authority, "mail.example.test", "imap.example.test"), ca_file)
    assert outcome.state is State.CRITICAL
    assert "it is for mail.example.test, imap.example.test, not for www.example.test" in outcome.output
    assert (await look(issued(authority, "mail.example.test"), ca_file, verify_name=False)).state is State.OK


async def test_expired_and_for_another_host_says_both(authority, ca_file):
    outcome = await look(issued(authority, "mail.example.test", start=-20, end=-3), ca_file)
    assert "has expired" in outcome.output
    assert "not for www.example.test" in outcome.output


async def test_unknown_authority(authority, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    outcome = await look(issued(authority, NAME), str(other))
    assert outcome.state is State.CRITICAL
    assert "certificate not valid" in outcome.output
    assert "100 days left" in outcome.output
    assert (await look(issued(authority, NAME), str(other), verify_chain=False)).state is State.OK


async def test_self_signed(tmp_path, ca_file):
    outcome = await look(self_signed(tmp_path), ca_file)
    assert (outcome.state, "self-signed" in outcome.output) == (State.CRITICAL, True)


def self_signed(tmp_path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - dt.timedelta(days=1))
        .not_valid_after(TODAY + dt.timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "self.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, plain, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_chain_with_an_intermediate(authority, ca_file):
    server = context_of(authority.create_child_ca().issue_cert(NAME))
    assert "issued by" in (await look(server, ca_file, warn="", crit="")).output


async def test_addresses_in_certificates(authority, ca_file):
    server = issued(authority, "127.0.0.1", "::1")
    assert (await look(server, ca_file, server_name="")).state is State.OK


async def test_old_version(authority, ca_file):
    server = issued(authority, NAME)
    server.minimum_version = server.maximum_version = ssl.TLSVersion.TLSv1_2
    assert (await look(server, ca_file)).state is State.OK
    outcome = await look(server, ca_file, min_version="TLSv1.3")
    assert (outcome.state, "only TLSv1.2 is spoken" in outcome.output) == (State.WARNING, True)


async def test_a_version_the_system_refuses_is_still_named(authority, ca_file):
    server = issued(authority, NAME)
    server.set_ciphers("ALL:@SECLEVEL=0")
    server.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        server.maximum_version = ssl.TLSVersion.TLSv1_1
    outcome = await look(server, ca_file)
    if "TLSv1.1" not in outcome.output:
        pytest.skip(f"OpenSSL here has no TLS 1.1: {outcome.output}")
    assert outcome.state is State.WARNING


async def test_not_listening():
    port = await closed_port()
    outcome = await run("tls", {"port": port})
    assert (outcome.state, outcome.output) == (State.CRITICAL, f"TLS {port} on 127.0.0.1: connection refused")


@pytest.mark.parametrize("handler", [hang_up, endless, saying(b"220 hello\r\n")])
async def test_no_tls_there(handler):
    async with serving(handler) as port:
        outcome = await run("tls", {"port": port})
    assert outcome.state is State.CRITICAL


async def test_a_handshake_that_never_ends():
    async with serving(silent) as port:
        outcome = await run("tls", {"port": port, "timeout": 0.3})
    assert "no complete handshake within 0.3 s" in outcome.output


# STARTTLS

LDAP_REQUEST = bytes.fromhex("301d02010177188016312e332e362e312e342e312e313436362e3230303337")


def ldap_answer(code: int) -> bytes:
    return bytes([0x30, 0x0C, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0A, 0x01, code, 0x04, 0x00, 0x04, 0x00])


TALKS = {
    "smtp": (
        b"220 mail\r\n",
        [(b"EHLO monitor\r\n", b"250-mail\r\n250 STARTTLS\r\n"), (b"STARTTLS\r\n", b"220 go\r\n")],
    ),
    "imap": (b"* OK ready\r\n", [(b"a STARTTLS\r\n", b"* OK wait\r\na OK go\r\n")]),
    "pop3": (b"+OK ready\r\n", [(b"STLS\r\n", b"+OK go\r\n")]),
    "ftp": (b"220 ftp\r\n", [(b"AUTH TLS\r\n", b"234 go\r\n")]),
    "postgres": (b"", [(struct.pack("!II", 8, 80877103), b"S")]),
    "ldap": (b"", [(LDAP_REQUEST, ldap_answer(0))]),
}
REFUSALS = {
    "smtp": (b"220 mail\r\n", [(b"EHLO monitor\r\n", b"250 mail\r\n"), (b"STARTTLS\r\n", b"454 not now\r\n")]),
    "imap": (b"* OK ready\r\n", [(b"a STARTTLS\r\n", b"a BAD what\r\n")]),
    "pop3": (b"+OK ready\r\n", [(b"STLS\r\n", b"-ERR what\r\n")]),
    "ftp": (b"220 ftp\r\n", [(b"AUTH TLS\r\n", b"500 what\r\n")]),
    "postgres": (b"", [(struct.pack("!II", 8, 80877103), b"N")]),
    "ldap": (b"", [(LDAP_REQUEST, ldap_answer(2))]),
}


def talking(greeting: bytes, exchanges, tls: ssl.SSLContext | None = None, injected: bytes = b""):
    async def handle(reader, writer):
        writer.write(greeting)
        for wanted, answer in exchanges:
            assert await reader.readexactly(len(wanted)) == wanted
            writer.write(answer + (injected if wanted == exchanges[-1][0] else b""))
            await writer.drain()
        if tls is not None:
            await writer.start_tls(tls)
        await reader.read()

    return handle


@pytest.mark.parametrize("protocol", TALKS)
async def test_starttls(authority, ca_file, protocol):
    handler = talking(*TALKS[protocol], tls=issued(authority, NAME))
    async with serving(handler) as port:
        options = {"port": port, "starttls": protocol, "ca_file": ca_file, "server_name": NAME}
        outcome = await run("tls", options, now=TODAY.timestamp())
        await asyncio.sleep(0.05)
    assert outcome.state is State.OK, outcome.output


@pytest.mark.parametrize("protocol", REFUSALS)
async def test_starttls_refused(protocol):
    async with serving(talking(*REFUSALS[protocol])) as port:
        outcome = await run("tls", {"port": port, "starttls": protocol})
    assert outcome.state is State.CRITICAL
    assert "the server" not in outcome.output or "offers no TLS" in outcome.output


async def test_text_slipped_in_before_tls_is_refused():
    """CVE-2011-0411: whoever sits in between adds commands to the last answer in clear."""
    handler = talking(*TALKS["smtp"], injected=b"250 injected\r\n")
    async with serving(handler) as port:
        outcome = await run("tls", {"port": port, "starttls": "smtp"})
    assert (outcome.state, "in clear after agreeing" in outcome.output) == (State.CRITICAL, True)


def test_usual_ports():
    assert parse_options("tls", {}).effective_port == 443
    assert parse_options("tls", {"starttls": "smtp"}).effective_port == 25


def test_wrong_options():
    with pytest.raises(OptionError, match="option starttls"):
        parse_options("tls", {"starttls": "gopher"})


# Certificates by themselves


@pytest.mark.parametrize(
    ("offered", "wanted", "good"),
    [
        ("www.example.test", "WWW.Example.Test.", True),
        ("*.example.test", "www.example.test", True),
        ("*.example.test", "a.b.example.test", False),
        ("*.example.test", "example.test", False),
        ("*.test", "www.test", False),
        ("w*.example.test", "www.example.test", False),
        ("10.0.0.1", "10.0.0.1", True),
        ("xn--caf-dma.example.test", "café.example.test", True),
    ],
)
def test_names(offered, wanted, good):
    certificate = Certificate("", "", (offered,), 0, 0, self_signed=False)
    assert certificate.is_for(wanted) is good


@pytest.mark.parametrize("der", [b"", b"garbage", b"0\x82\xff\xff"])
def test_bytes_that_are_no_certificate(der):
    with pytest.raises(CertificateError):
        Certificate.parse(der)
