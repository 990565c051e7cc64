"""Inside the fork server: imports what jobs need once for all, and forks a worker process for each job."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

from readiness.reach.working import work

OWN = "readiness."
MAX_ORDERS = 65_536
MAX_LINES = 64


def orders(control: socket.socket) -> Iterator[tuple[dict[str, Any], deque[int]]]:
    """The orders of the scanner, one JSON object a line, and the file descriptors that came along, until it is gone."""
    pending, passed = b"", deque[int]()
    while True:
        received, descriptors, _, _ = socket.recv_fds(control, MAX_ORDERS, MAX_LINES)
        passed.extend(descriptors)
        if not received:
            return
        *lines, pending = (pending + received).split(b"\n")
        for line in lines:
            yield json.loads(line), passed


def prepare(module: str) -> None:
    """Import a job's module, if it is one of ours: what others wrote may only harm its own worker.

    Whatever goes wrong will go wrong again in the worker, and be told from there.
    """
    if module.startswith(OWN):
        with suppress(Exception):
            import_module(module)


def serve(control: socket.socket) -> NoReturn:
    """Start and end workers until the scanner closes the line or dies; then none of them stays behind."""
    workers: dict[int, int] = {}
    for order, passed in orders(control):
        if "module" in order:
            prepare(order["module"])
        if "start" in order:
            workers[order["start"]] = _fork(control, passed.popleft())
        if "end" in order:
            pid = workers.pop(order["end"])
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    os.killpg(0, signal.SIGKILL)
    raise AssertionError("killed")


def _fork(control: socket.socket, descriptor: int) -> int:
    gc.freeze()  # what was imported is shared with the worker as long as no collector writes to it
    pid = os.fork()
    if pid == 0:
        try:
            gc.enable()
            control.close()
            work(socket.socket(fileno=descriptor))
        finally:
            os._exit(0)  # the fork server's own loop is not the worker's to continue
    os.close(descriptor)
    return pid


def main() -> None:
    """Serve the scanner, whose line is standard input; the process must lead a group of its own."""
    gc.disable()
    control = socket.socket(fileno=os.dup(0))
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    serve(control)


if __name__ == "__main__":
    main()
