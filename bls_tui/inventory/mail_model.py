"""What an inventory file may say about mail: texts with fields."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bls_tui.desk.mail import templates
from bls_tui.inventory.table import Table


def _fields(text: str) -> str:
    try:
        templates.check(text)
    except templates.TemplateError as error:
        raise ValueError(str(error)) from None
    return text


TextWithFields = Annotated[str, AfterValidator(_fields)]
WhenWord = Literal["", "acknowledge", "opened", "taken", "suspended", "closed", "reminder", "forward", "visit"]


class MailTemplate(Table):
    """A text that is sent by itself, or that technicians begin a message with."""

    language: Literal["", "it", "en"] = Field(default="", description="only for customers written to in it or en")
    when: WhenWord = Field(
        default="", description="sent by itself then, in place of the usual text; a technician picks it when left out"
    )
    subject: TextWithFields = Field(default="{subject}", description="subject, with fields; the tag is put before it")
    body: TextWithFields = Field(min_length=1, description="text, with fields such as {contact} and {number}")
