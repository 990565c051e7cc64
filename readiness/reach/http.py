"""One HTTP request to a pinned address, bounded in size and time; redirects are the caller's to follow."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import anyio
import httpcore
import httpx

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.errors import unobservable

MAX_HEADERS = 200
USER_AGENT = "readiness/0.1 (+https://pypi.org/project/readiness/)"
_OP_LEGACY_SERVER_CONNECT = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT, which Python 3.11 lacks
_ENHANCE_YOUR_CALM = 0xB  # RFC 9113, 7


@dataclass(frozen=True)
class Answer:
    """What came back: status, HTTP version as ``HTTP/1.1``, header pairs as sent, the body up to a limit.

    ``truncated`` says that the body is not whole, ``cut`` why: too large, no end in time, connection lost. The head
    always is.
    """

    url: str
    address: str
    status: int
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool
    cut: CauseKind | None = None

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def first(self, name: str) -> str | None:
        """The first value of a header, None if it is absent."""
        return next(iter(self.all(name)), None)


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the given address whatever the name in the URL, as curl's ``--resolve`` does."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._inner = httpcore.AnyIOBackend()
        self.stream: httpcore.AsyncNetworkStream | None = None

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002  # replaced by the pinned address
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.stream = await self._inner.connect_tcp(self._address, port, timeout, local_address, socket_options)
        return self.stream

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise OSError("a scan connects to no unix socket")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def close(self) -> None:
        """End the connection: the library forgets one whose handshake is cut short."""
        if self.stream is not None:
            await self.stream.aclose()


class _PinnedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool with a network backend of our own, for which its own transport has no parameter."""

    def __init__(self, backend: _Pinned, context: ssl.SSLContext, http2: bool) -> None:
        self._pool = httpcore.AsyncConnectionPool(ssl_context=context, http2=http2, network_backend=backend)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(method=request.method, url=target, headers=request.headers.raw, content=request.stream)
        answer = await self._pool.handle_async_request(sent)
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body as it comes."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


@dataclass
class _Received:
    """What has come so far; it outlives the exchange that was cut short."""

    head: httpx.Response | None = None
    parts: list[bytes] = field(default_factory=list)
    cut: CauseKind | None = None


@cache
def _unverified(http2: bool) -> ssl.SSLContext:  # noqa: ARG001  # httpcore writes its ALPN list into the context
    """Trust, versions and ciphers are judged by controls of their own and must not hide the headers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= _OP_LEGACY_SERVER_CONNECT
    return context


@cache
def _verified(http2: bool, trust: str) -> ssl.SSLContext:  # noqa: ARG001  # as above
    """The system's authorities and those of ``trust`` (PEM, or empty)."""
    context = ssl.create_default_context()
    if trust:
        context.load_verify_locations(cadata=trust)
    return context


async def request(
    method: str,
    url: str,
    address: str,
    headers: Mapping[str, str],
    timeout_s: float,
    max_body: int,
    http2: bool,
    trust: str | None = None,
) -> Answer:
    """Send one request; Unobservable with its cause when no whole answer header came back in time.

    The certificate is verified only if ``trust`` is given: further authorities beside the system's, as PEM, or "".
    """
    sent = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    backend, received = _Pinned(address), _Received()
    context = _unverified(http2) if trust is None else _verified(http2, trust)
    try:
        async with asyncio.timeout(timeout_s):
            await _exchange(method, url, sent, _PinnedTransport(backend, context, http2), received, max_body)
    except Exception as error:  # a hostile server provokes anything in the libraries that listen to it
        cause = _cause(error, f"{method} {url} at {address}", connected=backend.stream is not None)
        if received.head is None:
            raise cause from error
        received.cut = cause.cause.kind
    finally:
        await backend.close()
    return _answer(url, address, received, max_body)


async def _exchange(
    method: str,
    url: str,
    headers: Mapping[str, str],
    transport: _PinnedTransport,
    received: _Received,
    max_body: int,
) -> None:
    # The transport without httpx's client around it: that parses every Location and cookie, and a hostile one stops it.
    async with transport:
        response = await transport.handle_async_request(httpx.Request(method, url, headers=headers))
        if len(response.headers.raw) > MAX_HEADERS:
            raise Unobservable(CauseKind.TOO_LARGE, f"{url} answered with more than {MAX_HEADERS} headers")
        received.head = response
        size = 0
        async for chunk in response.aiter_raw():
            received.parts.append(chunk)
            size += len(chunk)
            if size > max_body:
                received.cut = CauseKind.TOO_LARGE
                return


def _cause(error: Exception, what: str, *, connected: bool) -> Unobservable:
    if isinstance(error, TimeoutError):
        return Unobservable(CauseKind.TIMEOUT, f"{what}: no {'answer' if connected else 'connection'} in time")
    if _overlong(error):
        return Unobservable(CauseKind.TOO_LARGE, f"{what}: the header is too long")
    if _closed(error):
        return Unobservable(CauseKind.RESET, f"{what}: closed without an answer")
    return unobservable(error, what)


def _closed(error: Exception) -> bool:
    """Whether the other side ended the connection, in the TLS handshake or after it, before it answered."""
    in_handshake = isinstance(error.__cause__, anyio.EndOfStream)
    return in_handshake or (isinstance(error, httpcore.RemoteProtocolError) and "disconnected" in str(error))


def _overlong(error: Exception) -> bool:
    """h11 stops at 100 KB and hints at status 431, h2 at the 64 KB that are announced to it and calls it abuse."""
    origin = error.__cause__ or next(iter(error.args), None)
    return getattr(origin, "error_status_hint", 0) == 431 or getattr(origin, "error_code", 0) == _ENHANCE_YOUR_CALM


def _answer(url: str, address: str, received: _Received, max_body: int) -> Answer:
    head = received.head
    assert head is not None
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw)
    body = b"".join(received.parts)[:max_body]
    return Answer(
        url, address, head.status_code, head.http_version, headers, body, received.cut is not None, received.cut
    )
