"""Worker processes for libraries that block: jobs have a deadline, and a worker that misses it is killed."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.model.observation import Cause, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.forking import ForkServer
from readiness.reach.queueing import queueing

if TYPE_CHECKING:
    from dns.message import Message

MAX_LINE = 8_000_000
_Peer = tuple[str, int]
_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
AskDns = Callable[[str, str], "Awaitable[Message]"]


@dataclass(frozen=True)
class Done:
    """What came of a job: its result or its cause, and how many connections it opened."""

    result: Any
    cause: Cause | None
    used: int


class Workers:
    """Worker processes, one for each job; use ``async with`` to end them.

    At most ``size`` at once run jobs of one module: slow servers of one kind hold up no jobs of another. Workers come
    from a fork server: the one given, which is the caller's to close, or one that is started when needed.
    """

    def __init__(self, size: int = 4, deadline_s: float = 30.0, server: ForkServer | None = None) -> None:
        self._all: set[ForkServer] = set()
        self._server = server
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(size))
        self.deadline_s = deadline_s

    async def __aenter__(self) -> Workers:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all that this started, whatever it is doing."""
        for server in self._all:
            server.close()

    def prepare(self, module: str) -> None:
        """Have a module of jobs imported before there is any, so that the first one need not wait for it."""
        self._forking().prepare(module)

    async def run(
        self, job: str, arguments: Mapping[str, Any], peer: _Peer | None, connections: int, dns: AskDns
    ) -> Done:
        """Run one job to its end, be it a result or a cause of its own; Unobservable when it hung or died."""
        order = {"job": job, "arguments": dict(arguments), "peer": peer, "connections": connections}
        module = job.partition(":")[0]
        async with queueing(self._slots[module]):
            try:
                async with asyncio.timeout(self.deadline_s), self._worker(module) as line:
                    answer = await _converse(line, order, dns)
            except TimeoutError:
                raise Unobservable(CauseKind.TIMEOUT, f"{job} took over {self.deadline_s:g} s") from None
        cause = None
        if "cause" in answer:
            cause = Cause(kind=CauseKind(answer["cause"]), detail=str(answer.get("detail", "")))
        return Done(answer.get("result"), cause, int(answer["used"]))

    @asynccontextmanager
    async def _worker(self, module: str) -> AsyncIterator[_Line]:
        """The line to a new worker, which is killed in the end, whatever it is doing."""
        server = self._forking()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                number = server.start(module, theirs)
            except OSError as error:
                ours.close()
                self._server = None
                raise Unobservable(CauseKind.CRASH, "no worker process could be started") from error
        try:
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=MAX_LINE)
            with closing(writer):
                yield reader, writer
        finally:
            server.end(number)

    def _forking(self) -> ForkServer:
        if self._server is None:
            self._server = ForkServer()
            self._all.add(self._server)
        return self._server


async def _converse(line: _Line, order: dict[str, Any], dns: AskDns) -> dict[str, Any]:
    reader, writer = line
    await _write(writer, order)
    while True:
        message = await _read(reader)
        if "dns" not in message:
            return message
        await _write(writer, await _answer_dns(dns, *message["dns"]))


async def _write(writer: asyncio.StreamWriter, message: Any) -> None:
    try:
        writer.write(json.dumps(message).encode() + b"\n")
        await writer.drain()
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Unobservable(CauseKind.CRASH, "the worker process ended") from error


async def _read(reader: asyncio.StreamReader) -> dict[str, Any]:
    try:
        line = await reader.readline()
    except ValueError as error:
        raise Unobservable(CauseKind.TOO_LARGE, "a worker's answer was too large") from error
    except ConnectionResetError as error:
        raise Unobservable(CauseKind.CRASH, "the worker process ended") from error
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
