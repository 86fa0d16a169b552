"""The tables of mailboxes in bls.toml: what they may say, and which mistakes are named."""

import pytest

from bls_tui import config
from bls_tui.config import ConfigError

SOUND = {"host": '"imap.example.org"', "user": '"desk"', "password": '{ env = "X" }'}


def written(tmp_path, name="desk", **changes):
    lines = [f"{key} = {value}" for key, value in {**SOUND, **changes}.items() if value]
    path = tmp_path / "bls.toml"
    path.write_text(f"[mailbox.{name}]\n" + "\n".join(lines) + "\n")
    return path


def load(tmp_path, **changes):
    return config.load(written(tmp_path, **changes)).mailbox["desk"]


def test_what_holds_where_nothing_is_said(tmp_path):
    box = load(tmp_path)
    assert (box.server_port, box.tls, box.auth, box.role) == (993, "tls", "password", "desk")
    assert (box.folders, box.after, box.processed, box.error) == (("INBOX",), "move", "Processed", "Error")
    assert (box.poll, box.max_bytes, box.customer) == (60, 25_000_000, "")


@pytest.mark.parametrize(("tls", "port"), [("tls", 993), ("starttls", 143), ("none", 143)])
def test_the_port_follows_the_encryption(tmp_path, tls, port):
    assert load(tmp_path, tls=f'"{tls}"').server_port == port
    assert load(tmp_path, tls=f'"{tls}"', port="1143").server_port == 1143


@pytest.mark.parametrize(
    ("host", "exposed"),
    [("localhost", False), ("127.0.0.1", False), ("::1", False), ("10.0.0.5", True), ("imap.example.org", True)],
)
def test_only_a_password_on_a_network_is_exposed(tmp_path, host, exposed):
    assert load(tmp_path, host=f'"{host}"', tls='"none"').exposed is exposed
    assert load(tmp_path, host=f'"{host}"').exposed is False


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"tls": '"ssl"'}, "mailbox.desk.tls", "tls"),
        ({"fodler": '"INBOX"'}, "mailbox.desk.fodler", "did you mean folder"),
        ({"folders": '"INBOX"'}, "mailbox.desk.folders", "must be a list"),
        ({"folders": '["INBOX", ""]'}, "mailbox.desk.folders", "name of a folder"),
        ({"folders": '["INBOX", "INBOX"]'}, "mailbox.desk", "twice"),
        ({"folders": '["INBOX", "Processed"]'}, "mailbox.desk", "moved to"),
        ({"processed": '"Fatto"', "error": '"Fatto"'}, "mailbox.desk", "another folder"),
        ({"password": '{ envi = "X" }'}, "mailbox.desk.password", "env, file, command"),
        ({"password": ""}, "mailbox.desk", "password: is missing"),
        ({"host": ""}, "mailbox.desk.host", "is missing"),
        ({"poll": "1"}, "mailbox.desk.poll", "at least 5"),
        ({"poll": "3600"}, "mailbox.desk.poll", "at most"),
        ({"name": '"two words"'}, 'mailbox."two words"', "letters"),
    ],
)
def test_mistakes_are_named(tmp_path, changes, key, words):
    path = written(tmp_path, **changes)
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.key) == (str(path), key)
    assert words in mistake.message
