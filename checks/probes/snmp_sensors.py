"""What a device measures of itself: temperatures, fans, voltages, power supplies."""

from __future__ import annotations

from checks.model import Outcome
from checks.probes.base import Context
from checks.probes.readings import ReadingOptions, judge_readings
from checks.probes.snmp_answers import incomplete, untold
from checks.snmp import makers
from checks.snmp.makers.fetch import columns_of, needs_of
from checks.snmp.makers.figures import read_readings
from checks.snmp.makers.model import Entry, ReadingEntry, Section
from checks.snmp.session import Answers, Needs


class SensorsOptions(ReadingOptions):
    """Which sensors, and when they are a problem."""


class SnmpSensors:
    """Judges every sensor of the standard tables (ENTITY-SENSOR-MIB, LM-SENSORS-MIB) and of the maker's."""

    options = SensorsOptions

    def needs(self, options: SensorsOptions, known: Answers) -> Needs:
        """Ask for the standard tables and who made the device, then for the maker's tables, then for the details."""
        return makers.detection(known, Section.SENSOR) | needs_of(_entries(options, known), known)

    def read(self, options: SensorsOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge each chosen sensor; the worst decides."""
        entries = _entries(options, known)
        readings = read_readings(entries, known)
        if not readings:
            return untold(known, "the device tells of no sensor", options.absent)
        return judge_readings(options, readings, "sensors", incomplete(known, columns_of(entries)))


def _entries(options: SensorsOptions, known: Answers) -> list[Entry]:
    """Return the entries that can hold a kind of reading that is wanted; others are not even asked for."""
    return [
        entry
        for entry in makers.entries(known, Section.SENSOR)
        if isinstance(entry, ReadingEntry) and any(map(options.wants, entry.possible_kinds))
    ]
