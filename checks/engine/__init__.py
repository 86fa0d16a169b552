"""Polling: schedules, measures, judges and writes. Give `Poller` a database and `Settings`."""

from checks.engine.health import Health
from checks.engine.polling import Poller, Role, Status
from checks.engine.settings import Retention, Settings

__all__ = ["Health", "Poller", "Retention", "Role", "Settings", "Status"]
