import pytest

from bls_tui import locale
from tests.support.fleet import Fleet


@pytest.fixture(autouse=True)
def _english():
    locale.use_language("en")
    yield
    locale.use_language("en")


@pytest.fixture
def fleet(tmp_path):
    built = Fleet(tmp_path)
    yield built
    built.database.close()
