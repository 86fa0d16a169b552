"""Fetch a page and judge its status, text, redirects, time and certificate."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

import aiohttp
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from yarl import URL

from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes.aside import AsideError, aside
from checks.probes.base import Context, ProbeOptions, Words
from checks.probes.certificate import Certificate, CertificateError
from checks.probes.http_session import Response, close_session, open_session
from checks.probes.http_words import explain
from checks.probes.limits import RangeText, judged, time_metric, worst
from checks.probes.resolve import ResolverStuckError
from checks.probes.tcp import Pattern
from checks.probes.tls_context import AuthorityError, lenient, verifying
from checks.secrets import SecretError, fetch

MOST_BODY = 1 << 20
MOST_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_FIRST_SUCCESS, _FIRST_REDIRECT = 200, 300
_STATUS = re.compile(r"([1-5]\d\d)(?:-([1-5]\d\d))?")


def _header_lines(value: object) -> object:
    """Turn "Name: value" lines of a command line into a table."""
    if not isinstance(value, str):
        return value
    table = {}
    for line in filter(None, value.splitlines()):
        name, colon, text = line.partition(":")
        if not colon:
            raise ValueError("write headers as Name: value, one a line")
        table[name.strip()] = text.strip()
    return table


def _printable(table: Mapping[str, str]) -> Mapping[str, str]:
    for name, text in table.items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or re.search(r"[\0\r\n]", text):
            raise ValueError(f"{name!r} is no header")
    return table


def _statuses(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not _STATUS.fullmatch(word):
            raise ValueError(f"{word!r} is neither a status (200) nor a range (200-299)")
    return words


class HttpOptions(ProbeOptions):
    """What `http` understands."""

    port: int = Field(0, ge=0, le=65535, description="TCP port; default 80, with ssl 443")
    ssl: bool = Field(False, description="use https")
    host: str = Field("", description="host name to ask for (Host header, TLS name); default the address")
    path: str = Field("/", pattern=r"^/", description="path and query")
    method: Literal["GET", "HEAD", "POST", "PUT", "OPTIONS"] = Field("GET", description="request method")
    headers: Annotated[Mapping[str, str], BeforeValidator(_header_lines), AfterValidator(_printable)] = Field(
        default_factory=dict, description="further request headers: a table, or lines of Name: value"
    )
    body: str = Field("", description="request body")
    user: str = Field("", description="user of basic authentication")
    password: str | Mapping[str, Any] = Field(
        "", repr=False, description="its password, best by reference: env:NAME, file:PATH or command:PROGRAM"
    )
    status: Annotated[Words, AfterValidator(_statuses)] = Field(
        ("200-299",), description="statuses that are well, as numbers and ranges"
    )
    client_errors: Literal["warning", "critical"] = Field(
        "critical", description="what a status of 400 to 499 is that is not well"
    )
    expect: str = Field("", description="text the page must contain")
    expect_regex: Pattern = Field("", description="regular expression the page must contain")
    redirect: Literal["follow", "same-host", "ok", "warning", "critical"] = Field(
        "follow", description="what to do with a redirect; same-host follows on the same host only"
    )
    verify: bool = Field(True, description="with https: check the certificate's chain and name")
    ca_file: str = Field("", description="with https: file of certificate authorities instead of the system's")
    warn_days: RangeText = Field("21:", description="with https: warn on days left of the certificate (Nagios range)")
    crit_days: RangeText = Field("7:", description="with https: critical on days left (Nagios range)")
    warn_time: RangeText = Field("", description="warn on this response time (seconds, Nagios range)")
    crit_time: RangeText = Field("", description="critical on this response time (seconds, Nagios range)")
    timeout: float = Field(10.0, gt=0, le=60, description="seconds for everything, redirects included")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.password and not self.user:
            raise ValueError("option password: needs user as well")
        if ":" in self.user:
            raise ValueError("option user: a user of basic authentication has no colon")
        return self


class RedirectError(Exception):
    """A redirect that cannot or must not be followed; the message is a sentence part."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came of one request. `location` is where a redirect points to, "" for none."""

    status: int
    reason: str
    body: bytes
    location: str
    cookies: Mapping[str, str]
    certificate: bytes | None


