"""The [discovery.NAME] tables of bls.toml: networks that are looked at again and again, for proposals."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from bls_tui.config_base import Section
from bls_tui.locale import _
from checks.rules import days as day_rules

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def _when(value: str) -> str:
    days, time = split_when(value)
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004
        raise ValueError(_('must be a time such as "03:00", with days before it such as "sunday 03:00"'))
    if days:
        day_rules.parse(days)
    return value


def split_when(value: str) -> tuple[str, str]:
    """Part `sunday 03:00` into the days ("" for every day) and the time."""
    days, _space, time = value.strip().rpartition(" ")
    return days.strip(), time


class DiscoverySection(Section):
    """One network, or several, looked at at fixed times. What is found is proposed, never applied."""

    cidr: tuple[str, ...] = Field(strict=False, min_length=1, description="networks, such as 192.0.2.0/24")
    at: Annotated[str, AfterValidator(_when)] = Field(description='when: "03:00", or with days "sunday 03:00"')
    snmp: tuple[str, ...] = Field(
        default=(), strict=False, description="names of SNMP credentials of the inventory, in the order they are tried"
    )
    exclude: tuple[str, ...] = Field(default=(), strict=False, description="networks and addresses left in peace")
    rate: float = Field(default=5.0, gt=0, le=1000, description="addresses begun per second")
    ping: bool = Field(default=True, description="look only at what answers a ping")
    dns: bool = Field(default=False, description="ask the system's resolver for names")
    customer: str = Field(default="discovered", description="customer of the hosts proposed")


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(_("a name has at most 40 letters, digits, - and _"))
    return value


Discoveries = dict[Annotated[str, AfterValidator(_name)], DiscoverySection]
"""The networks by name."""
