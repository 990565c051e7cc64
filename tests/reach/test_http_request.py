"""One HTTP request to a server that means well."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
from http_asking import PATIENCE_S, ask, assert_cause
from http_behaviours import OK
from http_hostile import Hostile, Talk, answer, hostile, page
from http_nginx import NAME, web

from readiness.model.outcomes import CauseKind
from readiness.reach.http import MAX_HEADERS, Answer, request


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
