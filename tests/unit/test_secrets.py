import pytest

from checks.model import Secret
from checks.secrets import SecretError, fetch


def test_ways_to_a_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_WORD", "from env")
    path = tmp_path / "secret"
    path.write_text("from file\n")
    path.chmod(0o600)
    assert fetch("env:SECRET_WORD") == Secret("from env")
    assert fetch(f"file:{path}") == Secret("from file")
    assert fetch("command:echo 'from command'") == Secret("from command")
    assert fetch({"env": "SECRET_WORD"}) == Secret("from env")
    assert fetch("pa:ss") == Secret("pa:ss")


def test_a_secret_shows_nothing():
    assert "word" not in repr(fetch("word")) + str(fetch("word")) + f"{fetch('word')}"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_open_to_others_is_refused(tmp_path, mode):
    path = tmp_path / "secret"
    path.write_text("word")
    path.chmod(mode)
    with pytest.raises(SecretError, match=f"chmod 600 {path}") as caught:
        fetch(f"file:{path}")
    assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("env:SECRET_NOT_SET", "SECRET_NOT_SET is not set"),
        ("file:/no/such/file", "/no/such/file cannot be read"),
        ("command:/no/such/program", "/no/such/program"),
        ("command:false", "false failed with exit code 1"),
        ("command:echo 'open", "cannot be read"),
        ("command:", "cannot be run"),
        ("command:true", "is empty"),
        ({"env": "A", "file": "B"}, "exactly one"),
        ({"vault": "A"}, "exactly one"),
    ],
)
def test_errors_name_the_reference(reference, words):
    with pytest.raises(SecretError, match=words):
        fetch(reference)
