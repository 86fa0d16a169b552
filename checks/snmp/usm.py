"""SNMPv3 with the user-based security model, through pysnmp.

pysnmp slows down with the number of targets in one engine (15 ms a GET with 1,600), and one engine knows one password
per user name. So each set of credentials has its own engines, and each engine a bounded number of targets. An engine
keeps what it discovered of its targets (engine id, boots, time) for all later requests.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from pyasn1.error import PyAsn1Error
from pyasn1.type import univ
from pysnmp.entity.rfc3413.cmdgen import CommandGenerator
from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch import asyncio as hlapi
from pysnmp.hlapi.v3arch.asyncio.lcd import CommandGeneratorLcdConfigurator
from pysnmp.proto import errind, rfc1902, rfc1905
from pysnmp.proto.api import v2c

from checks.model import SnmpCredentials
from checks.snmp.ber import GET, GETBULK, RESPONSE, Message, Request
from checks.snmp.errors import NoAnswerError, RefusedError, SnmpError
from checks.snmp.udp import Address
from checks.snmp.values import (
    COUNTER32,
    COUNTER64,
    END_OF_MIB_VIEW,
    GAUGE32,
    INTEGER,
    IP_ADDRESS,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    NULL,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    OPAQUE,
    TIME_TICKS,
    Value,
    opaque_number,
)

TARGETS_PER_ENGINE = 32

_AUTH = {
    "": hlapi.USM_AUTH_NONE,
    "MD5": hlapi.USM_AUTH_HMAC96_MD5,
    "SHA": hlapi.USM_AUTH_HMAC96_SHA,
    "SHA224": hlapi.USM_AUTH_HMAC128_SHA224,
    "SHA256": hlapi.USM_AUTH_HMAC192_SHA256,
    "SHA384": hlapi.USM_AUTH_HMAC256_SHA384,
    "SHA512": hlapi.USM_AUTH_HMAC384_SHA512,
}
_PRIV = {
    "": hlapi.USM_PRIV_NONE,
    "DES": hlapi.USM_PRIV_CBC56_DES,
    "AES": hlapi.USM_PRIV_CFB128_AES,
    "AES192": hlapi.USM_PRIV_CFB192_AES_BLUMENTHAL,
    "AES256": hlapi.USM_PRIV_CFB256_AES_BLUMENTHAL,
}
_LCD = CommandGeneratorLcdConfigurator()
_NULL = v2c.Null("")
SHORTEST_PASSWORD = 8
"""Octets; shorter passwords are not allowed by RFC 3414 section 11.2."""

_REFUSALS: dict[type[errind.ErrorIndication], str] = {
    errind.WrongDigest: "wrong SNMPv3 authentication password or protocol",
    errind.AuthenticationFailure: "wrong SNMPv3 authentication password or protocol",
    errind.AuthenticationError: "wrong SNMPv3 authentication password or protocol",
    errind.UnknownUserName: "unknown SNMPv3 user",
    errind.UnknownSecurityName: "unknown SNMPv3 user",
    errind.DecryptionError: "wrong SNMPv3 privacy password or protocol",
    errind.UnsupportedSecurityLevel: "the device does not offer this SNMPv3 security level to this user",
    errind.NotInTimeWindow: "the device's SNMPv3 clock and ours do not agree (time window)",
    errind.UnknownEngineID: "the device does not tell its SNMPv3 engine id",
    errind.NoSuchContext: "the device does not know this SNMPv3 context",
    errind.NoSuchView: "this SNMPv3 user may not read that",
    errind.NoAccessEntry: "this SNMPv3 user may not read that",
}

_Key: TypeAlias = tuple[str, str, str, str, str]


@dataclass(slots=True, eq=False)
class _Shard:
    """One engine and its targets; `heard` are those that answered through it."""

    engine: Any
    targets: set[Address] = field(default_factory=set)
    heard: set[Address] = field(default_factory=set)


class _Engines:
    """The engines of one event loop, by credentials."""

    def __init__(self) -> None:
        self._shards: dict[tuple[_Key, Address], _Shard] = {}
        self._filling: dict[_Key, _Shard] = {}

    def shard(self, key: _Key, address: Address) -> _Shard:
        """Return the target's engine; a new target goes into the one that is being filled."""
        known = self._shards.get((key, address))
        return known or self._assign(key, address, None)

    def replace(self, key: _Key, address: Address) -> _Shard:
        """Give a target another engine, one that has not learnt an old clock or engine id of it."""
        stale = self._shards[key, address]
        shard = self._assign(key, address, stale)
        stale.targets.discard(address)
        if not stale.targets:
            stale.engine.close_dispatcher()
        return shard

    def close(self) -> None:
        """Close every engine."""
        for shard in {*self._shards.values(), *self._filling.values()}:
            shard.engine.close_dispatcher()

    def _assign(self, key: _Key, address: Address, stale: _Shard | None) -> _Shard:
        shard = self._filling.get(key)
        if shard is None or shard is stale or len(shard.targets) >= TARGETS_PER_ENGINE:
            shard = self._filling[key] = _Shard(hlapi.SnmpEngine())
        shard.targets.add(address)
        self._shards[key, address] = shard
        return shard


