"""What the http probe makes of headers, as a real nginx sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from http_nginx import NAME, Web, web

from readiness.probes.http import Http
from readiness.probes.http.response import Response

GOOD = """
add_header Strict-Transport-Security "max-age=31536000; includeSubDomains; preload" always;
add_header X-Content-Type-Options nosniff always;
add_header X-Frame-Options DENY always;
add_header Referrer-Policy "no-referrer, strict-origin-when-cross-origin" always;
add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'" always;
add_header Set-Cookie "__Host-sid=hunter2; Path=/; Secure; HttpOnly; SameSite=Lax" always;
add_header Cache-Control "no-store" always;
add_header Cross-Origin-Opener-Policy same-origin always;
add_header Cross-Origin-Embedder-Policy require-corp always;
add_header Cross-Origin-Resource-Policy same-site always;
add_header Permissions-Policy "camera=()" always;
add_header Vary "Accept-Encoding, Origin" always;
add_header Alt-Svc 'h3=":443"; ma=86400' always;
server_tokens off;
default_type text/html;
location / { return 200 "<!doctype html><title>Home</title>"; }
"""


@contextmanager
def responding(folder: Path, lines: str, **more: str) -> Iterator[Web]:
    with web(
        folder, f'default_type "text/html; charset=UTF-8"; {lines} location / {{ return 200 "<p>"; }}', **more
    ) as server:
        yield server


@pytest.fixture
def response(tmp_path: Path, observe: Callable[..., Any]) -> Callable[..., Response]:
    """The response group's facts about an nginx with these lines."""

    def look(lines: str, **more: str) -> Response:
        with responding(tmp_path, lines, **more) as server:
            found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint)
            return found

    return look


def test_a_careful_server_is_described_in_full(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, GOOD, listen="ssl http2") as server:
        found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint)
    assert (found.answered, found.status, found.http_version, found.content_type) == (True, 200, "HTTP/2", "text/html")
    assert found.hsts is not None
    assert found.hsts.model_dump() == {
        "times_sent": 1,
        "valid": True,
        "max_age_s": 31536000,
        "include_subdomains": True,
        "preload": True,
        "raw": "max-age=31536000; includeSubDomains; preload",
    }
    assert (found.content_type_options, found.frame_options) == ("nosniff", "DENY")
    assert found.referrer_policy == "strict-origin-when-cross-origin"
    assert found.referrer_policy_sent == "no-referrer, strict-origin-when-cross-origin"
    assert found.csp is not None
    assert (found.csp.enforced, found.csp.allows_inline_script, found.csp.frame_ancestors) == (True, False, ("'none'",))
    assert [(cookie.name, cookie.secure, cookie.same_site) for cookie in found.cookies] == [("__Host-sid", True, "Lax")]
    assert found.cache_control is not None
    assert found.cache_control.no_store
    assert found.vary == ("accept-encoding", "origin")
    assert (found.opener_policy, found.embedder_policy, found.resource_policy) == (
        "same-origin",
        "require-corp",
        "same-site",
    )
    assert (found.permissions_policy, found.server, found.powered_by, found.location) == (
        "camera=()",
        "nginx",
        None,
        None,
    )


def test_a_value_of_a_cookie_is_in_no_fact(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, GOOD) as server:
        assert "hunter2" not in observe(Http, "response", server.site(), endpoint=server.endpoint).model_dump_json()


def test_a_careless_server_has_facts_that_are_absent(response: Callable[..., Response]) -> None:
    found = response("")
    assert found.answered
    for name in (
        "hsts",
        "content_type_options",
        "frame_options",
        "referrer_policy",
        "csp",
        "cache_control",
        "opener_policy",
        "embedder_policy",
        "resource_policy",
    ):
        assert getattr(found, name) is None, name
    assert found.cookies == ()
    assert (found.http_version, found.server) == ("HTTP/1.1", "nginx/" + (found.server or "").removeprefix("nginx/"))


def test_hsts_of_a_day_is_a_number_that_a_policy_can_compare(response: Callable[..., Response]) -> None:
    found = response('add_header Strict-Transport-Security "max-age=86400";').hsts
    assert found is not None
    assert (found.valid, found.max_age_s, found.include_subdomains, found.times_sent) == (True, 86400, False, 1)


