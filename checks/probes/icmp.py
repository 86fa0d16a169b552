"""Ping: is the host there, how much is lost, how long is the round trip."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field

from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes.base import Context, Numbers, ProbeOptions
from checks.probes.icmp_packet import SMALLEST_PAYLOAD
from checks.probes.icmp_permission import grant_command
from checks.probes.icmp_socket import IcmpPermissionError, IcmpSocket, Pings, Plan
from checks.probes.limits import RangeText, worst
from checks.probes.resolve import Family, ResolveError, ResolverStuckError, SocketAddress, resolve
from checks.rules.thresholds import judge


class IcmpOptions(ProbeOptions):
    """What `icmp` understands."""

    packets: int = Field(3, ge=1, le=100, description="echo requests to send")
    spacing: float = Field(0.1, ge=0.005, le=10, description="seconds between two requests")
    timeout: float = Field(2.0, gt=0, le=60, description="seconds to wait after the last request")
    size: int = Field(56, ge=SMALLEST_PAYLOAD, le=65000, description="bytes of payload")
    family: Family = Field(Family.ANY, description="IP version of a name's address: any, 4 or 6")
    warn_rtt: RangeText = Field("", description="warn on this average round trip (milliseconds, Nagios range)")
    crit_rtt: RangeText = Field("", description="critical on this average round trip (milliseconds, Nagios range)")
    warn_loss: RangeText = Field("40", description="warn on this loss (percent, Nagios range)")
    crit_loss: RangeText = Field("80", description="critical on this loss (percent, Nagios range)")
    fallback_ports: Numbers = Field(
        (), description="TCP ports tried, any answer counting as alive, where this process may not ping"
    )


@dataclass(frozen=True, slots=True)
class _TcpAnswer:
    port: int
    words: str
    seconds: float


class Icmp:
    """The `icmp` probe."""

    options = IcmpOptions

    async def run(self, target: Target, options: IcmpOptions, context: Context) -> Outcome:
        """Ping the target."""
        try:
            async with asyncio.timeout(context.deadline):
                return await _ping(target, options, context)
        except TimeoutError:
            return Outcome(State.CRITICAL, f"no answer from {target.address} within {context.deadline:g} s")
        except ResolveError as error:
            stuck = isinstance(error, ResolverStuckError)
            return Outcome(State.UNKNOWN if stuck else State.CRITICAL, str(error))


async def _ping(target: Target, options: IcmpOptions, context: Context) -> Outcome:
    family, address = await resolve(target.address, 0, options.family)
    plan = _fit(options, context.deadline)
    shared = context.icmp
    sockets = shared or IcmpSocket()
    try:
        pings = await sockets.ping(family, address, plan)
    except IcmpPermissionError:
        return await _without_permission(target, address, options)
    except OSError as error:
        return Outcome(State.UNKNOWN, f"cannot ping {target.address}: {error.strerror or error}")
    finally:
        if shared is None:
            sockets.close()
    return _judge(target, options, pings)


def _fit(options: IcmpOptions, deadline: float) -> Plan:
    """Shorten a plan so that it ends before the deadline and what came back can still be judged."""
    sending = options.spacing * (options.packets - 1)
    patience = max(min(options.timeout, deadline * 0.95 - sending), 0.05)
    return Plan(options.packets, options.spacing, patience, options.size)


def _judge(target: Target, options: IcmpOptions, pings: Pings) -> Outcome:
    loss = Metric("loss", pings.loss, "%", options.warn_loss or None, options.crit_loss or None, 0, 100)
    if not pings.round_trips:
        return Outcome(State.CRITICAL, _silence(target, pings), (loss,))
    times = [seconds * 1000 for seconds in pings.round_trips]
    average = sum(times) / len(times)
    state = worst(
        judge(pings.loss, options.warn_loss, options.crit_loss),
        judge(average, options.warn_rtt, options.crit_rtt),
    )
    metrics = (
        loss,
        Metric("rtt", average, "ms", options.warn_rtt or None, options.crit_rtt or None, 0),
        Metric("rtt_min", min(times), "ms", min=0),
        Metric("rtt_max", max(times), "ms", min=0),
        Metric("jitter", _jitter(times), "ms", min=0),
    )
    return Outcome(state, _summary(target, pings, average, max(times)), metrics)


def _jitter(times: list[float]) -> float:
    """Mean difference of consecutive round trips."""
    steps = [abs(later - earlier) for earlier, later in pairwise(times)]
    return sum(steps) / len(steps) if steps else 0.0


def _summary(target: Target, pings: Pings, average: float, longest: float) -> str:
    text = f"{target.address} answers: {len(pings.round_trips)} of {pings.sent}, {pings.loss:.0f} % lost, "
    text += f"{average:.3g} ms on average, {longest:.3g} ms at most"
    if pings.duplicates:
        text += f", {pings.duplicates} duplicates"
    return text


def _silence(target: Target, pings: Pings) -> str:
    if pings.refusals:
        reasons = ", ".join(dict.fromkeys(pings.refusals))
        return f"{target.address} is not reachable: {reasons}"
    return f"no answer from {target.address} to {pings.sent} pings"


async def _without_permission(target: Target, address: SocketAddress, options: IcmpOptions) -> Outcome:
    grant = f"this process may not ping; grant it with: {grant_command()}"
    if not options.fallback_ports:
        return Outcome(State.UNKNOWN, grant)
    tries = [_try_port(address, port, options.timeout) for port in options.fallback_ports]
    answers = [answer for answer in await asyncio.gather(*tries) if answer is not None]
    ports = ", ".join(str(port) for port in options.fallback_ports)
    if not answers:
        return Outcome(State.CRITICAL, f"no answer from {target.address} on TCP {ports} ({grant})")
    first = min(answers, key=lambda answer: answer.seconds)
    text = f"{target.address} is alive: TCP {first.port} {first.words} (not pinged: {grant})"
    return Outcome(State.OK, text, (Metric("connect", first.seconds * 1000, "ms", min=0),))


async def _try_port(address: SocketAddress, port: int, timeout: float) -> _TcpAnswer | None:  # noqa: ASYNC109 - an option
    begun = clock.monotonic()
    try:
        async with asyncio.timeout(timeout):
            _, writer = await asyncio.open_connection(address[0], port)
    except ConnectionRefusedError:
        return _TcpAnswer(port, "refuses connections", clock.monotonic() - begun)
    except OSError:
        return None
    writer.transport.abort()
    return _TcpAnswer(port, "accepts connections", clock.monotonic() - begun)
