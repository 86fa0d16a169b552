"""Measured values written for people."""

from bls_tui.desk.spans import long
from bls_tui.desk.text import line


def quantity(value: float, unit: str) -> str:
    """Return a measured value for people: bytes in binary units, seconds below one in ms, else up to 4 digits."""
    if unit in ("B", "bytes"):
        return _binary(value)
    if unit == "s" and abs(value) < 1:
        return f"{value * 1000:.3g} ms"
    if unit == "s" and abs(value) >= 120:  # noqa: PLR2004 - two minutes read better as such
        return long(value)
    text = f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"  # noqa: PLR2004
    return f"{text}{'' if unit == '%' else ' ' if unit else ''}{line(unit)}"


def _binary(value: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if abs(value) < 1024:  # noqa: PLR2004
            return f"{value:.3g} {unit}"
        value /= 1024
    return f"{value:.3g} TiB"
