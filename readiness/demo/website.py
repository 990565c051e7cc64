"""Speak HTTP/1.1 for the demo's site and API, over TLS and in the clear."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path

from readiness.demo.accesslog import Note
from readiness.demo.listening import IDLE_SECONDS, accept
from readiness.demo.pages import Request, Response
from readiness.demo.placement import Place

_MOST_HEADERS = 100
_LARGEST_BODY = 64 * 1024


@dataclass(frozen=True)
class Versions:
    """Which TLS versions a listener accepts; the healthy choice is 1.3 alone, which every current browser speaks."""

    lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
    highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3


TLS12_ONLY = Versions(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)
TLS12_AND_13 = Versions(lowest=ssl.TLSVersion.TLSv1_2)
FROM_TLS10 = Versions(lowest=ssl.TLSVersion.MINIMUM_SUPPORTED)


def tls_context(certificate: Path, versions: Versions, note: Note) -> ssl.SSLContext:
    """A server's TLS settings; ``certificate`` holds key and chain. Every name that a client asks for is noted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if versions == FROM_TLS10:
        context.set_ciphers("ALL:@SECLEVEL=0")  # OpenSSL refuses the SHA-1 signatures of old versions otherwise
    context.minimum_version = versions.lowest
    context.maximum_version = versions.highest
    # The callback learns no peer: it runs before there is a connection to ask.
    context.sni_callback = lambda _, name, __: note("", f"hello {name}") if name else None
    return context


async def serve_web(
    place: Place, answer: Callable[[Request], Response], note: Note, tls: ssl.SSLContext | None = None
) -> None:
    """Answer requests at one address and port until cancelled."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str) -> None:
        while True:
            async with asyncio.timeout(IDLE_SECONDS):
                request = await _read(reader)
            if request is None:
                return
            note(peer, f"{request.method} {request.headers.get('host', '')} {request.target}")
            stay = request.headers.get("connection", "").lower() != "close"
            writer.write(_render(answer(request), with_body=request.method != "HEAD", stay=stay))
            await writer.drain()
            if not stay:
                return

    await accept(place.tcp, converse, note, tls)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request, or none when the client is done. ValueError on what is no HTTP/1.1."""
    first = await reader.readline()
    if not first.strip():
        return None
    method, target, version = first.decode("latin-1").split()
    if not version.startswith("HTTP/1.") or not target.startswith("/"):
        raise ValueError("not an HTTP/1.1 request in origin form")
    headers = await _read_headers(reader)
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= _LARGEST_BODY or "transfer-encoding" in headers:
        raise ValueError("more than this server reads")
    await reader.readexactly(length)
    host = headers.get("host", "").partition(":")[0].lower().rstrip(".")
    return Request(method, host, target, headers)


async def _read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _count in range(_MOST_HEADERS):
        line = (await reader.readline()).decode("latin-1").strip()
        if not line:
            return headers
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    raise ValueError("more headers than this server reads")


def _render(response: Response, *, with_body: bool, stay: bool) -> bytes:
    head = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}", f"Date: {formatdate(usegmt=True)}"]
    head += [f"{name}: {value}" for name, value in response.headers]
    if response.status != HTTPStatus.NO_CONTENT:
        head.append(f"Content-Length: {len(response.body)}")
    head.append(f"Connection: {'keep-alive' if stay else 'close'}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + (response.body if with_body else b"")
