"""One HTTP request, whatever the server does to it."""

from __future__ import annotations

import asyncio
import resource
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from http_hostile import (
    CONTINUATION,
    DATA,
    GOAWAY,
    HEADERS,
    PING,
    PUSH_PROMISE,
    RST_STREAM,
    Behaviour,
    Hostile,
    Talk,
    answer,
    frame,
    hostile,
    page,
    tls,
)
from http_nginx import NAME, web

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.http import MAX_HEADERS, Answer, request

SILENCE_S = 0.4
PATIENCE_S = 10.0
SLACK_S = 1.5


def ask(
    server: Hostile,
    *,
    scheme: str = "http",
    method: str = "GET",
    path: str = "/",
    max_body: int = 100_000,
    http2: bool = False,
    timeout_s: float = PATIENCE_S,
) -> Answer:
    url = f"{scheme}://{NAME}:{server.port}{path}"
    return asyncio.run(request(method, url, "127.0.0.1", {"X-Asked": "yes"}, timeout_s, max_body, http2))


def told(talk: Talk, head: bytes, then: Callable[[], None]) -> None:
    talk.request()
    talk.say(head)
    then()


def patience(expected: CauseKind) -> float:
    """Silence is waited for shortly; what has another cause must not end because the time is up."""
    return SILENCE_S if expected == CauseKind.TIMEOUT else PATIENCE_S


def assert_cause(expected: CauseKind, server: Hostile, scheme: str = "http", *, http2: bool = False) -> None:
    begun = time.monotonic()
    with pytest.raises(Unobservable) as refusal:
        ask(server, scheme=scheme, http2=http2, timeout_s=patience(expected))
    assert refusal.value.cause.kind == expected
    assert time.monotonic() - begun < SILENCE_S + SLACK_S


def test_it_connects_to_the_pinned_address_and_asks_for_the_name() -> None:
    with hostile(answer(page("X-Where: here", b"hello"))) as server:
        found = ask(server, path="/a%20b?c=d", method="OPTIONS")
    assert (found.status, found.version, found.body, found.truncated, found.cut) == (
        200,
        "HTTP/1.1",
        b"hello",
        False,
        None,
    )
    assert (found.url, found.address) == (f"http://{NAME}:{server.port}/a%20b?c=d", "127.0.0.1")
    head = server.requests[0].lower()
    assert head.startswith("options /a%20b?c=d http/1.1\r\n")
    assert f"host: {NAME}:{server.port}\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert "x-asked: yes\r\n" in head


def test_it_gives_every_line_of_a_header_that_is_sent_twice() -> None:
    with hostile(answer(page("Vary: a\nX-Other: c\nVARY: b"))) as server:
        found = ask(server)
    assert found.all("vary") == ("a", "b")
    assert found.first("Vary") == "a"
    assert found.first("x-none") is None


def test_it_speaks_http2_only_where_it_is_asked_to(tmp_path: Path) -> None:
    with web(tmp_path, 'return 200 "hello";', listen="ssl http2") as server:
        new = asyncio.run(request("GET", server.url, "127.0.0.1", {}, PATIENCE_S, 100, True))
        old = asyncio.run(request("GET", server.url, "127.0.0.1", {}, PATIENCE_S, 100, False))
    assert (new.version, new.body) == ("HTTP/2", b"hello")
    assert (old.version, old.body) == ("HTTP/1.1", b"hello")


def test_it_reads_headers_from_servers_that_only_speak_tls_of_last_century(tmp_path: Path) -> None:
    old = "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;"
    with web(tmp_path, 'return 200 "hello";', tls=old) as server:
        assert asyncio.run(request("GET", server.url, "127.0.0.1", {}, PATIENCE_S, 100, True)).status == 200


def test_it_does_not_follow_redirects() -> None:
    with hostile(answer(page("Location: http://169.254.169.254/", status="302 Found"))) as server:
        found = ask(server)
    assert (found.status, found.first("location"), len(server.requests)) == (302, "http://169.254.169.254/", 1)


def test_it_leaves_what_looks_compressed_as_it_is() -> None:
    with hostile(answer(page("Content-Encoding: gzip", b"\x1f\x8b\x08bomb"))) as server:
        assert ask(server).body == b"\x1f\x8b\x08bomb"


