"""Probes, one a file. Adding one is one line in PROBES."""
