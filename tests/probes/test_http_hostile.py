"""No server can make the http probe hang, crash, swell or say what is not so."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from http_hostile import Behaviour, Hostile, Talk, answer, hostile, page, tls
from http_nginx import NAME

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Api
from readiness.probes.http import Http

OVER_HTTPS = ("response", "page", "assets", "cors", "protocols")
SILENCE_S = 0.4


def look(observe: Callable[..., Any], group: str, server: Hostile, timeout_s: float = 10.0) -> Any:
    """Facts of one group about a server that is both the API and its plain HTTP."""
    target = Api.model_validate({"kind": "api", "url": f"https://{NAME}:{server.port}", "http_port": server.port})
    endpoint = Endpoint(name=NAME, address="127.0.0.1", port=server.port)
    return observe(Http, group, target, endpoint=endpoint, timeout_s=timeout_s)


def cause_of(observe: Callable[..., Any], group: str, server: Hostile, timeout_s: float = 10.0) -> CauseKind:
    with pytest.raises(Unobservable) as refusal:
        look(observe, group, server, timeout_s)
    return refusal.value.cause.kind


def resetting(talk: Talk) -> None:
    talk.request()
    talk.reset()


def endless_headers(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\n")
    talk.flood(b"Set-Cookie: a=b\r\n")


CASES: dict[str, tuple[Behaviour, CauseKind]] = {
    "silent": (Talk.listen, CauseKind.TIMEOUT),
    "resets": (resetting, CauseKind.RESET),
    "closes": (answer(b""), CauseKind.RESET),
    "has an invalid status": (answer(b"HTTP/1.1 two hundred\r\n\r\n"), CauseKind.PROTOCOL),
    "has endless headers": (endless_headers, CauseKind.TOO_LARGE),
    "has a thousand headers": (answer(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000 + b"\r\n"), CauseKind.TOO_LARGE),
}


@pytest.mark.parametrize("group", OVER_HTTPS)
@pytest.mark.parametrize("case", CASES)
def test_a_hostile_server_is_a_cause_in_time(observe: Callable[..., Any], group: str, case: str) -> None:
    behave, expected = CASES[case]
    begun = time.monotonic()
    with hostile(behave, tls()) as server:
        assert cause_of(observe, group, server, SILENCE_S if expected == CauseKind.TIMEOUT else 10.0) == expected
    assert time.monotonic() - begun < SILENCE_S + 2


@pytest.mark.parametrize("case", CASES)
def test_hostile_plain_http_is_a_cause_in_time(observe: Callable[..., Any], case: str) -> None:
    behave, expected = CASES[case]
    with hostile(behave) as server:
        assert cause_of(observe, "redirects", server, SILENCE_S if expected == CauseKind.TIMEOUT else 10.0) == expected


@pytest.mark.parametrize("group", OVER_HTTPS)
def test_plain_http_where_tls_should_be_is_a_cause(observe: Callable[..., Any], group: str) -> None:
    with hostile(lambda talk: talk.say(page("", b"hello"))) as server:
        assert cause_of(observe, group, server) == CauseKind.TLS


@pytest.mark.parametrize("group", OVER_HTTPS)
def test_a_closed_port_is_a_cause(observe: Callable[..., Any], group: str) -> None:
    with hostile(Talk.listen) as server:
        closed = server
    assert cause_of(observe, group, closed) == CauseKind.REFUSED


FLOODS = {
    "Set-Cookie": "sid=x; Path=/; Expires=" + "x" * 200,
    "Strict-Transport-Security": "max-age=1; " * 40,
    "Content-Security-Policy": "script-src https://a.example, " * 15,
    "Cache-Control": 'private="' * 50,
    "Access-Control-Allow-Origin": "https://evil.example " * 20,
    "Vary": "a," * 200,
    "Location": "https:" * 60,
    "Server": "\x1b]0;owned\x07" * 40,
}


@pytest.mark.parametrize("name", FLOODS)
@pytest.mark.parametrize("group", ["response", "cors", "protocols"])
def test_a_hundred_and_ninety_long_headers_make_bounded_facts(
    observe: Callable[..., Any], group: str, name: str
) -> None:
    lines = f"{name}: {FLOODS[name]}\n" * 190
    with hostile(answer(page(lines)), tls()) as server:
        found = look(observe, group, server)
    assert len(found.model_dump_json()) < 100_000


def test_values_in_other_alphabets_and_control_characters_are_data(observe: Callable[..., Any]) -> None:
    head = b"HTTP/1.1 200 OK\r\nServer: \x1b[31m\xff\xfe\r\nSet-Cookie: \xc3\xa9\x01=x\r\nContent-Length: 0\r\n\r\n"
    with hostile(answer(head), tls()) as server:
        found = look(observe, "response", server)
    assert found.server == "\x1b[31m\xff\xfe"
    assert found.cookies[0].name == "\xc3\xa9\x01"


HTML = "Content-Type: text/html"
BOMBS = {
    "tags that never close": b"<a " * 330_000,
    "quotes that never close": b"<a b='" * 160_000,
    "comments that never close": b"<!--" * 240_000,
    "tags": b"<a>" * 330_000,
    "compressed": b"\x1f\x8b\x08" + bytes(900_000),
    "one long attribute": b"<img src='" + b"a" * 990_000 + b"'>",
    "many attributes": b"<img " + b" ".join(b"a%d=1" % number for number in range(90_000)) + b">",
    "styles": b"<style>" + b"url(" * 240_000 + b"</style>",
    "candidates": b"<img srcset='" + b"a 1x," * 190_000 + b"'>",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_hostile_page_is_read_in_time(observe: Callable[..., Any], bomb: str) -> None:
    begun = time.monotonic()
    with hostile(answer(page(HTML, BOMBS[bomb])), tls()) as server:
        found = look(observe, "page", server)
    assert found.html.mixed_content == ()
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize("bomb", ["tags", "many attributes", "candidates"])
def test_a_hostile_page_takes_little_memory(observe: Callable[..., Any], bomb: str) -> None:
    with hostile(answer(page(HTML, BOMBS[bomb][:200_000])), tls()) as server:
        look(observe, "page", server)
        tracemalloc.start()
        try:
            look(observe, "page", server)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 5_000_000


def test_a_page_with_endless_body_is_a_cause_and_its_headers_are_facts(observe: Callable[..., Any]) -> None:
    def endless(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nStrict-Transport-Security: max-age=5\r\n\r\n")
        talk.flood(b"<p>" * 10_000)

    with hostile(endless, tls()) as server:
        assert cause_of(observe, "page", server) == CauseKind.TOO_LARGE
        assert look(observe, "response", server).hsts.max_age_s == 5


def test_a_redirect_loop_that_a_server_invents_as_it_goes_ends(observe: Callable[..., Any]) -> None:
    def onward(talk: Talk) -> None:
        talk.request()
        talk.say(page(f"Location: /{len(talk.running.requests)}?" + "x" * 3000, status="302 Found"))

    with hostile(onward) as server:
        found = look(observe, "redirects", server)
    assert (found.stopped_because, len(found.hops)) == ("too-many", 11)
    assert len(server.requests) == 11
    assert len(found.model_dump_json()) < 10_000
