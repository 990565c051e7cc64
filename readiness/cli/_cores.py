"""Doing the same to many files on several cores: results in their order, and little of it in memory at any time."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
AHEAD = 16
"""So many results for each process may wait for one before them."""
WORTHWHILE = 8
"""A process takes about as long to begin as so many records take."""
RETIRES = 200
"""After so many files another process takes over: the CEL library never frees what it hands to functions of ours."""


@dataclass
class _Worker:
    """A process, the pipe to it, the number of the file that it has, and how many it was given."""

    process: SpawnProcess
    pipe: Connection
    number: int = -1
    given: int = 0


def in_order(
    paths: Sequence[Path], jobs: int, act: Callable[[Path], T], lost: Callable[[Path, int], T]
) -> Generator[T, None, None]:
    """What ``act`` makes of each file, in at most so many processes; in this one alone where more are not worthwhile.

    ``act`` must be picklable, and its exceptions are raised here. ``lost`` is for a file whose process died of it, with
    the process' exit code. The processes are gone when the iterator ends or is closed, or this process is.
    """
    most = min(jobs, -(-len(paths) // WORTHWHILE))
    if most <= 1 and len(paths) <= RETIRES:
        yield from map(act, paths)
        return
    crew = _Crew(paths, most, act, lost)
    try:
        yield from crew.results()
    finally:
        crew.dismiss()


class _Crew(Generic[T]):
    def __init__(
        self, paths: Sequence[Path], most: int, act: Callable[[Path], T], lost: Callable[[Path, int], T]
    ) -> None:
        self._paths, self._act, self._lost = paths, act, lost
        self._left = deque(range(len(paths)))
        self._most = most
        self._busy: list[_Worker] = []
        self._done: dict[int, T] = {}

    def results(self) -> Iterator[T]:
        """Everything, in order."""
        for number in range(len(self._paths)):
            while number not in self._done:
                while len(self._busy) < self._most and self._next(number):
                    self._busy.append(self._begin(self._left.popleft()))
                self._collect(number)
            yield self._done.pop(number)

    def dismiss(self) -> None:
        """End all processes."""
        for worker in self._busy:
            worker.process.terminate()
            worker.pipe.close()
        for worker in self._busy:
            worker.process.join()

    def _next(self, number: int) -> bool:
        """Whether there is a file to hand out that is not too far ahead of the one that is waited for."""
        return bool(self._left) and self._left[0] < number + AHEAD * self._most

    def _begin(self, number: int) -> _Worker:
        from multiprocessing import get_context

        context = get_context("spawn")  # a fork would share locks that some thread of a library holds
        own, its = context.Pipe()
        process = context.Process(target=_work, args=(its, self._act), daemon=True)
        process.start()
        its.close()
        worker = _Worker(process, own)
        self._give(worker, number)
        return worker

    def _give(self, worker: _Worker, number: int) -> None:
        worker.number, worker.given = number, worker.given + 1
        with suppress(ConnectionError):  # of one that is dead nothing will be received either
            worker.pipe.send(self._paths[number])

    def _collect(self, waited_for: int) -> None:
        ready = wait([worker.pipe for worker in self._busy])
        for worker in [one for one in self._busy if one.pipe in ready]:
            self._done[worker.number] = self._receive(worker)
            if worker in self._busy and worker.given < RETIRES and self._next(waited_for):
                self._give(worker, self._left.popleft())
            elif worker in self._busy:
                self._busy.remove(worker)
                worker.pipe.close()
                worker.process.join()

    def _receive(self, worker: _Worker) -> T:
        try:
            found: Any = worker.pipe.recv()
        except (EOFError, ConnectionError):
            self._busy.remove(worker)
            worker.pipe.close()
            worker.process.join()
            return self._lost(self._paths[worker.number], worker.process.exitcode or 0)
        if isinstance(found, Exception):
            raise found
        result: T = found
        return result


def _work(pipe: Connection, act: Callable[[Path], object]) -> None:
    """What a process does: a file at a time until no more come, or nobody is there any more to send them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all, and the first of them tells the others
    gc.set_threshold(200_000, 20, 100)
    try:
        while True:
            path = pipe.recv()
            try:
                found: object = act(path)
            except Exception as error:  # it is raised where the result is waited for
                found = error
            pipe.send(found)
    except (EOFError, ConnectionError):
        return
