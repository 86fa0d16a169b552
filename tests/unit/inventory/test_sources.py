import pytest

from bls_tui.inventory.collect import files_of
from bls_tui.inventory.parse import InventoryError
from bls_tui.inventory.sources import sources


@pytest.fixture
def tree(tmp_path):
    for name in ("a.toml", "b.txt", "deep/c.toml", "deep/er/d.toml", "other/e.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


def names(tree, *paths):
    return [str(path.relative_to(tree)) for path in files_of(sources(paths, tree))]


def test_a_file_is_itself_whatever_its_name(tree):
    assert names(tree, "b.txt") == ["b.txt"]


def test_a_folder_is_every_toml_file_below_it(tree):
    assert names(tree, "deep") == ["deep/c.toml", "deep/er/d.toml"]


def test_a_glob_is_what_it_matches(tree):
    assert names(tree, "*.toml") == ["a.toml"]
    assert names(tree, "**/*.toml") == ["a.toml", "deep/c.toml", "deep/er/d.toml", "other/e.toml"]


def test_a_file_that_several_paths_name_counts_once(tree):
    assert names(tree, "a.toml", "./deep/../a.toml", "*.toml") == ["a.toml"]


def test_paths_that_lead_nowhere_are_all_told(tree):
    (tree / "empty").mkdir()
    with pytest.raises(InventoryError) as caught:
        names(tree, "a.toml", "none.toml", "empty", "x*.toml")
    assert [mistake.message for mistake in caught.value.mistakes] == [
        f"{tree}/none.toml does not exist",
        f"the folder {tree}/empty has no *.toml file in it",
        f"{tree}/x*.toml matches no file",
    ]


@pytest.mark.parametrize(
    ("path", "origin", "covered"),
    [
        ("a.toml", "a.toml", True),
        ("a.toml", "b.toml", False),
        ("deep", "deep/gone.toml", True),
        ("deep", "deep/er/gone.toml", True),
        ("deep", "deeper/gone.toml", False),
        ("*.toml", "gone.toml", True),
        ("*.toml", "deep/gone.toml", False),
        ("**/*.toml", "deep/er/gone.toml", True),
        ("d*/*.toml", "deep/gone.toml", True),
    ],
)
def test_a_path_covers_files_that_are_gone(tree, path, origin, covered):
    [source] = sources([path], tree)
    assert source.covers(str(tree / origin)) is covered
