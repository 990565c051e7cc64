"""Which origins the http probe finds allowed, on a real nginx with good and bad rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from http_nginx import NAME, web

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.http import Http
from readiness.probes.http.cors import Cors

APP = "https://app.example.test"
STRANGERS = (
    "https://evil.example",
    "null",
    "https://app.example.test.evil.example",
    f"https://{NAME}.evil.example",
    "https://evilapp.example.test",
    f"https://evil{NAME}",
    "http://app.example.test",
)


def allowing(value: str, *more: str) -> str:
    """An API that allows what this nginx variable says."""
    lines = " ".join(f"add_header {line} always;" for line in more)
    return f"""set $allow ""; if ($http_origin {value}) {{ set $allow $http_origin; }}
    add_header Access-Control-Allow-Origin $allow always; {lines} location / {{ return 204; }}"""


CREDENTIALS = "Access-Control-Allow-Credentials true"
VARY = "Vary Origin"
EXACT = f'= "{APP}"'


@pytest.fixture
def cors(tmp_path: Path, observe: Callable[..., Any]) -> Callable[..., Cors]:
    """``cors(lines, origins, paths)``: facts about an API that nginx serves."""

    def look(lines: str, origins: tuple[str, ...] = (APP,), paths: tuple[str, ...] = ("/",)) -> Cors:
        with web(tmp_path, lines) as server:
            target = server.api(origins=origins, paths=paths)
            found: Cors = observe(Http, "cors", target, endpoint=server.endpoint)
            return found

    return look


def test_a_careful_api(cors: Callable[..., Cors]) -> None:
    found = cors(allowing(EXACT, CREDENTIALS, VARY))
    assert (found.declared_refused, found.strangers_allowed, found.strangers_with_credentials) == ((), (), ())
    assert (found.wildcard, found.unvaried) == (False, ())
    assert {answer.origin for answer in found.answers} == {APP, *STRANGERS}
    assert len(found.answers) == 2 * (1 + len(STRANGERS))
    first = found.answers[0]
    assert (first.path, first.method, first.origin, first.sort, first.status) == ("/", "GET", APP, "declared", 204)
    assert (first.allowed, first.allowed_with_credentials, first.reflects, first.vary_origin) == (
        True,
        True,
        True,
        True,
    )


def test_an_api_that_trusts_whoever_asks(cors: Callable[..., Cors]) -> None:
    found = cors(allowing('!= ""', CREDENTIALS, VARY))
    assert found.strangers_allowed == found.strangers_with_credentials == tuple(sorted(STRANGERS))
    assert found.declared_refused == ()


def test_an_api_that_allows_everybody_without_credentials(cors: Callable[..., Cors]) -> None:
    found = cors('add_header Access-Control-Allow-Origin "*"; location / { return 204; }')
    assert found.wildcard
    assert found.strangers_allowed == tuple(sorted(STRANGERS))
    assert (found.strangers_with_credentials, found.unvaried) == ((), ())


@pytest.mark.parametrize(
    ("pattern", "deceived"),
    [
        (f'~ "^{APP}"', ("https://app.example.test.evil.example",)),
        ('~ "app\\.example\\.test$"', ("http://app.example.test", "https://evilapp.example.test")),
        ('~ "^https?://app\\.example\\.test$"', ("http://app.example.test",)),
        ('~ "^(null|https://app\\.example\\.test)$"', ("null",)),
        (f'~ "{NAME}"', (f"https://evil{NAME}", f"https://{NAME}.evil.example")),
    ],
)
def test_rules_that_impostors_pass(cors: Callable[..., Cors], pattern: str, deceived: tuple[str, ...]) -> None:
    found = cors(allowing(pattern, CREDENTIALS, VARY))
    assert found.strangers_allowed == found.strangers_with_credentials == deceived


def test_a_declared_origin_that_is_refused(cors: Callable[..., Cors]) -> None:
    found = cors(allowing(EXACT, VARY), origins=(APP, "https://other.example.test"))
    assert (found.declared_refused, found.strangers_allowed) == (("https://other.example.test",), ())


def test_a_preflight_that_fails_refuses_a_declared_origin(cors: Callable[..., Cors]) -> None:
    found = cors(
        f'add_header Access-Control-Allow-Origin "{APP}" always; if ($request_method = OPTIONS) {{ return 405; }}'
    )
    assert found.declared_refused == (APP,)
    assert {answer.method: answer.allowed for answer in found.answers if answer.sort == "declared"} == {
        "GET": True,
        "OPTIONS": False,
    }


def test_answers_that_caches_would_mix_up_are_told(cors: Callable[..., Cors]) -> None:
    found = cors(allowing(EXACT), paths=("/a", "/b"))
    assert found.unvaried == ("/a", "/b")


def test_every_declared_path_is_tried(cors: Callable[..., Cors]) -> None:
    lines = """add_header Access-Control-Allow-Origin $open; location /open { set $open "*"; return 204; }
    set $open ""; location / { return 204; }"""
    found = cors(lines, paths=("/closed", "/open"))
    assert {answer.path for answer in found.answers} == {"/closed", "/open"}
    assert {answer.path for answer in found.answers if answer.allowed} == {"/open"}


def test_an_api_that_knows_nothing_of_it_allows_nobody(cors: Callable[..., Cors]) -> None:
    found = cors("location / { return 401; }")
    assert (found.declared_refused, found.strangers_allowed) == ((APP,), ())
    assert {(answer.status, answer.allow_origin) for answer in found.answers} == {(401, None)}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_api_that_fails_says_nothing_about_it(cors: Callable[..., Cors], status: int) -> None:
    with pytest.raises(Unobservable) as refusal:
        cors(f"location / {{ return {status}; }}")
    assert refusal.value.cause.kind == CauseKind.SERVER


def test_a_site_is_tried_with_strangers_on_its_page(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, allowing('!= ""')) as server:
        found: Cors = observe(Http, "cors", server.site(), endpoint=server.endpoint, inputs={"path": "/x"})
        assert len(server.log(10)) == 10
    assert {answer.path for answer in found.answers} == {"/x"}
    assert len(found.strangers_allowed) == 5
    assert found.declared_refused == ()
