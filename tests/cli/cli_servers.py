"""Loopback servers for the command line: one that never answers, one that recovers, one that gives secrets back."""

from __future__ import annotations

import base64
import html
import json
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import quote, quote_plus


class Silent:
    """Takes connections and never says a word; ``reached`` is set by the first."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take)
        self.port: int = self._listening.getsockname()[1]
        self.reached = threading.Event()

    def __enter__(self) -> Silent:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        for taken in self._taken:
            taken.close()

    def _take(self) -> None:
        while True:
            try:
                self._taken.append(self._listening.accept()[0])
            except OSError:
                return
            self.reached.set()


class _Quiet(ThreadingHTTPServer):
    """Whatever a client does to it is no news."""

    def handle_error(self, *_: object) -> None:
        """Nothing."""


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def nothing(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()


class _Serving:
    def __init__(self, page: type[_Page], context: ssl.SSLContext | None = None) -> None:
        self._server = _Quiet(("127.0.0.1", 0), page)
        self.port: int = self._server.server_address[1]
        if context is not None:
            plain = self._server.socket
            self._server.socket = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Recovering(_Serving):
    """Answers 503 until ``well`` is set, then 200."""

    def __init__(self) -> None:
        well = self.well = threading.Event()

        class Page(_Page):
            def do_GET(self) -> None:
                self.nothing(200 if well.is_set() else 503)

        super().__init__(Page)


class Plain(_Serving):
    """Leads to HTTPS; ``heard`` is everything that it was told."""

    def __init__(self, secure_port: int) -> None:
        heard: list[str] = []
        self.heard = heard

        class Page(_Page):
            def do_GET(self) -> None:
                heard.append(f"{self.requestline}\n{self.headers}")
                self.nothing(301, Location=f"https://example.com:{secure_port}/moved")

        super().__init__(Page)


class Echoing(_Serving):
    """An HTTPS server that gives the Authorization header back wherever it can; ``heard`` is what it was told."""

    def __init__(self, certificate: Path) -> None:
        heard: list[str] = []
        self.heard = heard

        class Page(_Page):
            def do_GET(self) -> None:
                raw = self.headers.get("Authorization", "").encode("latin-1")
                heard.append(raw.decode("utf-8"))
                _answer(self, heard[-1], raw)

            def do_OPTIONS(self) -> None:
                self.do_GET()

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        super().__init__(Page, context)


def _answer(page: BaseHTTPRequestHandler, said: str, raw: bytes) -> None:
    """One answer full of the header: whole, encoded, and where whoever keeps only so many characters cuts it."""
    credential = said.partition(" ")[2] or said
    encoded = base64.b64encode(raw).decode()
    quoted = quote(credential, safe="")
    shown = html.escape(credential)
    text = f"""<!doctype html><html lang=en><head><title>{shown}</title><base href="/{quoted}/">
<link rel=stylesheet href="/style-{quoted}.css"><script src="/{encoded}.0123456789abcdef.js"></script>
<script src="https://{credential.lower()[:8]}.example/{quoted}"></script><img src="/{quoted}.png">
</head><body><form action="/post?{quoted}"></form>{shown} {json.dumps(credential)} {encoded}</body></html>"""
    body = text.encode("utf-8")
    page.send_response(302 if page.path == "/moved" else 200, raw.decode("latin-1"))
    echo = raw.decode("latin-1")
    for name, value in {
        "Content-Type": f"text/html; charset=utf-8; note={encoded}",
        "Content-Length": str(len(body)),
        "Location": f"/landed?token={quoted}&plus={quote_plus(credential)}",
        "Server": echo,
        "X-Powered-By": encoded,
        "Strict-Transport-Security": f"max-age=31536000; {echo}",
        "Content-Security-Policy": f"default-src 'self' {encoded}; report-uri /{quoted}; {echo}",
        "Set-Cookie": f"session-{encoded.rstrip('=')}={encoded}; Path=/{quoted}; Domain={encoded}",
        "Cache-Control": f'max-age=60, private="{echo}"',
        "Referrer-Policy": echo,
        "Permissions-Policy": f"camera=({echo})",
        "Access-Control-Allow-Origin": f"https://{quoted}",
        "Access-Control-Allow-Headers": echo,
        "Access-Control-Allow-Credentials": encoded,
        "Vary": f"Origin, {echo}",
        "Alt-Svc": f"{'h3=:443; note=':x<280}{echo}",
        "X-Content-Type-Options": "y" * 290 + echo,
        "X-Frame-Options": echo.upper(),
        "ETag": f'"{raw.hex()}"',
        "WWW-Authenticate": f'Bearer realm="{echo}"',
    }.items():
        page.send_header(name, value)
    page.end_headers()
    page.wfile.write(body)


class Delivering(_Serving):
    """An HTTPS server of ``pages`` by path; ``moved`` are redirects, ``heard`` the paths that were asked for.

    With ``stalls_until`` it sends a byte and no more until that is set.
    """

    def __init__(self, certificate: Path) -> None:
        self.pages: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.heard: list[str] = []
        self.stalls_until: threading.Event | None = None
        own = self

        class Page(_Page):
            def do_GET(self) -> None:
                own.heard.append(self.path)
                if self.path in own.moved:
                    self.nothing(302, Location=own.moved[self.path])
                elif self.path not in own.pages:
                    self.nothing(404)
                else:
                    own.deliver(self, own.pages[self.path])

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        super().__init__(Page, context)
        self.url = f"https://localhost:{self.port}/policy.yaml"

    def deliver(self, page: _Page, content: bytes) -> None:
        """Answer with a page."""
        page.send_response(200)
        page.send_header("Content-Length", str(len(content)))
        page.end_headers()
        page.wfile.write(content[:1])
        if self.stalls_until is not None:
            self.stalls_until.wait(30)
        page.wfile.write(content[1:])
