"""Which versions of HTTP the http probe finds, on a real nginx and on a server that speaks one alone."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from http_hostile import HEADERS, Talk, frame, hostile, tls
from http_nginx import NAME, web

from readiness.model.observation import Endpoint
from readiness.model.target import Site
from readiness.probes.http import Http
from readiness.probes.http.protocols import Protocols

ALT_SVC = """add_header Alt-Svc 'h3=":443"; ma=86400';"""
HOME = 'location / { return 200 "home"; }'


@pytest.mark.parametrize(("listen", "http2"), [("ssl http2", True), ("ssl", False)])
def test_versions_of_http_are_told(tmp_path: Path, observe: Callable[..., Any], listen: str, http2: bool) -> None:
    with web(tmp_path, ALT_SVC + HOME, listen=listen) as server:
        found: Protocols = observe(Http, "protocols", server.site(), endpoint=server.endpoint)
    assert (found.http1, found.http2, found.http3_announced) == (True, http2, True)
    assert found.alt_svc == 'h3=":443"; ma=86400'


def only_http2(talk: Talk) -> None:
    """A client that does not offer h2 gets the alert no_application_protocol (RFC 7301, 3.2)."""
    if b"\x02h2" not in talk.connection.recv(4096, socket.MSG_PEEK):
        talk.connection.recv(4096)
        talk.say(bytes.fromhex("15030300020278"))
        talk.listen()
        return
    with tls("h2").wrap_socket(talk.connection, server_side=True) as secured:
        inner = Talk(secured, talk.running)
        inner.http2_request()
        inner.say(frame(HEADERS, b"\x88", 5, stream=1))
        inner.listen()


def test_a_server_that_speaks_http2_alone_is_told(observe: Callable[..., Any]) -> None:
    with hostile(only_http2) as server:
        target = Site.model_validate({"kind": "site", "url": f"https://{NAME}:{server.port}"})
        endpoint = Endpoint(name=NAME, address="127.0.0.1", port=server.port)
        found: Protocols = observe(Http, "protocols", target, endpoint=endpoint)
    assert (found.http1, found.http2) == (False, True)


def test_http3_that_is_not_announced_is_not(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, HOME) as server:
        found: Protocols = observe(Http, "protocols", server.site(), endpoint=server.endpoint)
    assert (found.http3_announced, found.alt_svc) == (False, None)
