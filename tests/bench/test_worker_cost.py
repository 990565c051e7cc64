"""A worker process costs a fraction of what it imports: that was done once, in the fork server."""

from __future__ import annotations

import asyncio
import resource

from measuring import at_most, python

from readiness.model.outcomes import CauseKind
from readiness.reach.worker import Workers

JOB = "readiness.reach.handshake.versions:handshakes"
IMPORT = ("-c", "import readiness.reach.handshake.versions")
NOBODY = {"name": "nobody.test", "address": "127.0.0.1", "port": 9, "starttls": False, "trust": None, "timeout_s": 1.0}
MORE = 20


async def no_dns(name: str, rdtype: str):
    raise AssertionError("the job asks for no name")


async def work(times: int) -> None:
    """Have a job done so often that finds nobody there: a worker starts for it, imports and connects."""
    async with Workers() as workers:
        for _ in range(times):
            done = await workers.run(JOB, NOBODY, ("127.0.0.1", 9), 10, no_dns)
            assert done.cause is not None
            assert done.cause.kind is CauseKind.REFUSED


def cpu_of_processes_s(times: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    asyncio.run(work(times))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_one_more_worker_costs_a_fifth_of_a_python_that_imports_the_same(surroundings, monkeypatch):
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)

    def measure():
        one, many = cpu_of_processes_s(1), cpu_of_processes_s(1 + MORE)
        more = max(many - one, 0.0) / MORE
        anew = min(python(IMPORT, surroundings).cpu_s for _ in range(3))
        return more / anew, f"one more {more * 1000:.0f} ms / a Python of its own {anew * 1000:.0f} ms of CPU"

    at_most(0.2, measure)
