"""A dovecot for the whole run, and a new user of it for each test."""

import itertools
from collections.abc import Iterator

import pytest

from tests.support.dovecot import Dovecot

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """The IMAP server of this run. Tests that ask for it carry the marker; the check comes first."""
    server = Dovecot.create()
    yield server
    server.remove()


@pytest.fixture
def user() -> str:
    """Somebody with an empty mailbox."""
    return f"user{next(_numbers)}"