_engines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Engines] = WeakKeyDictionary()


def close_engines() -> None:
    """Close the running loop's engines, before the loop ends."""
    engines = _engines.pop(asyncio.get_running_loop(), None)
    if engines is not None:
        engines.close()


class UsmDevice:
    """A v3 device. Raises RefusedError when the credentials cannot be used at all."""

    def __init__(self, family: socket.AddressFamily, address: Address, credentials: SnmpCredentials) -> None:
        self.max_repetitions = credentials.max_repetitions
        self._family = family
        self._address = address
        self._credentials = credentials
        self._user = _user(credentials)
        self._pool = _engines.setdefault(asyncio.get_running_loop(), _Engines())
        self._key = _key(credentials)
        self._target: Any = None

    async def send(self, request: Request) -> Message:
        """Send one request and return the answer. Raises SnmpError.

        An agent that was restarted does not match what its engine knows of it; pysnmp then may hear nothing. So a
        target that has answered before gets one more try through an engine without that knowledge.
        """
        shard = self._pool.shard(self._key, self._address)
        try:
            return await self._send(shard, request)
        except (NoAnswerError, _OutOfStepError):
            if self._address not in shard.heard:
                raise
        return await self._send(self._pool.replace(self._key, self._address), request)

    async def _send(self, shard: _Shard, request: Request) -> Message:
        try:
            failure, pdu = await self._exchange(shard.engine, request)
        except (PySnmpError, PyAsn1Error) as error:
            raise SnmpError(f"SNMPv3 to {self._address[0]} failed: {error}") from error
        if failure is not None:
            raise _explain(failure, self._address, self._credentials)
        shard.heard.add(self._address)
        status = int(v2c.apiPDU.get_error_status(pdu))
        index = int(v2c.apiPDU.get_error_index(pdu, muteErrors=True))
        rows = [(tuple(name), convert(value)) for name, value in v2c.apiPDU.get_varbinds(pdu)]
        return Message(3, b"", RESPONSE, 0, status, index, rows)

    async def _exchange(self, engine: Any, request: Request) -> tuple[Any, Any]:
        """Return pysnmp's error indication and the response PDU.

        The high-level commands of pysnmp look every OID up in MIB modules, which it may go and fetch; this does not.
        """
        answer: asyncio.Future[tuple[Any, Any]] = asyncio.get_running_loop().create_future()

        def done(_engine: Any, _handle: Any, failure: Any, pdu: Any, _context: Any) -> None:
            if not answer.done():
                answer.set_result((failure, pdu))

        context = self._credentials.context.encode("utf-8")
        name, _ = _LCD.configure(engine, self._user, await self._transport_target(), context)
        CommandGenerator().send_pdu(engine, name, None, context, _pdu(request), done, None)
        return await answer

    async def _transport_target(self) -> Any:
        if self._target is None:
            kind = hlapi.Udp6TransportTarget if self._family == socket.AF_INET6 else hlapi.UdpTransportTarget
            timeout, retries = self._credentials.timeout, self._credentials.retries
            self._target = await kind.create(self._address, timeout=timeout, retries=retries)
        return self._target


