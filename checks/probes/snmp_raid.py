"""The health of disks, volumes, RAID sets and controllers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from checks.model import Outcome
from checks.probes.base import Context, Words
from checks.probes.readings import ReadingOptions, judge_readings
from checks.probes.snmp_answers import incomplete, untold
from checks.snmp import makers
from checks.snmp.makers.fetch import columns_of, needs_of
from checks.snmp.makers.figures import read_readings
from checks.snmp.makers.model import Section
from checks.snmp.session import Answers, Needs


class RaidOptions(ReadingOptions):
    """Which parts, and when they are a problem."""

    parts: Words = Field(
        default=(), description="only these parts, of: disk, volume, pool, controller, battery, enclosure, system"
    )
    unknown: Literal["ignore", "unknown", "warning", "critical"] = Field(
        default="unknown", description="what a part is whose state the device does not know"
    )


class SnmpRaid:
    """Judges the state of each disk, volume, controller and battery by the maker's own words."""

    options = RaidOptions

    def needs(self, options: RaidOptions, known: Answers) -> Needs:  # noqa: ARG002 -- options choose afterwards
        """Ask who made the device, then for the maker's tables, then for the details."""
        return makers.detection(known, Section.RAID) | needs_of(makers.entries(known, Section.RAID), known)

    def read(self, options: RaidOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge each chosen part; the worst decides."""
        entries = list(makers.entries(known, Section.RAID))
        readings = [part for part in read_readings(entries, known) if not options.parts or part.role in options.parts]
        if not readings:
            return untold(known, "the device tells nothing about disks and RAID", options.absent)
        return judge_readings(options, readings, "parts", incomplete(known, columns_of(entries)))
