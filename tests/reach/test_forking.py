"""The fork server: workers end with whoever wanted them, and one that goes wrong harms no other."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.forking import ForkServer
from readiness.reach.worker import Workers

HERE = Path(__file__).parent
PATIENCE_S = 20.0
# A job that asks for a name and then waits for an answer that never comes.
ORDER = b'{"job": "jobs:ask", "arguments": {"name": "a.test"}, "peer": null, "connections": 0}\n'

# Has a worker started, says the process group's id once the job runs, and waits to be killed.
SCANNER = f"""
import socket, sys
from readiness.reach.forking import ForkServer
server = ForkServer()
ours, theirs = socket.socketpair()
server.start("jobs", theirs)
theirs.close()
ours.sendall({ORDER!r})
assert ours.recv(100)
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def jobs_importable(monkeypatch):
    path = (str(HERE), str(HERE.parents[1]), os.environ.get("PYTHONPATH"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))


async def no_dns(name, rdtype):
    raise Unobservable(CauseKind.TIMEOUT, "no resolver")


def begin(workers, job, **arguments):
    return workers.run(job, arguments, None, 0, no_dns)


async def echo(workers, text):
    return (await begin(workers, "jobs:echo", text=text)).result["text"]


def members(group: int) -> list[int]:
    """Processes of a group that still run; those that are dead and only waited for by nobody do not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, own = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(own) == group and state not in "ZX":
            found.append(int(folder.name))
    return found


def ended(group: int) -> bool:
    """Whether all processes of a group end in time."""
    deadline = time.monotonic() + PATIENCE_S
    while members(group) and time.monotonic() < deadline:
        select.select([], [], [], 0.02)
    return not members(group)


def test_workers_in_the_middle_of_a_job_end_with_the_server():
    ours, theirs = socket.socketpair()
    with ours, ForkServer() as server:
        with theirs:
            server.start("jobs", theirs)
        ours.sendall(ORDER)
        assert ours.recv(100)
        assert len(members(server.pid)) == 2
        server.close()
        assert ended(server.pid)


def test_no_process_survives_a_scanner_that_is_killed():
    command = [sys.executable, "-c", SCANNER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as scanner:
        assert scanner.stdout is not None
        group = int(scanner.stdout.readline())
        assert len(members(group)) == 2
        scanner.kill()
    assert ended(group)


def test_an_interruption_at_the_terminal_is_left_to_the_scanner():
    with ForkServer() as server:
        assert os.getsid(server.pid) == os.getpgid(server.pid) == server.pid


def test_a_worker_that_dies_harms_no_other():
    async def go():
        async with Workers() as workers:
            dying = asyncio.gather(*(begin(workers, "jobs:die") for _ in range(3)), return_exceptions=True)
            return await echo(workers, "well"), await dying

    answer, deaths = asyncio.run(go())
    assert answer == "well"
    assert [death.cause.kind for death in deaths] == [CauseKind.CRASH] * 3


def test_a_server_that_dies_is_a_cause_once_and_then_replaced():
    async def go():
        with ForkServer() as server:
            async with Workers(server=server) as workers:
                assert await echo(workers, "before") == "before"
                os.kill(server.pid, signal.SIGKILL)
                assert await asyncio.to_thread(ended, server.pid)
                with pytest.raises(Unobservable) as told:
                    await echo(workers, "during")
                assert await echo(workers, "after") == "after"
                return told.value.cause.kind

    assert asyncio.run(go()) is CauseKind.CRASH


def test_a_module_that_cannot_be_imported_is_a_crash_of_its_own_job():
    async def go():
        async with Workers() as workers:
            workers.prepare("readiness.there_is_none")
            failed = await begin(workers, "readiness.there_is_none:job")
            assert await echo(workers, "well") == "well"
            return failed.cause

    cause = asyncio.run(go())
    assert cause is not None
    assert cause.kind is CauseKind.CRASH
    assert "ModuleNotFoundError" in cause.detail


def test_jobs_of_one_module_that_hang_hold_up_none_of_another():
    async def go():
        async with Workers(size=1) as workers:
            hanging = asyncio.ensure_future(begin(workers, "jobs:hang"))
            await asyncio.sleep(0)
            other = await asyncio.wait_for(begin(workers, "operator:truth"), PATIENCE_S)
            assert not hanging.done()
            hanging.cancel()
            return other.result

    assert asyncio.run(go()) is True
