"""Full-text search over the texts of calls: subjects, notes, messages, solutions.

What somebody looks for is taken as words, never as the search language of a database: every word must begin a word of
the text, accents and capitals aside. PostgreSQL also finds the other forms of an Italian word ("stampante",
"stampanti"). Newest texts come first.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, delete, func, select, text, update
from sqlalchemy import insert as sql_insert

from db.queries.snippets import snippet, terms_of
from db.queries.sql import insert
from db.rows_desk import NewText, SearchHit
from db.session import Reader, Writer
from db.tables.calls import calls
from db.tables.inventory import customers
from db.tables.search import search_texts, vector
from db.values import storable

BODY_LIMIT = 100_000
"""Characters of a text that are searched; PostgreSQL takes at most a megabyte of distinct words."""

_C = search_texts.c
_FORGET = text("INSERT INTO search_words (search_words, rowid, body) VALUES ('delete', :id, :body)")
_LEARN = text("INSERT INTO search_words (rowid, body) VALUES (:id, :body)")
_FIND = text("SELECT rowid FROM search_words WHERE search_words MATCH :query ORDER BY rowid DESC LIMIT :limit")


def put(w: Writer, call_id: int, texts: Sequence[NewText]) -> None:
    """Let texts of a call be found, each in place of the one of the same kind and ref; an empty one is forgotten."""
    for new in texts:
        body = storable(new.body)[:BODY_LIMIT]
        if w.connection.dialect.name == "sqlite":
            _put_sqlite(w, call_id, new, body)
        else:
            _put_postgresql(w, call_id, new, body)


def _key(call_id: int, new: NewText) -> ColumnElement[bool]:
    return (_C.call_id == call_id) & (_C.kind == new.kind) & (_C.ref == new.ref)


def _put_sqlite(w: Writer, call_id: int, new: NewText, body: str) -> None:
    """Keep the FTS5 table, which has to be told what to forget word by word."""
    old = w.connection.execute(select(_C.id, _C.body).where(_key(call_id, new))).first()
    if old is not None:
        w.connection.execute(_FORGET, {"id": old.id, "body": old.body})
    if not body.strip():
        w.connection.execute(delete(search_texts).where(_key(call_id, new)))
        return
    if old is None:
        values = {"call_id": call_id, "kind": new.kind, "ref": new.ref, "body": body}
        text_id = w.connection.execute(sql_insert(search_texts).values(values).returning(_C.id)).scalar_one()
    else:
        text_id = old.id
        w.connection.execute(update(search_texts).where(_C.id == text_id).values(body=body))
    w.connection.execute(_LEARN, {"id": text_id, "body": body})


def _put_postgresql(w: Writer, call_id: int, new: NewText, body: str) -> None:
    if not body.strip():
        w.connection.execute(delete(search_texts).where(_key(call_id, new)))
        return
    statement = insert(w, search_texts).values(call_id=call_id, kind=new.kind, ref=new.ref, body=body)
    w.connection.execute(
        statement.on_conflict_do_update(index_elements=["call_id", "kind", "ref"], set_={"body": body})
    )


def words(r: Reader, query: str, limit: int = 50) -> list[SearchHit]:
    """Return at most `limit` texts that hold all the words of `query`, newest first; none for no words."""
    terms = terms_of(query)
    if not terms:
        return []
    sqlite = r.connection.dialect.name == "sqlite"
    ids = _ids_sqlite(r, terms, limit) if sqlite else _ids_postgresql(r, terms, limit)
    marked = terms if sqlite else [*terms, *_stems(r, terms)]
    statement = (
        select(_C.id, _C.call_id, calls.c.number, customers.c.name, calls.c.subject, calls.c.state, calls.c.opened_at,
               _C.kind, _C.ref, _C.body)
        .join(calls, calls.c.id == _C.call_id)
        .join(customers, customers.c.id == calls.c.customer_id)
        .where(_C.id.in_(ids))
        .order_by(_C.id.desc())
    )  # fmt: skip
    return [SearchHit(*row[1:9], snippet(row[9], marked)) for row in r.connection.execute(statement)]


def _ids_sqlite(r: Reader, terms: Sequence[str], limit: int) -> list[int]:
    """A word in quotes is no syntax; `*` after it makes it the beginning of one. One letter begins too many."""
    query = " ".join(f'"{term}"*' if len(term) > 1 else f'"{term}"' for term in terms)
    return list(r.connection.execute(_FIND, {"query": query, "limit": limit}).scalars())


def _ids_postgresql(r: Reader, terms: Sequence[str], limit: int) -> list[int]:
    wanted = _term(terms[0])
    for term in terms[1:]:
        wanted = wanted.op("&&")(_term(term))
    # OFFSET: all ids come from the index of the words, however few are wanted in the end.
    found: Select[tuple[int]] = select(_C.id).where(vector().op("@@")(wanted)).offset(0)
    ids = found.subquery()
    return list(r.connection.execute(select(ids.c.id).order_by(ids.c.id.desc()).limit(limit)).scalars())


def _term(term: str) -> ColumnElement[object]:
    beginning = f"'{term}':*" if len(term) > 1 else f"'{term}'"
    stem = func.plainto_tsquery(text("'italian'::regconfig"), bindparam(None, term))
    return stem.op("||")(func.to_tsquery(text("'simple'::regconfig"), bindparam(None, beginning)))


def _stems(r: Reader, terms: Sequence[str]) -> list[str]:
    stemmer = text("'italian_stem'::regdictionary")
    statement = select(*(func.ts_lexize(stemmer, cast(term, Text)) for term in terms))
    return [stem for stems in r.connection.execute(statement).one() for stem in stems or () if len(stem) > 1]
