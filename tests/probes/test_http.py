"""Pages of servers that behave and misbehave."""

import asyncio
import base64
import datetime as dt
import ssl

import pytest
import trustme

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.probes.http import MOST_BODY
from checks.probes.http_session import close_session, open_session
from tests.support.probing import NOW, closed_port, endless, hang_up, run, saying, serving, silent

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]


class Site:
    """A web server that gives the prepared answer for each path, and remembers the requests."""

    def __init__(self, **answers: bytes):
        self.answers = answers
        self.requests: list[str] = []

    async def __call__(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.requests.append(head)
        path = head.split(" ")[1].strip("/").partition("?")[0] or "index"
        writer.write(self.answers.get(path) or page("404 Not Found"))
        await writer.drain()
        writer.close()


def page(status: str = "200 OK", body: bytes = b"hello monitor", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


async def fetch(handler, options=None, *, tls=None, **context):
    async with serving(handler, tls=tls) as port:
        return await run("http", {"port": port, **(options or {})}, **context)


async def test_a_page():
    outcome = await fetch(Site(index=page()))
    assert outcome.state is State.OK
    assert "HTTP 200 OK, 13 bytes" in outcome.output
    assert {metric.name for metric in outcome.metrics} == {"time", "size"}


async def test_what_is_asked():
    site = Site(**{"a%20b": page()})
    options = {
        "path": "/a%20b?x=1",
        "host": "www.example.test",
        "method": "POST",
        "body": "data",
        "headers": "X-One: 1\nX-Two: a, b",
    }
    assert (await fetch(site, options)).state is State.OK
    head = site.requests[0]
    assert head.startswith("POST /a%20b?x=1 HTTP/1.1\r\n")
    assert "Host: www.example.test:" in head
    assert "X-One: 1\r\n" in head
    assert "X-Two: a, b\r\n" in head
    assert "Content-Length: 4\r\n" in head


@pytest.mark.parametrize(
    ("status", "wanted", "state"),
    [
        ("200 OK", "200-299", State.OK),
        ("404 Not Found", "200-299", State.CRITICAL),
        ("500 Oops", "200-299", State.CRITICAL),
        ("401 Unauthorized", "200,401", State.OK),
        ("401 Unauthorized", ["200", "400-403"], State.OK),
        ("302 Found", "302", State.OK),
    ],
)
async def test_status(status, wanted, state):
    outcome = await fetch(Site(index=page(status, Location="/nowhere")), {"status": wanted})
    assert outcome.state is state
    assert status in outcome.output


@pytest.mark.parametrize(
    ("status", "state"), [("404 Not Found", State.WARNING), ("499 Odd", State.WARNING), ("500 Broken", State.CRITICAL)]
)
async def test_statuses_of_the_client_s_fault_may_be_a_warning(status, state):
    outcome = await fetch(Site(index=page(status)), {"client_errors": "warning"})
    assert outcome.state is state


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ({"expect": "monitor"}, State.OK),
        ({"expect": "missing"}, State.CRITICAL),
        ({"expect_regex": r"hel+o"}, State.OK),
        ({"expect_regex": r"^monitor"}, State.CRITICAL),
        ({"warn_time": "@0:60"}, State.WARNING),
        ({"crit_time": "@0:60"}, State.CRITICAL),
    ],
)
async def test_text_and_time(options, state):
    assert (await fetch(Site(index=page()), options)).state is state


@pytest.mark.parametrize(
    ("policy", "state"),
    [
        ("follow", State.OK),
        ("same-host", State.OK),
        ("ok", State.OK),
        ("warning", State.WARNING),
        ("critical", State.CRITICAL),
    ],
)
async def test_redirects_on_the_same_host(policy, state):
    site = Site(index=page("302 Found", Location="/login"), login=page(body=b"login"))
    outcome = await fetch(site, {"redirect": policy})
    assert outcome.state is state
    assert len(site.requests) == (2 if policy in ("follow", "same-host") else 1)


