"""Ask a DNS server a question and judge the answer."""

from __future__ import annotations

import asyncio
from typing import Annotated

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from pydantic import AfterValidator, BeforeValidator, Field

from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes.base import Context, ProbeOptions, Words
from checks.probes.limits import RangeText, judged, time_metric
from checks.probes.resolve import ResolveError, ResolverStuckError, resolve
from checks.probes.wire import OurSideError, in_words

_MOST_SHOWN = 8
_WORDS = {
    dns.rcode.NXDOMAIN: "the name does not exist (NXDOMAIN)",
    dns.rcode.SERVFAIL: "the server failed to find out (SERVFAIL)",
    dns.rcode.REFUSED: "the server refuses to answer (REFUSED)",
    dns.rcode.FORMERR: "the server does not understand the question (FORMERR)",
    dns.rcode.NOTIMP: "the server cannot do that (NOTIMP)",
}


def _name(text: str) -> str:
    try:
        dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(f"{text!r} is no DNS name: {error}") from error
    return text


def _record(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


def _known(text: str) -> str:
    try:
        if dns.rdatatype.is_metatype(dns.rdatatype.from_text(text)):
            raise ValueError(f"{text!r} is no type of record")
    except dns.exception.DNSException as error:
        raise ValueError(f"{text!r} is no type of record; A, AAAA, MX, NS, PTR, SOA, SRV, TXT … are") from error
    return text


class DnsOptions(ProbeOptions):
    """What `dns` understands."""

    name: Annotated[str, AfterValidator(_name)] = Field(description="name to ask for")
    record: Annotated[str, BeforeValidator(_record), AfterValidator(_known)] = Field(
        "A", description="type of record: A, AAAA, MX, NS, PTR, SOA, SRV, TXT and others"
    )
    server: str = Field("", description="server to ask; default the address of the host")
    port: int = Field(53, ge=1, le=65535, description="port of the server")
    tcp: bool = Field(False, description="ask over TCP only")
    recursive: bool = Field(True, description="ask the server to find out elsewhere what it does not know")
    authoritative: bool = Field(False, description="the answer must be authoritative")
    expect: Words = Field((), description="answers that must all be there, as zone file text")
    exact: bool = Field(False, description="with expect: no other answer may be there")
    timeout: float = Field(5.0, gt=0, le=60, description="seconds to wait")
    warn_time: RangeText = Field("", description="warn on this response time (seconds, Nagios range)")
    crit_time: RangeText = Field("", description="critical on this response time (seconds, Nagios range)")


class Dns:
    """The `dns` probe."""

    options = DnsOptions

    async def run(self, target: Target, options: DnsOptions, context: Context) -> Outcome:
        """Ask once, over UDP first, over TCP where the answer does not fit."""
        server = options.server or target.address
        where = f"{options.name} {options.record} from {server}"
        seconds = min(options.timeout, context.deadline)
        begun = clock.monotonic()
        try:
            async with asyncio.timeout(seconds):
                answer = await _ask(server, options, seconds)
        except (TimeoutError, dns.exception.Timeout):
            return Outcome(State.CRITICAL, f"{where}: no answer within {seconds:g} s")
        except ResolveError as error:
            stuck = isinstance(error, ResolverStuckError)
            return Outcome(State.UNKNOWN if stuck else State.CRITICAL, f"{where}: {error}")
        except OSError as error:
            words = in_words(error)
            return Outcome(State.UNKNOWN if isinstance(words, OurSideError) else State.CRITICAL, f"{where}: {words}")
        except (dns.exception.DNSException, EOFError, ValueError) as error:
            return Outcome(State.CRITICAL, f"{where}: not a DNS answer: {str(error) or type(error).__name__}")
        return _judge(where, answer, options, clock.monotonic() - begun)


async def _ask(server: str, options: DnsOptions, seconds: float) -> dns.message.Message:
    _, place = await resolve(server, options.port)
    question = dns.message.make_query(options.name, options.record)
    if not options.recursive:
        question.flags &= ~dns.flags.RD
    if options.tcp:
        return await dns.asyncquery.tcp(question, place[0], seconds, options.port)
    # Answers from elsewhere or to other questions are passed over: they must not end the wait for the right one.
    answer, _ = await dns.asyncquery.udp_with_fallback(
        question, place[0], seconds, options.port, ignore_unexpected=True, ignore_errors=True
    )
    return answer


def _judge(where: str, answer: dns.message.Message, options: DnsOptions, seconds: float) -> Outcome:
    time = time_metric(seconds, options.warn_time, options.crit_time)
    found = _answers(answer, options)
    metrics = (time, Metric("answers", float(len(found)), min=0))
    items = tuple({"record": options.record, "answer": text} for text in found)
    fault = _fault(answer, found, options)
    if fault:
        return Outcome(State.CRITICAL, f"{where}: {fault}", metrics, items)
    more = f" and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    text = f"{where}: {', '.join(found[:_MOST_SHOWN])}{more}, {seconds * 1000:.3g} ms"
    return Outcome(judged(time), text, metrics, items)


def _answers(answer: dns.message.Message, options: DnsOptions) -> list[str]:
    wanted = dns.rdatatype.from_text(options.record)
    return sorted(record.to_text() for rrset in answer.answer if rrset.rdtype == wanted for record in rrset)


def _fault(answer: dns.message.Message, found: list[str], options: DnsOptions) -> str:
    """Say what is wrong with an answer, "" for nothing."""
    code = answer.rcode()
    if code != dns.rcode.NOERROR:
        return _WORDS.get(code, f"the server answers {dns.rcode.to_text(code)}")
    if not found:
        return f"the name has no {options.record} record"
    if options.authoritative and not answer.flags & dns.flags.AA:
        return "the answer is not authoritative"
    have = {_comparable(text): text for text in found}
    wanted = {_comparable(text): text for text in options.expect}
    missing = [text for key, text in wanted.items() if key not in have]
    surplus = [text for key, text in have.items() if options.exact and key not in wanted]
    parts = [f"{', '.join(missing)} missing"] * bool(missing) + [f"{', '.join(surplus)} not expected"] * bool(surplus)
    return f"{' and '.join(parts)}, the answer is {', '.join(found[:_MOST_SHOWN])}" if parts else ""


def _comparable(text: str) -> str:
    """Names compare without case and final dot; the quotes of TXT records are optional."""
    return text.lower().strip('"').rstrip(".")
