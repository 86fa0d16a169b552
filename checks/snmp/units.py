"""Units of the kinds of reading."""

from __future__ import annotations

from collections.abc import Mapping

UNITS: Mapping[str, str] = {
    "temperature": "C",
    "fan": "rpm",
    "voltage": "V",
    "current": "A",
    "power": "W",
    "apparent": "VA",
    "energy": "kWh",
    "frequency": "Hz",
    "humidity": "%",
    "percent": "%",
    "load": "%",
    "charge": "%",
    "runtime": "s",
    "light": "dBm",
    "signal": "dBm",
    "ratio": "dB",
    "factor": "",
    "flow": "",
    "pressure": "Pa",
    "bitrate": "b/s",
    "count": "",
    "state": "",
}
"""Every kind of reading a data file may name, with its unit."""
