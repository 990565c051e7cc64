"""The demo's site and API answer as a careful web application does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from demo_visitor import Page, Visitor

from readiness.demo.placement import Endpoint

DOMAIN = "edpsychconnect.test"
API = f"api.{DOMAIN}"


def _assets(page: Page) -> list[str]:
    return re.findall(r'(?:href|src)="(/[^"]+)"', page.body)


@pytest.mark.parametrize("web", [0, 1])
@pytest.mark.parametrize("host", [DOMAIN, f"www.{DOMAIN}"])
def test_the_page_is_rendered_protected_and_not_stored(host: str, web: int, healthy: Visitor) -> None:
    page = healthy.fetch("/", host, web=web)

    assert page.status == 200
    assert "<h1>EdPsych Connect (demo)</h1>" in page.body
    assert page.header("Cache-Control") == "no-store"
    assert page.header("Strict-Transport-Security") == "max-age=63072000; includeSubDomains; preload"
    assert page.header("X-Content-Type-Options") == "nosniff"
    assert page.header("Referrer-Policy") == "strict-origin-when-cross-origin"
    assert "default-src 'none'" in page.header("Content-Security-Policy")
    assert re.fullmatch(r"__Host-session=\S+; Path=/; Secure; HttpOnly; SameSite=Lax", page.header("Set-Cookie"))


def test_every_asset_of_the_page_is_there_and_kept_for_a_year(healthy: Visitor) -> None:
    paths = _assets(healthy.fetch("/"))

    assert [re.sub(r"[0-9a-f]{16}", "*", path) for path in paths] == [
        "/static/app.*.css",
        "/_next/static/chunks/main-*.js",
    ]
    for path in paths:
        asset = healthy.fetch(path)
        assert (asset.status, asset.header("Cache-Control")) == (200, "public, max-age=31536000, immutable")
        assert asset.body
        assert not asset.header("Set-Cookie")


def test_the_script_calls_the_api_that_the_policy_allows(healthy: Visitor) -> None:
    page = healthy.fetch("/")
    api = healthy.stage.api_url.rstrip("/")

    assert api in healthy.fetch(_assets(page)[1]).body
    assert f"connect-src {api};" in page.header("Content-Security-Policy")


@pytest.mark.parametrize("host", [DOMAIN, API])
@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("POST", "/"), ("HEAD", "/nothing")])
def test_errors_carry_hsts_too(method: str, path: str, host: str, healthy: Visitor) -> None:
    page = healthy.fetch(path, host, method)

    assert page.status in {404, 405}
    assert page.header("Strict-Transport-Security")


def test_head_has_the_headers_and_no_body(healthy: Visitor) -> None:
    page = healthy.fetch("/", method="HEAD")

    assert (page.status, page.body) == (200, "")
    assert int(page.header("Content-Length")) > 0


def test_another_host_is_misdirected(healthy: Visitor) -> None:
    assert healthy.fetch("/", "other.test").status == 421
    assert healthy.fetch_plainly("/", "other.test").status == 421


@pytest.mark.parametrize("web", [0, 1])
@pytest.mark.parametrize("host", [DOMAIN, f"www.{DOMAIN}", API])
def test_plain_http_only_redirects_to_the_same_host(host: str, web: int, healthy: Visitor) -> None:
    page = healthy.fetch_plainly("/path?query=1", host, web)

    assert (page.status, page.body) == (308, "")
    assert page.header("Location") == f"https://{host}:{healthy.stage.https_port}/path?query=1"
    assert not page.header("Strict-Transport-Security")


def test_the_api_says_that_it_is_well(healthy: Visitor) -> None:
    page = healthy.fetch("/health", API)

    assert (page.status, json.loads(page.body)) == (200, {"status": "ok"})
    assert page.header("Cache-Control") == "no-store"


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_site_may_read_the_api(method: str, healthy: Visitor) -> None:
    page = healthy.fetch("/health", API, method, Origin=healthy.stage.origin)

    assert page.header("Access-Control-Allow-Origin") == healthy.stage.origin
    assert page.header("Access-Control-Allow-Credentials") == "true"
    assert page.header("Vary") == "Origin"
    assert bool(page.header("Access-Control-Allow-Methods")) == (method == "OPTIONS")


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize(
    "origin", ["null", "https://evil.test", f"http://{DOMAIN}", f"https://{DOMAIN}.evil.test", f"https://evil{DOMAIN}"]
)
def test_nobody_else_may(origin: str, method: str, healthy: Visitor) -> None:
    page = healthy.fetch("/health", API, method, Origin=origin)

    assert not [name for name in page.headers if name.lower().startswith("access-control-")]
    assert page.header("Vary") == "Origin"


def test_a_reflecting_api_trusts_everybody_with_credentials(play: Callable[..., Visitor]) -> None:
    page = play(cors_reflects_origin=True).fetch("/health", API, Origin="null")

    assert page.header("Access-Control-Allow-Origin") == "null"
    assert page.header("Access-Control-Allow-Credentials") == "true"


def test_a_faulty_cookie_is_otherwise_intact(play: Callable[..., Visitor]) -> None:
    cookie = play(cookie_not_secure=True).fetch("/").header("Set-Cookie")

    assert re.fullmatch(r"session=\S+; Path=/; HttpOnly; SameSite=Lax", cookie)


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET http://edpsychconnect.test/ HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n",
    ],
)
def test_what_is_no_request_ends_the_connection(sent: bytes, healthy: Visitor) -> None:
    with healthy.connect(Endpoint(healthy.stage.web_addresses[0], healthy.stage.http_port)) as connection:
        connection.sendall(sent)
        received = b""
        with suppress(ConnectionResetError):  # it may close with our octets still unread
            received = connection.recv(1000)
    assert received == b""
