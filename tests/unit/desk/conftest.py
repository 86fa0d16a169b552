import pytest

from bls_tui import locale


@pytest.fixture(autouse=True)
def _english():
    locale.use_language("en")
    yield
    locale.use_language("en")
