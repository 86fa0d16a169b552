import pytest

from bls_tui.inventory.collect import collect
from bls_tui.inventory.parse import InventoryError
from bls_tui.inventory.sources import sources

CUSTOMER = "[customer.acme]\n"


class Folder:
    """A folder of inventory files."""

    def __init__(self, path):
        self.path = path

    def write(self, text, name="fleet.toml"):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @property
    def sources(self):
        return sources([self.path], self.path)

    def fleet(self, text):
        """Read the folder with just this file in it."""
        self.write(text)
        return collect(self.sources, [])

    def objects(self, text):
        """The objects of a file that begins by declaring the customer acme."""
        return self.fleet(CUSTOMER + text).objects

    def mistakes(self, text=None):
        """Every mistake as (line, key, message)."""
        if text is not None:
            self.write(text)
        with pytest.raises(InventoryError) as caught:
            collect(self.sources, [])
        return [(m.line, m.key, m.message) for m in caught.value.mistakes]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "inventory"
    path.mkdir()
    return Folder(path)