async def test_a_redirect_by_name_stays_at_the_address_given():
    """The name is not resolved: what is monitored is this machine, whatever DNS says of the name."""
    site = Site(login=page(body=b"welcome"))
    async with serving(site) as port:
        site.answers["index"] = page("301 Moved", Location=f"http://www.example.test:{port}/login")
        outcome = await run("http", {"port": port, "host": "www.example.test", "expect": "welcome"})
    assert outcome.state is State.OK
    assert f"Host: www.example.test:{port}" in site.requests[1]


async def test_redirect_to_another_host():
    other = Site(index=page(body=b"elsewhere"))
    async with serving(other, address="127.0.0.2") as there:
        site = Site(index=page("302 Found", Location=f"http://127.0.0.2:{there}/"))
        options = {"user": "joe", "password": "secret", "headers": {"X-Key": "1"}}
        assert (await fetch(site, {"expect": "elsewhere", **options})).state is State.OK
        outcome = await fetch(site, {"redirect": "same-host"})
    assert outcome.state is State.CRITICAL
    assert "redirects to another host: http://127.0.0.2" in outcome.output
    assert "Authorization" in site.requests[0]
    assert "Authorization" not in other.requests[0]
    assert "X-Key" not in other.requests[0]


async def test_redirects_for_ever():
    outcome = await fetch(Site(index=page("302 Found", Location="/")))
    assert (outcome.state, "more than 10 redirects" in outcome.output) == (State.CRITICAL, True)


async def test_a_site_that_wants_its_cookie_back():
    class Shop(Site):
        async def __call__(self, reader, writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            known = "Cookie: seen=yes" in head
            headers = {"Location": "/", "Set-Cookie": "seen=yes; Path=/"}
            writer.write(page(body=b"shop") if known else page("302 Found", **headers))
            await writer.drain()
            writer.close()

    assert (await fetch(Shop(), {"expect": "shop"})).state is State.OK


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "javascript:alert(1)", "http://[", "http://:80/"])
async def test_redirects_that_cannot_be_followed(location):
    outcome = await fetch(Site(index=page("302 Found", Location=location)))
    assert (outcome.state, "redirects to" in outcome.output) == (State.CRITICAL, True), outcome.output


async def test_basic_authentication_with_a_secret_by_reference(monkeypatch):
    monkeypatch.setenv("PROBE_PASSWORD", "pässword")
    site = Site(index=page())
    await fetch(site, {"user": "joe", "password": "env:PROBE_PASSWORD"})
    await fetch(site, {"user": "joe", "password": {"env": "PROBE_PASSWORD"}})
    credentials = base64.b64encode("joe:pässword".encode()).decode()
    assert all(f"Authorization: Basic {credentials}" in head for head in site.requests)


async def test_a_secret_that_cannot_be_had_is_our_fault():
    outcome = await fetch(Site(index=page()), {"user": "joe", "password": "env:PROBE_NOT_SET"})
    assert outcome.state is State.UNKNOWN
    assert "PROBE_NOT_SET" in outcome.output


async def test_refused():
    port = await closed_port()
    outcome = await run("http", {"port": port})
    assert (outcome.state, outcome.output) == (State.CRITICAL, f"http://127.0.0.1:{port}/: connection refused")


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (hang_up, "connection"),
        (saying(b"SSH-2.0-OpenSSH\r\n"), "not an HTTP answer"),
        (endless, "not an HTTP answer"),
        (saying(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n"), "not an HTTP answer"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", then=hang_up), "in the middle of the page"),
        (saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), ""),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), ""),
        (saying(b"HTTP/1.1 99999 OK\r\n\r\n", then=hang_up), ""),
    ],
)
async def test_broken_answers(handler, words):
    outcome = await fetch(handler, {"timeout": 2})
    assert outcome.state is State.CRITICAL
    assert words in outcome.output
    assert "\n" not in outcome.output


