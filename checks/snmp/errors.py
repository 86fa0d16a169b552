"""What can go wrong when talking to a device."""

from __future__ import annotations


class SnmpError(Exception):
    """A request that got no usable answer; the message says why, for people."""

    silent = False


class NoAnswerError(SnmpError):
    """Nothing came back after all the tries."""

    silent = True


class RefusedError(SnmpError):
    """The device answered that it will not: wrong user, password, or security level (SNMPv3)."""


class UnreachableError(SnmpError):
    """This machine could not send: the name does not resolve, or there is no route."""