def test_a_refused_connection_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
    assert_cause(CauseKind.REFUSED, Hostile(port))


def reset(talk: Talk) -> None:
    talk.request()
    talk.reset()


HUGE = b"X-Huge: " + b"x" * 1_000_000
OK = b"HTTP/1.1 200 OK\r\n"
HOSTILE_HEADS: dict[str, tuple[Behaviour, CauseKind]] = {
    "silent after accepting": (Talk.listen, CauseKind.TIMEOUT),
    "silent after the request": (lambda talk: told(talk, b"", talk.listen), CauseKind.TIMEOUT),
    "silent in the middle of a header": (lambda talk: told(talk, OK + b"X-Half: ", talk.listen), CauseKind.TIMEOUT),
    "resets": (reset, CauseKind.RESET),
    "closes without a word": (answer(b""), CauseKind.RESET),
    "closes in the middle of the head": (answer(OK + b"X-Half: "), CauseKind.RESET),
    "speaks SSH": (lambda talk: told(talk, b"SSH-2.0-OpenSSH_9.2\r\n", talk.listen), CauseKind.TIMEOUT),
    "speaks TLS": (answer(bytes.fromhex("15030300020228")), CauseKind.PROTOCOL),
    "has a status of letters": (answer(b"HTTP/1.1 OK 200\r\n\r\n"), CauseKind.PROTOCOL),
    "has a negative length": (answer(OK + b"Content-Length: -1\r\n\r\n"), CauseKind.PROTOCOL),
    "has two lengths": (answer(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), CauseKind.PROTOCOL),
    "has a NUL in a header": (answer(OK + b"X-Nul: a\x00b\r\n\r\n"), CauseKind.PROTOCOL),
    "has endless headers": (lambda talk: told(talk, OK, lambda: talk.flood(b"X-More: more\r\n")), CauseKind.TOO_LARGE),
    "has a header of 50 MB": (lambda talk: told(talk, OK, lambda: talk.flood(HUGE, 50)), CauseKind.TOO_LARGE),
    "has a thousand headers": (answer(OK + b"X-One: 1\r\n" * 1000 + b"\r\n"), CauseKind.TOO_LARGE),
    "sets a thousand cookies": (answer(OK + b"Set-Cookie: a=b\r\n" * 1000 + b"\r\n"), CauseKind.TOO_LARGE),
    "continues for ever": (
        lambda talk: told(talk, b"", lambda: talk.flood(b"HTTP/1.1 100 C\r\n\r\n")),
        CauseKind.TIMEOUT,
    ),
}


@pytest.mark.parametrize("case", HOSTILE_HEADS)
def test_a_hostile_server_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_HEADS[case]
    with hostile(behave) as server:
        assert_cause(expected, server)


@pytest.mark.parametrize("case", HOSTILE_HEADS)
def test_a_hostile_server_behind_tls_is_the_same_cause(case: str) -> None:
    behave, expected = HOSTILE_HEADS[case]
    with hostile(behave, tls()) as server:
        assert_cause(expected, server, "https")


HOSTILE_HANDSHAKES: dict[str, tuple[Behaviour, CauseKind]] = {
    "silent": (Talk.listen, CauseKind.TIMEOUT),
    "speaks plain HTTP": (lambda talk: talk.say(page("", b"hello")), CauseKind.TLS),
    "sends an alert": (lambda talk: talk.say(bytes.fromhex("15030300020228")), CauseKind.TLS),
    "sends noise": (lambda talk: talk.flood(b"\x00\xff" * 1000, 100), CauseKind.TLS),
    "resets": (Talk.reset, CauseKind.RESET),
    "closes": (lambda talk: None, CauseKind.RESET),
}


@pytest.mark.parametrize("case", HOSTILE_HANDSHAKES)
def test_a_hostile_handshake_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_HANDSHAKES[case]

    def after_hello(talk: Talk) -> None:
        talk.connection.recv(10)
        behave(talk)
        if expected != CauseKind.RESET:
            talk.listen()

    with hostile(after_hello) as server:
        assert_cause(expected, server, "https")