def _pdu(request: Request) -> Any:
    if request.pdu == GETBULK:
        pdu = v2c.GetBulkRequestPDU()
        v2c.apiBulkPDU.set_defaults(pdu)
        v2c.apiBulkPDU.set_max_repetitions(pdu, request.max_repetitions)
    else:
        pdu = v2c.GetRequestPDU() if request.pdu == GET else v2c.GetNextRequestPDU()
        v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_varbinds(pdu, [(oid, _NULL) for oid in request.oids])
    return pdu


class _OutOfStepError(RefusedError):
    """The engine's knowledge of the device is stale: it was replaced, or its clock was set back."""


def _explain(failure: Any, address: Address, credentials: SnmpCredentials) -> SnmpError:
    host, port = address
    if isinstance(failure, errind.RequestTimedOut):
        tries = f"{credentials.retries + 1} x {credentials.timeout:g} s"
        hint = "; some agents answer a wrong privacy password with silence" if credentials.priv_protocol else ""
        return NoAnswerError(f"no SNMP answer from {host} port {port} ({tries}{hint})")
    text = next((words for kind, words in _REFUSALS.items() if isinstance(failure, kind)), str(failure))
    kind = _OutOfStepError if isinstance(failure, errind.NotInTimeWindow | errind.UnknownEngineID) else RefusedError
    return kind(f"{text} (user '{credentials.user}' at {host} port {port})")


def _key(credentials: SnmpCredentials) -> _Key:
    return (
        credentials.user,
        credentials.auth_protocol,
        credentials.auth_password.value,
        credentials.priv_protocol,
        credentials.priv_password.value,
    )


def _user(credentials: SnmpCredentials) -> Any:
    auth, priv = credentials.auth_protocol.upper(), credentials.priv_protocol.upper()
    if auth not in _AUTH or priv not in _PRIV:
        raise RefusedError(f"SNMPv3 protocols are {', '.join(filter(None, (*_AUTH, *_PRIV)))}")
    if not credentials.user:
        raise RefusedError("SNMPv3 needs a user name")
    if priv and not auth:
        raise RefusedError("SNMPv3 privacy needs authentication too")
    for protocol, secret in ((auth, credentials.auth_password), (priv, credentials.priv_password)):
        if protocol and len(secret.value.encode("utf-8")) < SHORTEST_PASSWORD:
            raise RefusedError(f"the SNMPv3 password for {protocol} is shorter than {SHORTEST_PASSWORD} characters")
    return hlapi.UsmUserData(
        credentials.user,
        credentials.auth_password.value if auth else None,
        credentials.priv_password.value if priv else None,
        authProtocol=_AUTH[auth],
        privProtocol=_PRIV[priv],
    )


_TAGS: tuple[tuple[type[Any], int], ...] = (
    (rfc1902.IpAddress, IP_ADDRESS),
    (rfc1902.Counter32, COUNTER32),
    (rfc1902.TimeTicks, TIME_TICKS),
    (rfc1902.Counter64, COUNTER64),
    (rfc1902.Gauge32, GAUGE32),
    (rfc1902.Unsigned32, GAUGE32),
    (rfc1902.Opaque, OPAQUE),
    (rfc1905.NoSuchObject, NO_SUCH_OBJECT),
    (rfc1905.NoSuchInstance, NO_SUCH_INSTANCE),
    (rfc1905.EndOfMibView, END_OF_MIB_VIEW),
    (univ.Integer, INTEGER),
    (univ.OctetString, OCTET_STRING),
    (univ.ObjectIdentifier, OBJECT_IDENTIFIER),
)
"""pysnmp's classes, the derived ones before the ones they derive from."""


def convert(value: Any) -> Value:
    """Turn a pysnmp value into ours."""
    tag = next((tag for kind, tag in _TAGS if isinstance(value, kind)), NULL)
    if tag in {NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW}:
        return Value(tag, None)
    if tag == OBJECT_IDENTIFIER:
        return Value(tag, tuple(value))
    if tag in {OCTET_STRING, IP_ADDRESS}:
        return Value(tag, value.asOctets())
    if tag == OPAQUE:
        return Value(tag, opaque_number(value.asOctets()))
    return Value(tag, int(value))
