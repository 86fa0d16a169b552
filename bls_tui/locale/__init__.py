"""The words of the application in the user's language. English is the source, Italian the catalogue beside this file.

`_` and `ngettext` look the language up at every call, so it may be chosen after everything is imported. Text in a
table built at import time is marked with `N_` and translated where it is shown.
"""

import gettext as _gettext
import os
from pathlib import Path

DOMAIN = "bls"
DIRECTORY = Path(__file__).parent
LANGUAGES = ("en", "it")

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> str:
    """Speak `language` ("it", "en", or "auto" for what the environment asks) from now on; return the one chosen."""
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language, like the C library's setlocale
    _language = from_environment() if language == "auto" else language
    if _language not in LANGUAGES:
        _language = "en"
    _catalogue = (
        _gettext.NullTranslations()
        if _language == "en"
        else _gettext.translation(DOMAIN, str(DIRECTORY), [_language], fallback=True)
    )
    return _language


def language() -> str:
    """Return the language spoken now: "it" or "en"."""
    return _language


def from_environment() -> str:
    """Return the language LC_ALL, LC_MESSAGES or LANG asks for (the first that is set), "en" where none is ours."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    short = wanted[:2].lower()
    return short if short in LANGUAGES else "en"


def _(message: str) -> str:
    """Translate `message`, a literal string of the source."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate with the plural form that `count` asks for; the text still holds its placeholders."""
    return _catalogue.ngettext(singular, plural, count)


def _marked(message: str) -> str:
    """Mark `message` for the catalogue without translating it yet."""
    return message


N_ = _marked
