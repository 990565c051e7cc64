"""What hostile servers do at each stage of an exchange, by name, with the cause that a client should report."""

from __future__ import annotations

from collections.abc import Callable

from http_hostile import (
    CONTINUATION,
    GOAWAY,
    HEADERS,
    PING,
    PUSH_PROMISE,
    RST_STREAM,
    Behaviour,
    Talk,
    answer,
    frame,
    page,
)

from readiness.model.outcomes import CauseKind


def told(talk: Talk, head: bytes, then: Callable[[], None]) -> None:
    talk.request()
    talk.say(head)
    then()


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


HOSTILE_HANDSHAKES: dict[str, tuple[Behaviour, CauseKind]] = {
    "silent": (Talk.listen, CauseKind.TIMEOUT),
    "speaks plain HTTP": (lambda talk: talk.say(page("", b"hello")), CauseKind.TLS),
    "sends an alert": (lambda talk: talk.say(bytes.fromhex("15030300020228")), CauseKind.TLS),
    "sends noise": (lambda talk: talk.flood(b"\x00\xff" * 1000, 100), CauseKind.TLS),
    "resets": (Talk.reset, CauseKind.RESET),
    "closes": (lambda talk: None, CauseKind.RESET),
}


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
