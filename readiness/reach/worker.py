"""Worker processes for libraries that block: jobs have a deadline, and a worker that misses it is killed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

if TYPE_CHECKING:
    from dns.message import Message

MAX_LINE = 8_000_000
_Peer = tuple[str, int]
AskDns = Callable[[str, str], "Awaitable[Message]"]


class Workers:
    """A pool of worker processes, started when needed. Close it (or use ``async with``) to end them."""

    def __init__(self, size: int = 4, deadline_s: float = 30.0) -> None:
        self._free: list[asyncio.subprocess.Process] = []
        self._all: set[asyncio.subprocess.Process] = set()
        self._slots = asyncio.Semaphore(size)
        self.deadline_s = deadline_s

    async def __aenter__(self) -> Workers:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._all:
            if process.returncode is None:
                process.kill()
        for process in self._all:
            await process.wait()

    async def run(
        self, job: str, arguments: Mapping[str, Any], peer: _Peer | None, connections: int, dns: AskDns
    ) -> Any:
        """Run one job; Unobservable with the job's own cause, or when it crashed, hung or died."""
        async with self._slots:
            process = self._free.pop() if self._free else await self._start()
            order = {"job": job, "arguments": dict(arguments), "peer": peer, "connections": connections}
            try:
                async with asyncio.timeout(self.deadline_s):
                    answer = await self._converse(process, order, dns)
            except TimeoutError:
                await self._kill(process)
                raise Unobservable(CauseKind.TIMEOUT, f"{job} took over {self.deadline_s:g} s") from None
            except BaseException:
                await self._kill(process)
                raise
            self._free.append(process)
        if "cause" in answer:
            raise Unobservable(CauseKind(answer["cause"]), str(answer.get("detail", "")))
        return answer["result"]

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "readiness.reach.working",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=MAX_LINE,
        )
        self._all.add(process)
        return process

    async def _kill(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is None:
            process.kill()
            await process.wait()
        self._all.discard(process)

    async def _converse(self, process: asyncio.subprocess.Process, order: dict[str, Any], dns: AskDns) -> Any:
        await _write(process, order)
        while True:
            line = await _read(process)
            if "dns" not in line:
                return line
            await _write(process, await _answer_dns(dns, *line["dns"]))


async def _write(process: asyncio.subprocess.Process, message: Any) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Unobservable(CauseKind.CRASH, "the worker process ended") from error


async def _read(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    try:
        line = await process.stdout.readline()
    except ValueError as error:
        raise Unobservable(CauseKind.TOO_LARGE, "a worker's answer was too large") from error
    if not line:
        raise Unobservable(CauseKind.CRASH, "the worker process ended")
    message: dict[str, Any] = json.loads(line)
    return message


async def _answer_dns(dns: AskDns, name: str, rdtype: str) -> dict[str, Any]:
    """Workers open no socket for DNS: they ask here, so that the question passes the gate like any other."""
    try:
        message = await dns(name, rdtype)
    except Unobservable as error:
        return {"cause": error.cause.kind, "detail": error.cause.detail}
    return {"wire": message.to_wire(max_size=65535).hex()}
