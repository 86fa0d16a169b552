"""Any single value of a device, by its OID."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions, as_text
from checks.probes.limits import RangeText, judged
from checks.probes.snmp_answers import number_of, unanswered
from checks.rules.counters import rate
from checks.snmp import mib
from checks.snmp.session import Answers, Needs
from checks.snmp.values import COUNTER_BITS, Oid, Value, parse_oid

DEFAULT_BITS = 32
TICKS_PER_SECOND = 100


def _checked_oid(text: str) -> str:
    parse_oid(text)
    return text


Text = Annotated[str, BeforeValidator(as_text)]


class ValueOptions(ProbeOptions):
    """Which value, and what is expected of it."""

    oid: Annotated[str, BeforeValidator(as_text), AfterValidator(_checked_oid)] = Field(
        description="the OID in numbers, for instance 1.3.6.1.4.1.2021.10.1.5.1; a missing .0 at the end is tried too"
    )
    label: str = Field(default="value", min_length=1, description="name of the metric and of the value in the output")
    unit: str = Field(default="", description="unit of the value after scaling")
    scale: float = Field(default=1.0, description="the value is multiplied by this")
    rate: bool = Field(default=False, description="judge the growth per second of a counter instead of the value")
    warn: RangeText = Field(default="", description="warning range of the number")
    crit: RangeText = Field(default="", description="critical range of the number")
    expect: Text = Field(default="", description="the text the value must be; anything else is critical")
    regex: re.Pattern[str] | None = Field(default=None, description="pattern the text must contain; else critical")

    @model_validator(mode="after")
    def _numbers_or_text(self) -> ValueOptions:
        if (self.expect or self.regex) and (self.warn or self.crit or self.rate):
            raise ValueError("expect and regex judge text: they do not go with warn, crit or rate")
        return self

    @property
    def candidates(self) -> tuple[Oid, Oid]:
        """The OID as given, and as the only instance of a scalar."""
        oid = parse_oid(self.oid)
        return oid, (*oid, 0)


class SnmpValue:
    """Reads one OID and judges it as a number, as a rate or as text."""

    options = ValueOptions

    def needs(self, options: ValueOptions, known: Answers) -> Needs:
        """Ask for the OID, then for its .0 if there is no such instance; rates need the uptime to see a restart."""
        first, second = options.candidates
        scalars = {first}
        if first in known.asked.scalars and first not in known.scalars and not known.problem:
            scalars.add(second)
        return Needs(scalars=frozenset(scalars | {mib.SYS_UP_TIME} if options.rate else scalars))

    def read(self, options: ValueOptions, known: Answers, context: Context) -> Outcome:
        """Judge the value."""
        value = next((known.scalars[oid] for oid in options.candidates if oid in known.scalars), None)
        if value is None:
            return unanswered(known, f"the device has no {options.label} at {options.oid}")
        if options.rate:
            return _judge_rate(options, value, known, context)
        if options.expect or options.regex:
            return _judge_text(options, value)
        number = value.number
        if number is None:
            return _not_a_number(options, value)
        return _judge_number(options, number * options.scale)


def _judge_number(options: ValueOptions, number: float) -> Outcome:
    metric = Metric(options.label, number, options.unit, options.warn or None, options.crit or None)
    return Outcome(judged(metric), f"{options.label} {number:g}{options.unit}", (metric,))


def _judge_text(options: ValueOptions, value: Value) -> Outcome:
    text = value.text
    if options.expect and text != options.expect:
        return Outcome(State.CRITICAL, f"{options.label} is '{text}', expected '{options.expect}'")
    if options.regex and not options.regex.search(text):
        return Outcome(State.CRITICAL, f"{options.label} is '{text}', expected to match {options.regex.pattern}")
    return Outcome(State.OK, f"{options.label} is '{text}'")


def _not_a_number(options: ValueOptions, value: Value) -> Outcome:
    """Text without limits is shown; a limit on text cannot be judged."""
    if options.warn or options.crit:
        return Outcome(State.UNKNOWN, f"{options.label} is not a number: '{value.text}'")
    return Outcome(State.OK, f"{options.label} is '{value.text}'")


def _judge_rate(options: ValueOptions, value: Value, known: Answers, context: Context) -> Outcome:
    count = value.number
    if count is None:
        return Outcome(State.UNKNOWN, f"{options.label} is not a counter: '{value.text}'")
    ticks = number_of(known, mib.SYS_UP_TIME)
    uptime = None if ticks is None else ticks / TICKS_PER_SECOND
    memory = {"at": context.now, "count": count, "uptime": uptime}
    previous = context.memory or {}
    per_second = rate(
        previous.get("count"),
        count,
        context.now - previous.get("at", context.now),
        COUNTER_BITS.get(value.tag, DEFAULT_BITS),
        previous.get("uptime"),
        uptime,
    )
    if per_second is None:
        return Outcome(State.OK, f"{options.label}: waiting for a second measurement", memory=memory)
    scaled = per_second * options.scale
    metric = Metric(options.label, scaled, options.unit, options.warn or None, options.crit or None)
    return Outcome(judged(metric), f"{options.label} {scaled:g}{options.unit}/s", (metric,), memory=memory)