def headers(size: int = 0) -> bytes:
    """``:status 200`` and a literal header of this size, in HPACK."""
    text = b"x" * size
    length = b"\x7f" + _integer(size - 127) if size > 126 else bytes([size])
    return b"\x88" + (b"\x00\x01x" + length + text if size else b"")


def _integer(rest: int) -> bytes:
    found = bytearray()
    while rest >= 128:
        found.append(rest % 128 + 128)
        rest //= 128
    return bytes([*found, rest])


def spoken(*said: bytes, flood: bytes = b"") -> Behaviour:
    def behave(talk: Talk) -> None:
        talk.http2_request()
        for text in said:
            talk.say(text)
        if flood:
            talk.flood(flood)
        talk.listen()

    return behave


HOSTILE_FRAMES: dict[str, tuple[Behaviour, CauseKind]] = {
    "silent": (spoken(), CauseKind.TIMEOUT),
    "goes away": (spoken(frame(GOAWAY, bytes(8))), CauseKind.PROTOCOL),
    "resets the stream": (spoken(frame(RST_STREAM, b"\x00\x00\x00\x07", stream=1)), CauseKind.PROTOCOL),
    "pushes": (spoken(frame(PUSH_PROMISE, b"\x00\x00\x00\x02\x88", 4, stream=1)), CauseKind.PROTOCOL),
    "speaks HTTP/1.1": (spoken(page("", b"hello")), CauseKind.TIMEOUT),  # its first letters are a frame's length
    "compresses nonsense": (spoken(frame(HEADERS, b"\xff" * 40, 4, stream=1)), CauseKind.PROTOCOL),
    "announces a huge frame": (spoken(b"\xff\xff\xff\x01\x04\x00\x00\x00\x01"), CauseKind.TIMEOUT),
    "sends a huge frame": (
        spoken(b"\xff\xff\xff\x01\x04\x00\x00\x00\x01", flood=b"x" * 100_000),
        CauseKind.PROTOCOL,
    ),
    "pings for ever": (spoken(flood=frame(PING, bytes(8))), CauseKind.TIMEOUT),
    "continues headers for ever": (
        spoken(frame(HEADERS, b"", 0, stream=1), flood=frame(CONTINUATION, b"\x00\x01x\x7f\x00", stream=1)),
        CauseKind.PROTOCOL,
    ),
    "has a header of 100 KB": (
        spoken(
            frame(HEADERS, headers(100_000)[:16_000], 0, stream=1),
            *(
                frame(CONTINUATION, headers(100_000)[at : at + 16_000], 0, stream=1)
                for at in range(16_000, 96_000, 16_000)
            ),
            frame(CONTINUATION, headers(100_000)[96_000:], 4, stream=1),
        ),
        CauseKind.TOO_LARGE,
    ),
}


@pytest.mark.parametrize("case", HOSTILE_FRAMES)
def test_hostile_http2_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_FRAMES[case]
    with hostile(behave, tls("h2")) as server:
        assert_cause(expected, server, "https", http2=True)


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
CUT_BODIES: dict[str, tuple[Behaviour, CauseKind]] = {
    "has no end": (lambda talk: told(talk, OK + b"\r\n", lambda: talk.flood(b"x" * 10_000)), CauseKind.TOO_LARGE),
    "stops": (lambda talk: told(talk, OK + b"Content-Length: 9\r\n\r\n1234", talk.listen), CauseKind.TIMEOUT),
    "is shorter than said": (answer(OK + b"Content-Length: 9\r\n\r\n1234"), CauseKind.PROTOCOL),
    "has a chunk that is no number": (answer(CHUNKED + b"xyz\r\n"), CauseKind.PROTOCOL),
    "has a chunk beyond all numbers": (answer(CHUNKED + b"f" * 21 + b"\r\n"), CauseKind.PROTOCOL),
    "has a huge chunk": (
        lambda talk: told(talk, CHUNKED + b"fffffffffffffff\r\n", lambda: talk.flood(b"x" * 10_000)),
        CauseKind.TOO_LARGE,
    ),
}


