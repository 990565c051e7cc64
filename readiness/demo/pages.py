"""Decide what the demo's site and API answer to a request: a careful web application, and each fault in its place."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from readiness.demo.faults import Faults
from readiness.demo.records import ALIASES, DOMAIN

API_HOST = f"api.{DOMAIN}"
HOSTS = frozenset({DOMAIN, *(f"{alias}.{DOMAIN}" for alias in ALIASES)})

_STYLE = b"body{font-family:system-ui,sans-serif;max-width:40rem;margin:2rem auto}\n"
_YEAR_SECONDS = 31_536_000
_TITLE = "EdPsych Connect (demo)"

Header = tuple[str, str]


@dataclass(frozen=True)
class Request:
    """What a browser asked for; header names are in lower case."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Response:
    """Status, headers in order (a name may come twice), and body."""

    status: int
    headers: tuple[Header, ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Application:
    """The site and its API, for the ports that they are served on; ``fault`` says what is wrong with them."""

    https_port: int
    http_port: int
    faults: Faults = field(default_factory=Faults)

    @property
    def origin(self) -> str:
        """The site as a browser's Origin header names it (RFC 6454)."""
        return f"https://{DOMAIN}:{self.https_port}"

    @property
    def api_origin(self) -> str:
        """The API's own origin."""
        return f"https://{API_HOST}:{self.https_port}"

    def over_https(self, request: Request) -> Response:
        """The answer on the secure port; every one, errors too, carries HSTS."""
        if request.host not in HOSTS:
            answer = _plain(421, "This server does not speak for that host.")
        elif request.host == API_HOST:
            answer = self._api(request)
        else:
            answer = self._site(request)
        extra = (*self._hsts(), ("X-Content-Type-Options", "nosniff"))
        return Response(answer.status, answer.headers + extra, answer.body)

    def over_http(self, request: Request) -> Response:
        """The answer on the plain port: a redirect to the same host's secure one, and nothing else."""
        if request.host not in HOSTS:
            return _plain(421, "This server does not speak for that host.")
        if self.faults.http_serves_content:
            return self._site(request)
        host = f"www.{DOMAIN}" if self.faults.redirect_leaves_host and request.host == DOMAIN else request.host
        location = ("Location", f"https://{host}:{self.https_port}{request.target}")
        return Response(308, (location,))

    def _hsts(self) -> tuple[Header, ...]:
        if self.faults.hsts_absent:
            return ()
        full = ("Strict-Transport-Security", f"max-age={2 * _YEAR_SECONDS}; includeSubDomains; preload")
        day = ("Strict-Transport-Security", "max-age=86400")
        if self.faults.hsts_sent_twice:
            return (full, day)
        return (day,) if self.faults.hsts_one_day else (full,)

    def _site(self, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(405, (("Allow", "GET, HEAD"),))
        if request.path == "/":
            return self._page()
        assets = {self.style_path: ("text/css", _STYLE), self.script_path: ("text/javascript", self._script)}
        if request.path not in assets:
            return _plain(404, "There is no such page.")
        kind, body = assets[request.path]
        lifetime = "public, max-age=60"
        if not self.faults.assets_cached_briefly:
            lifetime = f"public, max-age={_YEAR_SECONDS}, immutable"
        return Response(200, (("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", lifetime)), body)

    def _page(self) -> Response:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "public, max-age=86400" if self.faults.html_cached else "no-store"),
            ("Set-Cookie", self._cookie()),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("X-Frame-Options", "DENY"),
        ]
        if not self.faults.policy_absent:
            headers.append(("Content-Security-Policy", self._policy()))
        insecure = ""
        if self.faults.mixed_content:
            insecure = f'<script src="http://{DOMAIN}:{self.http_port}{self.script_path}"></script>'
        text = (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_TITLE}</title>\n'
            f'<link rel="stylesheet" href="{self.style_path}">\n'
            f'<script src="{self.script_path}" defer></script>{insecure}</head>\n'
            f"<body><h1>{_TITLE}</h1><p>Rendered on the server.</p></body></html>\n"
        )
        return Response(200, tuple(headers), text.encode())

    def _cookie(self) -> str:
        token = secrets.token_urlsafe(16)
        if self.faults.cookie_not_secure:
            return f"session={token}; Path=/; HttpOnly; SameSite=Lax"
        return f"__Host-session={token}; Path=/; Secure; HttpOnly; SameSite=Lax"

    def _policy(self) -> str:
        return (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src {self.api_origin}; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )

    @property
    def _script(self) -> bytes:
        return f'"use strict";const api="{self.api_origin}";fetch(api+"/health",{{mode:"cors"}});\n'.encode()

    @property
    def script_path(self) -> str:
        """Where the script is served; the name changes with the content, so it may be cached for ever."""
        return f"/_next/static/chunks/main-{_fingerprint(self._script)}.js"

    @property
    def style_path(self) -> str:
        """Where the style sheet is served."""
        return f"/static/app.{_fingerprint(_STYLE)}.css"

    def _api(self, request: Request) -> Response:
        sharing = self._sharing(request)
        if request.method == "OPTIONS":
            methods = (("Access-Control-Allow-Methods", "GET"), ("Access-Control-Allow-Headers", "content-type"))
            return Response(204, sharing + (methods if len(sharing) > 1 else ()))
        if request.method not in {"GET", "HEAD"}:
            return _json(405, {"error": "method not allowed"}, (*sharing, ("Allow", "GET, HEAD, OPTIONS")))
        if request.path == "/health":
            return _json(200, {"status": "ok"}, sharing)
        return _json(404, {"error": "not found"}, sharing)

    def _sharing(self, request: Request) -> tuple[Header, ...]:
        """CORS headers (Fetch standard): one origin is allowed, by name; ``Vary`` keeps caches from mixing answers."""
        vary = ("Vary", "Origin")
        origin = request.headers.get("origin")
        if self.faults.cors_wildcard:
            return (vary, ("Access-Control-Allow-Origin", "*"))
        if origin is not None and (origin == self.origin or self.faults.cors_reflects_origin):
            return (vary, ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"))
        return (vary,)


def _fingerprint(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def _plain(status: int, text: str) -> Response:
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"))
    return Response(status, headers, f"{text}\n".encode())


def _json(status: int, content: Mapping[str, str], headers: tuple[Header, ...]) -> Response:
    fixed = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    return Response(status, fixed + headers, json.dumps(content).encode())
