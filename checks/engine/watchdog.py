"""Tell systemd how the service is doing (sd_notify(3): one AF_UNIX datagram per message)."""

from __future__ import annotations

import os
import socket


class Watchdog:
    """Speaks to the service manager, or to nobody where there is none.

    `interval` is the seconds between pings that systemd asks for (half of WatchdogSec), None when it asks for none.
    """

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        env = os.environ if environment is None else environment
        self._address = env.get("NOTIFY_SOCKET", "")
        micros = env.get("WATCHDOG_USEC", "")
        meant_for_us = env.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.interval = int(micros) / 2_000_000 if micros.isdigit() and int(micros) and meant_for_us else None

    def ready(self) -> None:
        """Say that polling has begun, or that this process stands by for the one that polls."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """Show one line in `systemctl status`."""
        self._send("STATUS=" + text.replace("\n", " "))

    def ping(self) -> None:
        """Say that everything moves; systemd restarts the service when this stays away."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service is ending on purpose."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            try:
                channel.sendto(message.encode(), address)
            except OSError:
                return  # the manager went away; that is no reason to stop polling
