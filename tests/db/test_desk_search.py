"""Full-text search over the texts of calls."""

import pytest
from sqlalchemy import select, text

from db.queries import calls, search
from db.queries.snippets import LENGTH, folded, snippet, terms_of
from db.rows_desk import NewText
from db.session import Database
from db.tables.search import search_texts, vector
from tests.support.calls import AT, call, customer, event

BODY = (
    "Il backup di web01.acme.it è fallito: stampante n° 7 più lenta per l’utente. Riavviò c:\\dati\\report_finale.xls"
)


@pytest.fixture
def call_id(database: Database) -> int:
    with database.write() as w:
        return calls.create(w, call(customer(w)), [event()])


def put(database: Database, call_id: int, body: str, kind: str = "note", ref: str = "2") -> None:
    with database.write() as w:
        search.put(w, call_id, [NewText(kind, ref, body)])


def found(database: Database, query: str, limit: int = 50) -> list[str]:
    with database.read() as r:
        return [f"{hit.kind} {hit.ref}" for hit in search.words(r, query, limit)]


@pytest.mark.parametrize(
    "query",
    ["backup", "BACK", "è fallito", "E FALLITO", "piu lenta", "acme", "web01.acme.it", "web01.acme", "n° 7", "l'utente",
     "riavvio", "dati report finale", "fallito backup", "stampante", '"backup', "report_finale.xls"],
)  # fmt: skip
def test_every_word_begins_a_word_of_the_text(database: Database, call_id: int, query: str) -> None:
    put(database, call_id, BODY)
    assert found(database, query) == ["note 2"]


@pytest.mark.parametrize("query", ["", "  ", "***", "ckup", "backup nastro", "x", "fallito OR nastro", "NOT nastro"])
def test_what_is_not_there_is_not_found(database: Database, call_id: int, query: str) -> None:
    put(database, call_id, BODY)
    assert found(database, query) == []


@pytest.mark.parametrize(
    "query",
    ["backup AND", "NEAR(backup", 'a" OR "b', "body:backup", "backup*", "-backup", "^backup", "!backup", "backup:*",
     "'; DROP TABLE calls; --", "\\", "%s %(x)s :query", "back\0up", "\ud800", "(((", "backup & | !", "<->", "{}",
     "parola " * 500, "p" * 5000, "a b c d e f g h i l m n o p q r s t"],
)  # fmt: skip
def test_no_query_is_syntax(database: Database, call_id: int, query: str) -> None:
    put(database, call_id, BODY)
    assert found(database, query) in ([], ["note 2"])


@pytest.mark.server("postgresql")
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("query", ["stampanti", "lente", "falliti", "utenti"])
def test_postgresql_knows_italian_stems(database: Database, call_id: int, query: str) -> None:
    put(database, call_id, BODY)
    with database.read() as r:
        (hit,) = search.words(r, query)
    assert any(part.matched for part in hit.snippet)


@pytest.mark.server("postgresql")
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_reads_its_index_of_words(database: Database, call_id: int) -> None:
    statement = select(search_texts.c.id).where(vector().op("@@")(search._term("backup")))
    with database.read() as r:
        r.connection.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = statement.compile(r.connection, compile_kwargs={"literal_binds": True})
        plan = r.connection.exec_driver_sql(f"EXPLAIN {compiled}").all()
    assert "ix_search_texts_words" in str(plan)


@pytest.mark.server("postgresql")
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_does_not_take_every_text_apart_for_statistics(database: Database, call_id: int) -> None:
    put(database, call_id, BODY)
    with database.write() as w:
        w.connection.execute(text("ANALYZE search_texts"))
        counted = "SELECT count(*) FROM pg_stats WHERE tablename = 'ix_search_texts_words'"
        assert w.connection.execute(text(counted)).scalar_one() == 0
    assert found(database, "backup") == ["note 2"]


def test_a_text_put_again_takes_the_place_of_the_old_one(database: Database, call_id: int) -> None:
    put(database, call_id, BODY)
    put(database, call_id, "un altro testo")
    put(database, call_id, "chiamata", kind="call", ref="")
    assert found(database, "backup") == []
    assert found(database, "altro") == ["note 2"]
    put(database, call_id, " ")
    assert found(database, "altro") == []
    assert found(database, "chiamata") == ["call "]
    put(database, call_id, "altro ancora")
    assert found(database, "altro") == ["note 2"]


def test_newest_texts_come_first_and_not_more_than_asked(database: Database, call_id: int) -> None:
    for number in range(5):
        put(database, call_id, "disco pieno", ref=str(number))
    assert found(database, "disco", limit=3) == ["note 4", "note 3", "note 2"]


def test_a_hit_says_whose_call_it_is(database: Database, call_id: int) -> None:
    put(database, call_id, "la stampante\n\n  non stampa", kind="solution", ref="")
    with database.read() as r:
        (hit,) = search.words(r, "Stampa")
    assert (hit.call_id, hit.number, hit.customer, hit.subject) == (call_id, "26-000001", "Acme", "Backup fermo")
    assert (hit.state, hit.opened_at, hit.kind) == ("open", AT, "solution")
    assert [(part.text, part.matched) for part in hit.snippet] == [
        ("la ", False), ("stampante", True), (" non ", False), ("stampa", True),
    ]  # fmt: skip


def test_a_change_that_is_rolled_back_is_not_found(database: Database, call_id: int) -> None:
    put(database, call_id, "prima versione")
    with pytest.raises(ValueError, match="stop"), database.write() as w:
        search.put(w, call_id, [NewText("note", "2", int("stop"))])
    with pytest.raises(ZeroDivisionError), database.write() as w:
        search.put(w, call_id, [NewText("note", "2", "seconda"), NewText("note", f"{1 / 0}", "")])
    assert found(database, "prima") == ["note 2"]
    assert found(database, "seconda") == []


def test_very_long_texts_are_taken(database: Database, call_id: int) -> None:
    words = " ".join(f"{number:x}è{number}" for number in range(60_000))
    put(database, call_id, "inizio " + words)
    put(database, call_id, "inizio " + "x" * 300_000, ref="3")
    assert found(database, "inizio") == ["note 3", "note 2"]
    with database.read() as r:
        assert all(sum(len(part.text) for part in hit.snippet) <= LENGTH + 2 for hit in search.words(r, "inizio"))


def test_folding_keeps_the_length() -> None:
    body = "ÀÈÌÒÙ àèìòù İı ß Ž š web01.x_y"
    assert folded(body) == "aeiou aeiou iı ß z s web01 x y"
    assert len(folded(body)) == len(body)


def test_terms_are_few_and_short() -> None:
    assert terms_of("Perché no? no-perche") == ["perche", "no"]
    assert len(terms_of(" ".join(f"w{number}" for number in range(99)))) == 16
    assert [len(term) for term in terms_of("p" * 500)] == [60]


def test_a_snippet_shows_the_first_match_in_a_line() -> None:
    body = "parola " * 30 + "guasto\tal   disco " + "dopo " * 60
    parts = snippet(body, ["gua"])
    assert (parts[0].text, parts[-1].text) == ("…", "…")
    assert [part.text for part in parts if part.matched] == ["guasto"]
    line = "".join(part.text for part in parts)
    assert "parola guasto al disco dopo" in line
    assert len(line) <= LENGTH + 2


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert [(part.text, part.matched) for part in snippet("uno due", ["tre"])] == [("uno due", False)]
    assert snippet("", ["tre"]) == ()
