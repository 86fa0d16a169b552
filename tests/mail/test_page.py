"""docs/mail.md: it names every key and field, and its example is a configuration."""

import re
import tomllib
from pathlib import Path

from bls_tui.config import Config
from bls_tui.config_mail import MailSection, SmtpSection
from bls_tui.desk.mail.templates import FIELDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "mail.md").read_text(encoding="utf-8")


def test_every_field_of_a_text_is_on_the_page():
    assert set(re.findall(r"`\{(\w+)\}`", PAGE)) == set(FIELDS)


def test_every_key_about_sending_is_on_the_page():
    for section in (MailSection, SmtpSection):
        for key in section.model_fields:
            assert re.search(rf"`{key}`", PAGE), key


def test_the_examples_are_configurations():
    for example in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL):
        Config.model_validate(tomllib.loads(example))
