"""Words to search: a copy of every text of a call, with the full-text index of the database in use.

SQLite has the index in an FTS5 table, `search_words`, that reads its texts here; migrations create it and the queries
keep it. PostgreSQL has a GIN index of the words as they are and of their Italian stems.
"""

import unicodedata

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    TextClause,
    UniqueConstraint,
    func,
    text,
)

from db.tables.base import metadata, one_of

TEXT_KINDS = ("call", "note", "message", "solution")

search_texts = Table(
    "search_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call_id", ForeignKey("calls.id"), nullable=False),
    Column("kind", String, one_of("kind", TEXT_KINDS), nullable=False),
    Column("ref", String, nullable=False),  # which of them: number of the event, id of the message, or ""
    Column("body", String, nullable=False),
    UniqueConstraint("call_id", "kind", "ref"),
)


def _letters() -> dict[str, str]:
    """The letters of Europe's Latin alphabets with marks, each with the plain small letter it stands for."""
    plain = {chr(code): unicodedata.normalize("NFKD", chr(code))[0].lower() for code in range(0xC0, 0x180)}
    return {letter: base for letter, base in plain.items() if base.isascii() and base.isalpha()}


# PostgreSQL's parser makes one token of an address, a path or a signed number; where the locale is C it also takes
# every sign beyond ASCII for a letter, and knows no capital È.
_SEPARATORS = "-_./@<>&+\u00a0¡¢£¤¥¦§¨©«¬®¯°±´¶·¸»¿×÷‘’‚“”„–—…•€"
FOLDED = dict.fromkeys(_SEPARATORS, " ") | _letters()


def _quoted(letters: str) -> TextClause:
    return text(f"'{letters}'")  # in the text of the statement, as in the index: a parameter is not the same


def vector() -> ColumnElement[object]:
    """What PostgreSQL has indexed of a text; a query must use the same expression."""
    letters, plain = "".join(FOLDED.keys()), "".join(FOLDED.values())
    body = func.translate(search_texts.c.body, _quoted(letters), _quoted(plain))
    stems, words = (func.to_tsvector(text(f"'{name}'::regconfig"), body) for name in ("italian", "simple"))
    return stems.op("||")(words)


Index("ix_search_texts_words", vector(), postgresql_using="gin")
