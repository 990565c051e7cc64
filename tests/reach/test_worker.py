"""Worker processes: killed when they hang, and held to their job's peer and number of connections."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time

import dns.message
import pytest

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.worker import Workers

pytestmark = pytest.mark.usefixtures("jobs_importable")


@pytest.fixture
def jobs_importable(monkeypatch):
    here = os.path.dirname(__file__)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))))


@pytest.fixture
def listener():
    """A server that counts who connects."""
    accepted = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                accepted.append(peer)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname(), accepted
        server.shutdown(socket.SHUT_RDWR)


async def no_dns(name, rdtype):
    raise Unobservable(CauseKind.TIMEOUT, "no resolver")


def run(job, *, peer=None, connections=0, deadline_s=10.0, dns=no_dns, **arguments):
    async def go():
        async with Workers(deadline_s=deadline_s) as workers:
            done = await workers.run(f"jobs:{job}", arguments, peer, connections, dns)
            if done.cause is not None:
                raise Unobservable(done.cause.kind, done.cause.detail)
            return done.result

    return asyncio.run(go())


def cause(job, **options):
    with pytest.raises(Unobservable) as stopped:
        run(job, **options)
    return stopped.value.cause


def test_a_job_answers_in_json_even_if_a_library_prints():
    assert run("echo", text="grüße") == {"text": "grüße"}


def test_a_hanging_job_is_killed_at_the_deadline():
    started = time.monotonic()
    assert cause("hang", deadline_s=1.0).kind is CauseKind.TIMEOUT
    assert time.monotonic() - started < 5


def test_a_dying_or_crashing_job_is_a_crash_with_its_words():
    assert cause("die").kind is CauseKind.CRASH
    assert "ValueError: boom" in cause("crash").detail


def test_a_job_says_its_own_cause():
    assert cause("refuse").kind is CauseKind.REFUSED


def test_an_answer_without_end_is_not_read():
    assert cause("huge").kind is CauseKind.TOO_LARGE


def test_a_job_connects_to_its_peer_and_no_more_often_than_admitted(listener):
    (address, port), accepted = listener
    assert run("connect", peer=(address, port), connections=3, address=address, port=port, times=3) == "connected"
    found = cause("connect", peer=(address, port), connections=2, address=address, port=port, times=3)
    assert "used up" in found.detail
    assert len(accepted) == 5


def test_a_job_connects_nowhere_else(listener):
    (address, port), accepted = listener
    found = cause("connect", peer=(address, port + 1), connections=3, address=address, port=port, times=1)
    assert "may not connect" in found.detail
    assert cause("send_datagram", address=address, port=port).kind is CauseKind.CRASH
    assert cause("look_up", name="example.com").kind is CauseKind.CRASH
    assert accepted == []


def test_a_job_asks_dns_through_the_scanner():
    asked = []

    async def answering(name, rdtype):
        asked.append((name, rdtype))
        return dns.message.make_response(dns.message.make_query(name, rdtype))

    wire = run("ask", name="example.com", dns=answering)
    assert dns.message.from_wire(bytes.fromhex(wire)).question[0].name.to_text() == "example.com."
    assert asked == [("example.com", "A")]
    assert cause("ask", name="example.com").kind is CauseKind.TIMEOUT


def test_a_worker_serves_many_jobs_and_leaves_with_the_pool():
    async def go():
        async with Workers(size=2) as workers:
            answers = await asyncio.gather(
                *(workers.run("jobs:echo", {"text": str(n)}, None, 0, no_dns) for n in range(6))
            )
            pids = [process.pid for process in workers._all]
        return answers, pids

    answers, pids = asyncio.run(go())
    assert [a.result["text"] for a in answers] == [str(n) for n in range(6)]
    assert 1 <= len(pids) <= 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
