"""What a page loads and how its assets are served, as a real nginx serves them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from http_hostile import Talk, answer, hostile, page, tls
from http_nginx import NAME, OTHER, Web, web

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Site
from readiness.probes.http import Http
from readiness.probes.http.assets import Assets
from readiness.probes.http.page import Page
from readiness.probes.plugin import Ask, Planned
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.reach.worker import Workers

CAREFUL = """location /_next/static/ { add_header Cache-Control "public, max-age=31536000, immutable"; }
location / { index index.html; }"""
HOME = """<!doctype html><html><head><title>Home &lt;1&gt;</title>
<link rel="stylesheet" href="/_next/static/css/3f2a1b9c0d1e.css"><link rel="icon" href="/favicon.png">
<script src="/_next/static/chunks/main.js" integrity="sha384-x"></script></head>
<body><form action="/login"></form><a href="http://elsewhere.test/">elsewhere</a></body></html>"""


@contextmanager
def serving(folder: Path, document: str, lines: str = CAREFUL, **more: str) -> Iterator[Web]:
    (folder / "index.html").write_text(document)
    chunks = folder / "_next/static/chunks"
    for name in ("css/3f2a1b9c0d1e.css", "chunks/main.js"):
        file = chunks.parent / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x" * 10_000)
    (folder / "favicon.png").write_text("x")
    with web(folder, lines, **more) as server:
        yield server


@pytest.fixture
def look(tmp_path: Path, observe: Callable[..., Any]) -> Callable[..., Any]:
    """``look(group, document, lines)``: facts about a page that nginx serves."""

    def at(group: str, document: str, lines: str = CAREFUL, inputs: dict[str, Any] | None = None) -> Any:
        with serving(tmp_path, document, lines) as server:
            return observe(Http, group, server.site(), endpoint=server.endpoint, inputs=inputs, hosts=(OTHER,))

    return at


def test_a_clean_page(look: Callable[..., Page]) -> None:
    found = look("page", HOME)
    assert (found.status, found.content_type) == (200, "text/html")
    assert found.html is not None
    assert found.html.title == "Home <1>"
    assert found.html.mixed_content == found.html.mixed_active == found.html.forms_to_http == ()
    assert found.html.scripts_without_integrity == ()
    assert found.html.assets_found == 3
    assert [
        (one.kind, one.fingerprinted, one.same_origin, one.declared, one.integrity) for one in found.html.assets
    ] == [
        ("style", True, True, True, False),
        ("image", False, True, True, False),
        ("script", True, True, True, True),
    ]


def test_mixed_content_and_its_kinds_are_told(look: Callable[..., Page]) -> None:
    found = look(
        "page",
        f"""<img src="http://b.test/i.png"><script src="http://b.test/s.js"></script><form action="http://b.test/f">
        <script src="//c.test/s.js"></script><script src="https://{OTHER}/s.js"></script>
        <iframe src="HTTP:\\\\d.test">""",
    )
    assert found.html is not None
    assert found.html.mixed_content == ("http://b.test/i.png", "http://b.test/s.js", "http://d.test/")
    assert found.html.mixed_active == ("http://b.test/s.js", "http://d.test/")
    assert found.html.forms_to_http == ("http://b.test/f",)
    assert found.html.scripts_without_integrity == ("http://b.test/s.js", "https://c.test/s.js")


def test_redirects_are_followed_to_the_page(tmp_path: Path, observe: Callable[..., Any]) -> None:
    lines = f"location = / {{ return 302 https://{OTHER}:HTTPS_PORT/en; }} location / {{ try_files /index.html =404; }}"
    with serving(tmp_path, HOME, lines) as server:
        target = server.site(names=[OTHER])
        found: Page = observe(Http, "page", target, endpoint=server.endpoint, addresses={OTHER: ("127.0.0.1",)})
        assert server.log(2) == [f"{NAME}:{server.https} GET /", f"{OTHER}:{server.https} GET /en"]
    assert found.url == f"https://{OTHER}:{server.https}/en"
    assert found.html is not None
    assert found.html.title == "Home <1>"


@pytest.mark.parametrize(
    ("lines", "status", "content_type"),
    [
        ("location / { default_type application/json; return 200 '{}'; }", 200, "application/json"),
        ("location / { default_type text/html; return 404 '<p>'; }", 404, "text/html"),
        ("location / { default_type text/html; return 401 '<p>'; }", 401, "text/html"),
    ],
)
def test_what_is_no_page_has_no_facts_about_html(
    look: Callable[..., Page], lines: str, status: int, content_type: str
) -> None:
    found = look("page", HOME, lines)
    assert (found.status, found.content_type, found.html) == (status, content_type, None)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("location / { return 503; }", CauseKind.SERVER),
        ("location / { return 429; }", CauseKind.SERVER),
        ("location / { return 302 https://elsewhere.test/; }", CauseKind.NOT_ALLOWED),
        ("location / { return 302 https://$host:22/; }", CauseKind.NOT_ALLOWED),
        ("location / { return 302 https://$host:HTTPS_PORT/; }", CauseKind.PROTOCOL),
    ],
)
def test_a_page_that_cannot_be_reached_is_a_cause(look: Callable[..., Page], lines: str, kind: CauseKind) -> None:
    with pytest.raises(Unobservable) as refusal:
        look("page", HOME, lines)
    assert refusal.value.cause.kind == kind


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (answer(page("Content-Type: text/html", b"x" * 1_000_001)), CauseKind.TOO_LARGE),
        (
            answer(
                page("Content-Type: text/html", b"<img src=/1>" + b"".join(b"<img src=/%d>" % n for n in range(5001)))
            ),
            CauseKind.TOO_LARGE,
        ),
        (answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n<p>"), CauseKind.PROTOCOL),
    ],
)
def test_a_page_that_is_not_whole_is_a_cause(
    observe: Callable[..., Any], behave: Callable[[Talk], None], kind: CauseKind
) -> None:
    with hostile(behave, tls()) as server, pytest.raises(Unobservable) as refusal:
        look_at(observe, "page", server.port)
    assert refusal.value.cause.kind == kind


def test_headers_of_a_page_that_is_not_whole_are_evidence(observe: Callable[..., Any]) -> None:
    behave = answer(page("Content-Type: text/html\nStrict-Transport-Security: max-age=5", b"x" * 1_000_001))
    with hostile(behave, tls()) as server:
        assert look_at(observe, "response", server.port).hsts.max_age_s == 5


def look_at(observe: Callable[..., Any], group: str, port: int) -> Any:
    target = Site.model_validate({"kind": "site", "url": f"https://{NAME}:{port}"})
    return observe(Http, group, target, endpoint=Endpoint(name=NAME, address="127.0.0.1", port=port), timeout_s=5)


def test_long_lists_are_cut_and_counted(look: Callable[..., Page]) -> None:
    found = look("page", "".join(f'<script src="http://b.test/{number}.js"></script>' for number in range(300)))
    assert found.html is not None
    assert (found.html.assets_found, len(found.html.assets), len(found.html.mixed_content)) == (300, 200, 200)


def test_assets_with_a_fingerprint_are_told_from_those_without(look: Callable[..., Assets]) -> None:
    found = look("assets", HOME)
    assert found.found == 3
    assert [one.kind for one in found.fingerprinted] == ["style", "script"]
    assert [one.content_type for one in found.fingerprinted] == ["text/css", "text/javascript"]
    assert {one.status for one in found.fingerprinted} == {200}
    for one in found.fingerprinted:
        assert one.cache_control is not None
        assert (one.cache_control.max_age_s, one.cache_control.immutable, one.cache_control.public) == (
            31536000,
            True,
            True,
        )
    assert [(one.kind, one.status, one.cache_control) for one in found.unversioned] == [("image", 200, None)]


def test_assets_that_are_cached_briefly_are_told(look: Callable[..., Assets]) -> None:
    found = look("assets", HOME, 'location / { index index.html; add_header Cache-Control "max-age=60"; }')
    assert [one.cache_control and one.cache_control.max_age_s for one in found.fingerprinted] == [60, 60]


def test_assets_without_hsts_are_named(tmp_path: Path, observe: Callable[..., Any]) -> None:
    lines = """add_header Strict-Transport-Security "max-age=31536000";
    location = /favicon.png { add_header Cache-Control "max-age=60"; } location / { index index.html; }"""
    with serving(tmp_path, HOME, lines) as server:
        found: Assets = observe(Http, "assets", server.site(), endpoint=server.endpoint)
    assert [one.hsts for one in found.fingerprinted] == [True, True]
    assert found.without_hsts == (f"{server.url}/favicon.png",)


def test_an_asset_that_is_missing_is_told(look: Callable[..., Assets]) -> None:
    found = look("assets", '<script src="/gone.3f2a1b9c.js"></script>')
    assert [one.status for one in found.fingerprinted] == [404]


def test_no_more_assets_are_fetched_than_are_asked_for(tmp_path: Path, observe: Callable[..., Any]) -> None:
    document = "".join(f'<script src="/{number}.js"></script>' for number in range(9)) + HOME
    with serving(tmp_path, document) as server:
        found: Assets = observe(Http, "assets", server.site(), endpoint=server.endpoint, inputs={"max_assets": 3})
        assert [line.split()[-1] for line in server.log(4)] == [
            "/",
            "/_next/static/css/3f2a1b9c0d1e.css",
            "/_next/static/chunks/main.js",
            "/0.js",
        ]
    assert (found.found, len(found.fingerprinted), len(found.unversioned)) == (12, 2, 1)


def test_assets_of_other_origins_are_not_fetched(tmp_path: Path, observe: Callable[..., Any]) -> None:
    document = (
        f'<script src="https://elsewhere.test/a.js"></script><img src="http://{NAME}/b.png"><iframe src="/c"></iframe>'
    )
    with serving(tmp_path, document) as server:
        found: Assets = observe(Http, "assets", server.site(), endpoint=server.endpoint)
        assert len(server.log(1)) == 1
    assert (found.found, found.fingerprinted, found.unversioned) == (0, (), ())


def test_what_is_no_page_has_no_assets(look: Callable[..., Assets]) -> None:
    assert look("assets", HOME, "location / { return 404; }").found == 0


def test_one_probe_fetches_its_page_once_for_all_groups(tmp_path: Path) -> None:
    async def together(server: Web) -> None:
        async with Workers() as workers:
            probe, inputs = Http(), Http.inputs()
            for name in ("response", "page", "assets"):
                planned = Planned(target=server.site(), name=NAME, inputs=inputs, reach_ports={})
                gate = Gate(Http.groups()[name].sends(planned), frozenset({NAME}), Journal())
                reach = Reach(Route(workers=workers), gate)
                await getattr(probe, name)(Ask(server.site(), server.endpoint, inputs, datetime.now(UTC), reach))

    with serving(tmp_path, HOME) as server:
        asyncio.run(together(server))
        assert sorted(line.split()[-1] for line in server.log(4)) == [
            "/",
            "/_next/static/chunks/main.js",
            "/_next/static/css/3f2a1b9c0d1e.css",
            "/favicon.png",
        ]