@pytest.mark.parametrize("case", CUT_BODIES)
def test_a_body_that_is_not_whole_leaves_the_head_as_evidence(case: str) -> None:
    behave, expected = CUT_BODIES[case]
    begun = time.monotonic()
    with hostile(behave) as server:
        found = ask(server, max_body=50_000, timeout_s=patience(expected))
    assert (found.status, found.truncated, found.cut) == (200, True, expected)
    assert len(found.body) <= 50_000
    assert time.monotonic() - begun < SILENCE_S + SLACK_S


def test_an_endless_http2_body_is_cut() -> None:
    endless = spoken(frame(HEADERS, headers(), 4, stream=1), flood=frame(DATA, b"x" * 1000, stream=1))
    with hostile(endless, tls("h2")) as server:
        found = ask(server, scheme="https", http2=True, max_body=5000)
    assert (found.version, found.cut, len(found.body)) == ("HTTP/2", CauseKind.TOO_LARGE, 5000)


@pytest.mark.parametrize("case", ["has endless headers", "has a header of 50 MB", "continues for ever"])
def test_a_flood_of_headers_takes_little_memory(case: str) -> None:
    with hostile(HOSTILE_HEADS[case][0]) as server:
        assert peak_of(lambda: assert_cause(HOSTILE_HEADS[case][1], server)) < 3_000_000


def test_a_huge_http2_frame_takes_no_more_memory_than_frames_can_be_long() -> None:
    with hostile(HOSTILE_FRAMES["sends a huge frame"][0], tls("h2")) as server:
        assert peak_of(lambda: assert_cause(CauseKind.PROTOCOL, server, "https", http2=True)) < 3 * 2**24


def test_a_flood_of_body_takes_little_more_memory_than_is_kept() -> None:
    with hostile(CUT_BODIES["has no end"][0]) as server:
        assert peak_of(lambda: ask(server, max_body=50_000)) < 3_000_000


def test_a_flood_through_tls_takes_little_memory_outside_of_python_either() -> None:
    with hostile(HOSTILE_HEADS["has a header of 50 MB"][0], tls()) as server:
        assert_cause(CauseKind.TOO_LARGE, server, "https")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert_cause(CauseKind.TOO_LARGE, server, "https")
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


def peak_of(act: Callable[[], object]) -> int:
    """Bytes that Python held at most while this ran; a first run pays for imports and caches."""
    act()
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_as_many_headers_as_are_allowed_are_read() -> None:
    lines = "\n".join(f"X-{number}: x" for number in range(MAX_HEADERS - 1))
    with hostile(answer(page(lines))) as server:
        assert len(ask(server).headers) == MAX_HEADERS


def test_control_characters_and_other_alphabets_in_headers_are_kept_for_whoever_shows_them() -> None:
    with hostile(answer(OK + b"Server: \x1b[31m\xc3\xa9\xff\r\n\r\n")) as server:
        assert ask(server).first("server") == "\x1b[31m\xc3\xa9\xff"


def test_a_cancelled_request_leaves_no_connection_behind() -> None:
    async def cancel_soon(port: int) -> None:
        url = f"https://{NAME}:{port}/"
        task = asyncio.create_task(request("GET", url, "127.0.0.1", {}, 30, 100, True))
        await asyncio.wait({task}, timeout=0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    ended: list[bool] = []

    def note_the_end(talk: Talk) -> None:
        talk.listen()
        ended.append(True)

    with hostile(note_the_end) as server:
        asyncio.run(cancel_soon(server.port))
    assert ended == [True]


def test_the_contexts_with_and_without_http2_are_apart(tmp_path: Path) -> None:
    async def both(url: str) -> list[Answer]:
        asked = [request("GET", url, "127.0.0.1", {}, PATIENCE_S, 100, http2) for http2 in (True, False) * 5]
        return await asyncio.gather(*asked)

    with web(tmp_path, 'return 200 "hello";', listen="ssl http2") as server:
        versions = [found.version for found in asyncio.run(both(server.url))]
    assert versions == ["HTTP/2", "HTTP/1.1"] * 5


def test_a_server_without_a_certificate_is_a_cause() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL")
    with hostile(answer(page("", b"hello")), context) as server:  # it has no certificate: no cipher fits
        assert_cause(CauseKind.TLS, server, "https")
