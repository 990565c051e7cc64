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


class Recovering:
    """Answers 503 until ``well`` is set, then 200."""

    def __init__(self) -> None:
        self.well = threading.Event()
        well = self.well

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if well.is_set() else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Recovering:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Echoing:
    """An HTTPS server that gives the Authorization header back wherever it can, in every form; ``heard`` is what it got.

    ``plain`` is the port of plain HTTP beside it, which leads to HTTPS.
    """

    def __init__(self, certificate: Path) -> None:
        self.heard: list[str] = []
        heard = self.heard

        class Page(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                said = self.headers.get("Authorization", "")
                heard.append(f"{self.command} {self.path} {said}")
                raw = said.encode("latin-1")
                _answer(self, raw.decode("utf-8", "replace"), raw)

            do_HEAD = do_OPTIONS = do_POST = do_GET

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._secure = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.port: int = self._secure.server_address[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._secure.socket = context.wrap_socket(self._secure.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._secure.serve_forever, args=(0.05,))

    def __enter__(self) -> Echoing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._secure.shutdown()
        self._thread.join()
        self._secure.server_close()


def _answer(page: BaseHTTPRequestHandler, said: str, raw: bytes) -> None:
    """One answer full of the header: the credential whole, encoded, cut off by whoever keeps only so many characters."""
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
        "Alt-Svc": f'h3=":443"; note="{encoded}", {"x" * 240}{echo}',
        "X-Content-Type-Options": "y" * 290 + echo,
        "X-Frame-Options": echo.upper(),
        "ETag": f'"{raw.hex()}"',
        "WWW-Authenticate": f'Bearer realm="{echo}"',
    }.items():
        page.send_header(name, value)
    page.end_headers()
    if page.command != "HEAD":
        page.wfile.write(body)
