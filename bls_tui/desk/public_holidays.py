"""Public holidays of a country, and of its provinces with their patron saints. The only user of `holidays` (MIT).

For Italy a subdivision is the code of a province ("MI", "RM"), which brings the patron saint of its capital.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date


class UnknownHolidaysError(ValueError):
    """There are no public holidays for the country, or the province, that was named."""


class PublicHolidays:
    """The public holidays of a place, looked up a year at a time; their names are in the language asked for."""

    def __init__(self, country: str, province: str = "", language: str = "it") -> None:
        import holidays  # noqa: PLC0415 - it takes 40 ms that only those who build a calendar shall wait

        try:
            known = holidays.country_holidays(country, subdiv=province or None)
        except NotImplementedError as error:
            raise UnknownHolidaysError(_fault(country, province)) from error
        spoken = next((one for one in known.supported_languages if one.startswith(language)), None)
        self._days = holidays.country_holidays(country, subdiv=province or None, language=spoken)
        self.place = f"{country}-{province}" if province else country

    def name(self, day: date) -> str | None:
        """Return the name of the holiday that falls on `day`, None on every other day."""
        found = self._days.get(day)
        return None if found is None else str(found)


def provinces() -> Mapping[str, Sequence[str]]:
    """Return the codes of the provinces by country, for every country with known holidays."""
    import holidays  # noqa: PLC0415 - it takes 40 ms that only those who build a calendar shall wait

    return holidays.list_supported_countries()


def _fault(country: str, province: str) -> str:
    known = provinces().get(country)
    if known is None:
        return f"{country!r} is no country with known holidays; write a code such as IT, CH or DE"
    return f"{country} has no province {province!r}; known are {', '.join(known) or 'none'}"