@dataclass(slots=True)
class Visit:
    """One check under way: the site asked for, the URL reached, the cookies collected and the first certificate."""

    address: str
    url: URL
    first: URL
    cookies: dict[str, str] = field(default_factory=dict)
    certificate: bytes | None = None

    @property
    def at_home(self) -> bool:
        """True while the URL is on the host that was asked for."""
        return self.url.host == self.first.host


class Http:
    """The `http` probe."""

    options = HttpOptions

    async def run(self, target: Target, options: HttpOptions, context: Context) -> Outcome:
        """Fetch the page and judge it."""
        try:
            url = _url(target, options)
        except ValueError as error:
            return Outcome(State.UNKNOWN, f"no URL can be made of {options.host or target.address!r}: {error}")
        visit = Visit(target.address, url, url)
        seconds = min(options.timeout, context.deadline)
        session = context.http or open_session()
        begun = clock.monotonic()
        try:
            async with asyncio.timeout(seconds):
                page = await _fetch(session, visit, options, context)
        except TimeoutError:
            return Outcome(State.CRITICAL, f"{visit.url}: no complete answer within {seconds:g} s")
        except (SecretError, AuthorityError, AsideError, ResolverStuckError) as error:
            return Outcome(State.UNKNOWN, str(error))
        except RedirectError as error:
            return Outcome(State.CRITICAL, f"{visit.url}: {error}")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            state, words = explain(error)
            return Outcome(state, f"{visit.url}: {words}")
        finally:
            if context.http is None:
                await close_session(session)
        return _judge(visit, page, options, context.now, clock.monotonic() - begun)


def _url(target: Target, options: HttpOptions) -> URL:
    scheme = "https" if options.ssl else "http"
    site = URL.build(scheme=scheme, host=options.host or target.address, port=options.port or None)
    return URL(f"{site.origin()}{options.path}")


async def _fetch(session: aiohttp.ClientSession, visit: Visit, options: HttpOptions, context: Context) -> Page:
    """Request the page and what it redirects to, as far as the options say."""
    own_headers = await _own_headers(options)
    for _ in range(MOST_REDIRECTS + 1):
        page = await _request(session, visit, options, own_headers, context)
        visit.certificate = visit.certificate or page.certificate
        if not page.location or options.redirect not in ("follow", "same-host") or _wanted(page.status, options):
            return page
        _follow(visit, page, options)
    raise RedirectError(f"more than {MOST_REDIRECTS} redirects")


async def _own_headers(options: HttpOptions) -> dict[str, str]:
    """Return the headers for the host asked for, and for no other."""
    headers = dict(options.headers)
    if options.user:
        secret = await aside(lambda: fetch(options.password))
        credentials = base64.b64encode(f"{options.user}:{secret.value}".encode()).decode()
        headers["Authorization"] = f"Basic {credentials}"
    return headers


async def _request(
    session: aiohttp.ClientSession,
    visit: Visit,
    options: HttpOptions,
    own_headers: Mapping[str, str],
    context: Context,
) -> Page:
    """Send one request; on the host asked for it goes to the address given, whatever its name resolves to."""
    url = visit.url
    headers: dict[str, str] = {}
    if visit.at_home:
        headers.update(own_headers)
        if url.host != visit.address:
            headers.setdefault("Host", url.host_port_subcomponent or "")
        url = url.with_host(visit.address)
    if visit.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in visit.cookies.items())
    tls: dict[str, Any] = {}
    if url.scheme == "https":
        own = verifying(options.ca_file, context.now, check_name=True) if options.verify else lenient()
        tls = {"ssl": own, "server_hostname": visit.url.host}
    response = await session.request(
        options.method,
        url,
        headers=headers,
        data=options.body.encode() or None,
        allow_redirects=False,
        **tls,
    )
    async with response:
        return await _read(response)


