"""Starting worker processes from a fork server: a process that has imported what they need, before they need it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any


class ForkServer:
    """Starts workers, for which a Python of their own would take longer to start than to do most jobs.

    It runs from the beginning, beside whatever else has to be made ready. It leads a group of processes, itself and the
    workers, that is killed in the end (``close``, or ``with``), also if this process just dies.

    Needs a system that forks.
    """

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-m", "readiness.reach.forkserver"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._started = 0

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id, which is its group's as well."""
        return self._process.pid

    def prepare(self, module: str) -> None:
        """Have a module of jobs imported before there is any, so that the first one need not wait for it."""
        with suppress(OSError):
            self._order({"module": module})

    def start(self, module: str, line: socket.socket) -> int:
        """Have a worker started for a job of this module at the other end of a line; its number. OSError without it."""
        self._started += 1
        self._order({"module": module, "start": self._started}, line.fileno())
        return self._started

    def end(self, number: int) -> None:
        """Have a worker killed."""
        with suppress(OSError):
            self._order({"end": number})

    def close(self) -> None:
        """Kill the server and all of its workers."""
        self._control.close()
        if self._process.returncode is None:
            with suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)  # the group is its own as long as nobody has waited for the leader
            self._process.wait()

    def _order(self, what: Mapping[str, Any], *descriptors: int) -> None:
        socket.send_fds(self._control, [json.dumps(what).encode() + b"\n"], descriptors)