@pytest.mark.parametrize("handler", [silent, saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")])
async def test_answers_that_never_end(handler):
    outcome = await fetch(handler, {"timeout": 0.3})
    assert (outcome.state, "no complete answer within 0.3 s" in outcome.output) == (State.CRITICAL, True)


async def test_an_endless_page_is_read_only_so_far():
    async def page_without_end(_reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    outcome = await fetch(page_without_end)
    assert outcome.state is State.OK
    assert outcome.metrics[1].value == MOST_BODY


async def test_binary_pages():
    body = bytes(range(256))
    outcome = await fetch(Site(index=page(body=body)), {"expect_regex": "a"})
    assert outcome.state is State.OK


async def test_one_client_serves_many_checks():
    session = open_session()
    site = Site(index=page())
    try:
        async with serving(site) as port:
            outcomes = await asyncio.gather(*(run("http", {"port": port}, http=session) for _ in range(20)))
    finally:
        await close_session(session)
    assert {outcome.state for outcome in outcomes} == {State.OK}
    assert len(site.requests) == 20


async def test_cancelling_closes_the_connection():
    async with serving(silent) as port:
        task = asyncio.create_task(run("http", {"port": port}))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# https


def server_tls(authority: trustme.CA, *names: str, days: float = 100) -> ssl.SSLContext:
    start = dt.datetime.fromtimestamp(NOW, dt.UTC)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # valid now by the machine's clock and by the NOW of the tests, which is earlier
    leaf = authority.issue_cert(*names, not_before=start, not_after=dt.datetime.now(dt.UTC) + dt.timedelta(days=days))
    leaf.configure_cert(context)
    return context


def days_from(days: float) -> float:
    return dt.datetime.now(dt.UTC).timestamp() + days * 86400


async def test_https_tells_the_days_left(authority, ca_file):
    tls = server_tls(authority, "www.example.test", days=100)
    options = {"ssl": True, "ca_file": ca_file, "host": "www.example.test"}
    outcome = await fetch(Site(index=page()), options, tls=tls, now=days_from(0))
    assert outcome.state is State.OK, outcome.output
    metric = outcome.metrics[2]
    assert (metric.name, round(metric.value)) == ("certificate_days", 100)
    outcome = await fetch(Site(index=page()), options, tls=tls, now=days_from(85))
    assert outcome.state is State.WARNING
    outcome = await fetch(Site(index=page()), options, tls=tls, now=days_from(95))
    assert outcome.state is State.CRITICAL


async def test_https_checks_name_and_authority(authority, ca_file):
    tls = server_tls(authority, "www.example.test")
    outcome = await fetch(Site(index=page()), {"ssl": True, "ca_file": ca_file}, tls=tls)
    assert (outcome.state, "mismatch" in outcome.output) == (State.CRITICAL, True)
    outcome = await fetch(Site(index=page()), {"ssl": True, "host": "www.example.test"}, tls=tls)
    assert (outcome.state, "unable to get local issuer" in outcome.output) == (State.CRITICAL, True)
    outcome = await fetch(Site(index=page()), {"ssl": True, "verify": False}, tls=tls)
    assert outcome.state is State.OK


@pytest.mark.parametrize("handler", [hang_up, endless, saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")])
async def test_https_with_a_server_that_speaks_none(handler):
    outcome = await fetch(handler, {"ssl": True})
    assert outcome.state is State.CRITICAL


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"path": "index"}, "path"),
        ({"status": "2xx"}, "status"),
        ({"headers": "no colon"}, "headers"),
        ({"headers": {"X": "a\r\nB: c"}}, "headers"),
        ({"password": "x"}, "password"),
        ({"redirect": "maybe"}, "redirect"),
        ({"method": "BREW"}, "method"),
    ],
)
def test_wrong_options_are_named(options, key):
    with pytest.raises(OptionError, match=f"option {key}"):
        parse_options("http", options)


def test_a_wrong_password_is_not_repeated():
    with pytest.raises(OptionError) as caught:
        parse_options("http", {"user": "joe", "password": 12345})
    assert "12345" not in str(caught.value)