async def _read(response: aiohttp.ClientResponse) -> Page:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) >= MOST_BODY:
            break
    redirected = response.status in _REDIRECTS
    return Page(
        status=response.status,
        reason=response.reason or "",
        body=bytes(body[:MOST_BODY]),
        location=response.headers.get("Location", "") if redirected else "",
        cookies={name: morsel.coded_value for name, morsel in response.cookies.items()} if redirected else {},
        certificate=response.certificate if isinstance(response, Response) else None,
    )


def _follow(visit: Visit, page: Page, options: HttpOptions) -> None:
    try:
        url = visit.url.join(URL(page.location))
    except ValueError as error:
        raise RedirectError(f"redirects to {page.location!r}, which is no address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise RedirectError(f"redirects to {page.location!r}, which cannot be followed")
    if options.redirect == "same-host" and url.host != visit.first.host:
        raise RedirectError(f"redirects to another host: {url}")
    if url.host == visit.url.host:
        visit.cookies.update(page.cookies)
    else:
        visit.cookies.clear()
    visit.url = url


def _wanted(status: int, options: HttpOptions) -> bool:
    for word in options.status:
        match = _STATUS.fullmatch(word)
        if match and int(match[1]) <= status <= int(match[2] or match[1]):
            return True
    return False


def _judge(visit: Visit, page: Page, options: HttpOptions, now: float, seconds: float) -> Outcome:
    time = time_metric(seconds, options.warn_time, options.crit_time)
    metrics = [time, Metric("size", float(len(page.body)), "B", min=0)]
    state, words = _judge_status(page, options)
    text_state, text_words = _judge_text(page, options)
    reasons = [f"HTTP {page.status} {page.reason}".rstrip() + words, *text_words]
    certificate_state = State.OK
    if visit.certificate is not None:
        certificate_state, metric, about = _judge_certificate(visit.certificate, options, now)
        metrics.extend(metric)
        reasons.append(about)
    reasons.append(f"{len(page.body)} bytes in {seconds * 1000:.3g} ms")
    return Outcome(
        worst(state, text_state, certificate_state, judged(time)),
        f"{visit.url}: {', '.join(reasons)}",
        tuple(metrics),
    )


def _judge_status(page: Page, options: HttpOptions) -> tuple[State, str]:
    if _wanted(page.status, options):
        return State.OK, ""
    if page.location and options.redirect in ("ok", "warning", "critical"):
        return State(options.redirect.upper()), f", redirects to {page.location}"
    mild = HTTPStatus.BAD_REQUEST <= page.status < HTTPStatus.INTERNAL_SERVER_ERROR
    state = State(options.client_errors.upper()) if mild else State.CRITICAL
    return state, f", expected {', '.join(options.status)}"


def _judge_text(page: Page, options: HttpOptions) -> tuple[State, list[str]]:
    missing = []
    if options.expect and options.expect.encode() not in page.body:
        missing.append(f"the page does not contain {options.expect!r}")
    if options.expect_regex and not re.search(options.expect_regex, page.body.decode("utf-8", "replace")):
        missing.append(f"nothing in the page matches {options.expect_regex!r}")
    return (State.CRITICAL if missing else State.OK), missing


def _judge_certificate(der: bytes, options: HttpOptions, now: float) -> tuple[State, list[Metric], str]:
    try:
        days = Certificate.parse(der).days_left(now)
    except CertificateError as error:
        return State.CRITICAL, [], str(error)
    metric = Metric("certificate_days", days, "d", options.warn_days or None, options.crit_days or None)
    return judged(metric), [metric], f"certificate valid for {days:.0f} days"
