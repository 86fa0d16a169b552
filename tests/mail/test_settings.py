import stat
import threading
import tomllib

import pytest

from bls_tui import config
from bls_tui.config import Config, ConfigError
from bls_tui.mail import settings
from bls_tui.mail.settings import MailSettingsError, kept_secret, server, signing_secrets
from bls_tui.mail.smtp import Tls


def configured(text: str) -> Config:
    return Config.model_validate(tomllib.loads(text))


def test_without_a_host_nothing_is_sent():
    assert server(Config()) is None


@pytest.mark.parametrize(("tls", "port"), [("tls", 465), ("starttls", 587), ("none", 25)])
def test_the_port_follows_from_the_encryption(tls, port):
    found = server(configured(f'[smtp]\nhost = "mx.example"\ntls = "{tls}"'))
    assert (found.port, found.tls) == (port, Tls(tls))
    assert server(configured('[smtp]\nhost = "mx.example"\nport = 2525')).port == 2525


def test_the_password_is_fetched_when_it_is_needed(monkeypatch):
    found = server(
        configured('[mail]\naddress = "desk@x.example"\n[smtp]\nhost = "mx"\nuser = "u"\npassword = { env = "PW" }')
    )
    monkeypatch.setenv("PW", "first")
    assert found.secret().value == "first"
    monkeypatch.setenv("PW", "second")
    assert found.secret().value == "second"
    assert "second" not in repr(found)
    assert found.name == "x.example"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[smtp]\nuser = "u"', "smtp"),
        ('[smtp]\npassword = "p"', "smtp"),
        ('[mail]\naddress = "desk"', "mail.address"),
        ('[mail]\naddresses = ["a@b.it", "c d@e.it"]', "mail.addresses"),
        ('[mail]\ndomain = "a b"', "mail.domain"),
        ('[mail]\nsecret = { evn = "X" }', "mail.secret"),
        ("[mail]\nhold = -1", "mail.hold"),
        ('[smtp]\ntls = "ssl"', "smtp.tls"),
    ],
)
def test_mistakes_are_named(text, key, tmp_path):
    path = tmp_path / "bls.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    assert caught.value.mistakes[0].key.startswith(key)


def test_our_addresses_and_the_domain_of_our_ids():
    mail = configured('[mail]\naddress = "desk@X.example"\naddresses = ["old@x.example", "desk@X.example"]').mail
    assert mail.own == ("desk@X.example", "old@x.example")
    assert mail.id_domain == "x.example"
    assert configured('[mail]\naddress = "a@x.example"\ndomain = "Ids.example"').mail.id_domain == "ids.example"


def test_the_first_secret_signs_and_all_verify(monkeypatch):
    monkeypatch.setenv("NOW", "n" * 32)
    monkeypatch.setenv("BEFORE", "b" * 32)
    found = configured('[mail]\nsecret = { env = "NOW" }\nold_secrets = [{ env = "BEFORE" }]')
    assert signing_secrets(found) == (b"n" * 32, b"b" * 32)
    monkeypatch.setenv("BEFORE", "short")
    with pytest.raises(MailSettingsError, match=r"mail\.old_secrets: a secret has at least 16"):
        signing_secrets(found)
    monkeypatch.delenv("NOW")
    with pytest.raises(MailSettingsError, match=r"mail\.secret: the environment variable NOW is not set"):
        signing_secrets(found)


def test_a_secret_is_made_once_and_kept_from_others(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    [made] = signing_secrets(Config())
    path = tmp_path / "bls" / settings.SECRET_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made) == 64
    assert signing_secrets(Config()) == (made,)
    assert [one.name for one in path.parent.iterdir()] == [settings.SECRET_FILE]
    path.chmod(0o644)
    with pytest.raises(MailSettingsError, match="open to others"):
        signing_secrets(Config())


def test_two_that_start_at_once_have_the_same_secret(tmp_path):
    found = []
    threads = [threading.Thread(target=lambda: found.append(kept_secret(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_where_nothing_can_be_written_the_way_out_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MailSettingsError, match=r"\[mail\] secret"):
        kept_secret(tmp_path / "file" / "below")
