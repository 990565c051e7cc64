"""A secret goes to its own host and port alone, and only if that proves who it is."""

from __future__ import annotations

import asyncio

import pytest
from http_hostile import NAME, answer, authority, hostile, page, tls

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.request import Template
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.reach.worker import Workers

SECRET = "Bearer pl4nted"


def get(port, *, trust=None, at=None):
    async def go():
        gate = Gate((Template(kind="http", to="*", what="GET /", at_most=1),), frozenset({NAME}), Journal())
        async with Workers() as workers:
            reach = Reach(Route(workers=workers, trust=trust, timeout_s=5), gate, {f"{NAME}:{at or port}": SECRET})
            return await reach.http("GET", f"https://{NAME}:{port}/", "127.0.0.1")

    return asyncio.run(go())


@pytest.fixture
def server():
    with hostile(answer(page("")), tls()) as running:
        yield running


def test_it_is_sent_to_a_host_that_is_trusted(server, tmp_path):
    assert get(server.port, trust=authority().publish(tmp_path / "ca.pem").read_text()).status == 200
    assert SECRET in server.requests[0]


def test_a_host_that_cannot_prove_who_it_is_gets_nothing(server):
    with pytest.raises(Unobservable) as stopped:
        get(server.port)
    assert stopped.value.cause.kind is CauseKind.TLS
    assert server.requests == []


def test_another_port_of_the_host_gets_the_request_without_it(server):
    assert get(server.port, at=server.port + 1).status == 200
    assert SECRET not in server.requests[0]
