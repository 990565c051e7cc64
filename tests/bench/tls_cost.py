"""Measures, in a process of its own, what a server's versions and certificate cost: our job's way, and sslyze's scans.

Prints JSON: user and system CPU seconds, and connections, of one look by each. Both have been warmed up before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from sslyze import ScanCommand, Scanner, ServerNetworkLocation, ServerScanRequest

from readiness.reach.handshake.versions import handshakes

ROUNDS = 5
COMMANDS = {
    ScanCommand.TLS_1_0_CIPHER_SUITES,
    ScanCommand.TLS_1_1_CIPHER_SUITES,
    ScanCommand.TLS_1_2_CIPHER_SUITES,
    ScanCommand.TLS_1_3_CIPHER_SUITES,
    ScanCommand.CERTIFICATE_INFO,
}


class Connections:
    """Counts the connections of this process; an audit hook cannot be taken away again."""

    def __init__(self) -> None:
        self.count = 0
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        self.count += event == "socket.connect"


def measure(look: Callable[[], None], connections: Connections) -> dict[str, float]:
    """Cost of one look, on average."""
    look()
    before, begun = connections.count, process_time()
    for _ in range(ROUNDS):
        look()
    return {"cpu_s": (process_time() - begun) / ROUNDS, "connections": (connections.count - before) / ROUNDS}


def main(port: int, roots: str) -> None:
    """Compare the two on a server at this port."""

    def ours() -> None:
        found = handshakes(None, "good.test", "127.0.0.1", port, False, roots, 5.0)
        assert found["trust"]["trusted"]

    def theirs() -> None:
        scanner = Scanner(per_server_concurrent_connections_limit=4, concurrent_server_scans_limit=1)
        location = ServerNetworkLocation("good.test", port, "127.0.0.1")
        scanner.queue_scans([ServerScanRequest(location, scan_commands=COMMANDS)])
        (result,) = scanner.get_results()
        assert result.scan_result is not None

    connections = Connections()
    json.dump({"ours": measure(ours, connections), "theirs": measure(theirs, connections)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).read_text())
