"""The user's own keys: taken up everywhere, mistakes named with file and line."""

import pytest

from bls_tui.ui.actions import BY_ID
from bls_tui.ui.keyfile import KeyFileError, load
from bls_tui.ui.keys import Keys
from tests.ui.workbench import workbench


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "keys.toml"

    def written(text):
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_without_a_file_the_keys_are_the_usual_ones(tmp_path):
    assert load(tmp_path / "keys.toml").of(BY_ID["acknowledge"]) == ("a",)


def test_keys_can_be_changed(key_file):
    keys = load(key_file('[keys]\nacknowledge = "A"\nhelp = ["?", "f1"]\n'))

    assert keys.of(BY_ID["acknowledge"]) == ("A",)
    assert keys.of(BY_ID["help"]) == ("question_mark", "f1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[keys]\nacknowlege = "A"\n', r'keys.toml:2: acknowlege: there is no action.*Did you mean "acknowledge"'),
        ('[keys]\ndowntime = "a"\n', r'keys.toml:2: downtime: "a" would do both'),
        ('[keys]\ntest = "alt+t"\n', r'keys.toml:2: test: "alt\+t" does not arrive'),
        ("[keys]\ntest = 5\n", r"keys.toml:2: test: needs a key"),
        ('[keys]\nopen_row = "x"\n', r"digits stay as they are"),
        ("[colours]\n", r"the only table allowed is \[keys\]"),
        ("[keys\n", r"keys.toml: "),
    ],
)
def test_mistakes_are_named(key_file, text, message):
    with pytest.raises(KeyFileError, match=message):
        load(key_file(text))


def test_no_key_of_ours_is_hard_to_type_or_lost_on_the_way():
    lost = ("alt+", "ctrl+enter", "ctrl+s", "ctrl+q", "ctrl+a", "ctrl+b", "left_square", "right_square", "left_curly",
            "at", "number_sign", "tilde", "circumflex")  # fmt: skip

    assert [key for action in BY_ID.values() for key in action.keys if key.startswith(lost)] == []


async def test_changed_keys_work_and_are_shown(made):
    async with workbench(made("demo"), keys=Keys({"acknowledge": ("A",)})) as driven:
        assert "A ack" in driven.text.splitlines()[-1]

        await driven.press("A")

        assert "Comment (required)" in driven.text