def test_hsts_that_is_sent_twice_is_counted(response: Callable[..., Response]) -> None:
    lines = (
        'add_header Strict-Transport-Security "max-age=31536000"; add_header Strict-Transport-Security "max-age=60";'
    )
    found = response(lines).hsts
    assert found is not None
    assert (found.times_sent, found.max_age_s) == (2, 31536000)


def test_hsts_that_browsers_ignore_is_invalid(response: Callable[..., Response]) -> None:
    found = response('add_header Strict-Transport-Security "max-age=31536000 includeSubDomains";').hsts
    assert found is not None
    assert (found.valid, found.max_age_s) == (False, None)


def test_cookies_are_told_apart(response: Callable[..., Response]) -> None:
    found = response(
        'add_header Set-Cookie "sid=x"; add_header Set-Cookie "b=y; Secure; SameSite=Sure; Domain=example.test";'
    )
    assert [(one.name, one.secure, one.same_site, one.host_only) for one in found.cookies] == [
        ("sid", False, None, True),
        ("b", True, "invalid", False),
    ]


@pytest.mark.parametrize(("second", "told"), [("DENY", "DENY"), ("SAMEORIGIN", "DENY, SAMEORIGIN")])
def test_two_frame_options_are_one_unless_they_differ(
    response: Callable[..., Response], second: str, told: str
) -> None:
    assert response(f"add_header X-Frame-Options deny; add_header X-Frame-Options {second};").frame_options == told


def test_policies_in_two_headers_and_in_the_page_are_taken_together(
    tmp_path: Path, observe: Callable[..., Any]
) -> None:
    meta = "<meta http-equiv=Content-Security-Policy content=\\\"script-src 'self'\\\">"
    meta += "<meta name=referrer content=origin>"
    lines = f"""default_type text/html; add_header Referrer-Policy no-referrer;
        add_header Content-Security-Policy "default-src * 'unsafe-inline' 'unsafe-eval'";
        add_header Content-Security-Policy "default-src * 'unsafe-inline'";
        location / {{ return 200 "<head>{meta}"; }}"""
    with web(tmp_path, lines) as server:
        found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint)
    assert found.csp is not None
    assert (found.csp.policies, found.csp.from_meta) == (3, True)
    assert (found.csp.allows_eval, found.csp.allows_inline_script, found.csp.allows_inline_style) == (
        False,
        False,
        True,
    )
    assert found.referrer_policy == "origin"


def test_a_policy_that_only_reports_is_not_enforced(response: Callable[..., Response]) -> None:
    found = response("add_header Content-Security-Policy-Report-Only \"default-src 'none'\";").csp
    assert found is not None
    assert (found.enforced, found.report_only) == (False, True)


def test_a_redirect_is_an_answer_like_any_other(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, "location / { return 302 https://elsewhere.test/login; }") as server:
        found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint)
        assert len(server.log(1)) == 1
    assert (found.status, found.location) == (302, "https://elsewhere.test/login")


def test_an_error_is_an_answer_with_its_headers(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, 'location / { add_header Strict-Transport-Security "max-age=1" always; return 503; }') as server:
        found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint)
    assert (found.status, found.hsts is not None) == (503, True)


def test_another_path_can_be_asked_for(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, 'location /app { return 200 "x"; } location / { return 404; }') as server:
        inputs = {"path": "/app?a[]=*"}
        found: Response = observe(Http, "response", server.site(), endpoint=server.endpoint, inputs=inputs)
        assert server.log(1) == [f"{NAME}:{server.https} GET /app?a[]=*"]
    assert found.status == 200


@pytest.mark.parametrize("path", ["", "x", "//b.example/", "/\\b.example", "/a b", "/a#b", "/a\nb"])
def test_what_is_no_path_is_refused_before_anything_is_sent(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        Http.inputs.model_validate({"path": path})


def test_each_address_is_asked_by_itself(tmp_path: Path, observe: Callable[..., Any]) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    hsts = 'add_header Strict-Transport-Security "max-age=31536000";'
    with responding(tmp_path / "one", hsts) as one, responding(tmp_path / "two", "", address="127.0.0.2") as two:
        found = [observe(Http, "response", server.site(), endpoint=server.endpoint) for server in (one, two)]
    assert [facts.hsts is not None for facts in found] == [True, False]
