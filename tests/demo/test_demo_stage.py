"""The demo starts quickly on any machine, writes down what it was asked, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from demo_visitor import Visitor

from readiness.demo.faults import IMPERFECT, Faults
from readiness.demo.placement import Addresses, Endpoint
from readiness.demo.stage import Stage, running, stage

DOMAIN = "edpsychconnect.test"
ONE_ADDRESS = Addresses(root="192.0.2.1")
"""Nobody's address: a machine that lacks one of them is treated as having 127.0.0.1 alone."""


def _seen(of: Stage, server: str) -> list[str]:
    return [entry.what for entry in of.log() if entry.server == server]


def test_it_starts_within_a_second(tmp_path: Path) -> None:
    begun = time.perf_counter()
    with running(IMPERFECT, tmp_path):
        assert time.perf_counter() - begun < 1.0


def test_it_runs_inside_an_event_loop_too(tmp_path: Path) -> None:
    async def visit() -> set[str]:
        async with stage(Faults(), tmp_path) as ready:
            return await asyncio.to_thread(Visitor(ready).records, DOMAIN, "A")

    assert asyncio.run(visit()) == {"127.0.80.1", "127.0.80.2"}


def test_nothing_listens_and_no_thread_is_left_after_the_end(tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    with running(Faults(), tmp_path) as ready:
        held_open = Visitor(ready).shake_hands(DOMAIN)
    with held_open:
        assert set(threading.enumerate()) == threads
        for endpoint in (ready.root, ready.resolver, ready.smtp, Endpoint(ready.web_addresses[0], ready.https_port)):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((endpoint.address, endpoint.port))


def test_a_failing_visitor_is_heard_and_the_demo_still_stops(tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), running(Faults(), tmp_path):
        raise ZeroDivisionError
    assert set(threading.enumerate()) == threads


def test_a_demo_that_cannot_start_says_why(tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    with pytest.raises(FileNotFoundError), running(Faults(), tmp_path / "missing"):
        pass
    assert set(threading.enumerate()) == threads


def test_two_demos_run_side_by_side(tmp_path: Path, healthy: Visitor) -> None:
    with running(IMPERFECT, tmp_path) as other:
        assert other.https_port != healthy.stage.https_port
        assert Visitor(other).fetch("/").header("Strict-Transport-Security") == "max-age=86400"
        assert healthy.fetch("/").header("Strict-Transport-Security") != "max-age=86400"


def test_servers_of_one_kind_share_a_port(healthy: Visitor) -> None:
    of = healthy.stage
    servers = {of.root, of.resolver, *of.name_servers.values()}

    assert len({server.port for server in servers}) == 1
    assert len({server.address for server in servers}) == 4
    assert not of.routes


def test_one_loopback_address_is_enough(tmp_path: Path) -> None:
    with running(Faults(name_server_stale=True), tmp_path, ONE_ADDRESS) as ready:
        visitor = Visitor(ready)

        assert {endpoint.address for endpoint in ready.routes.values()} == {"127.0.0.1"}
        assert len(set(ready.routes.values())) == len(ready.routes) == 12
        assert visitor.validated(DOMAIN, "A") is not None
        assert visitor.records(DOMAIN, "A", visitor.name_server(2)) == {Addresses().retired}
        assert [visitor.fetch("/", web=web).status for web in (0, 1)] == [200, 200]
        assert visitor.fetch_plainly("/", web=1).status == 308
        assert visitor.greet_mail().quit()[0] == 221


def test_every_request_is_written_down_where_it_arrived(tmp_path: Path) -> None:
    with running(Faults(), tmp_path) as ready:
        visitor = Visitor(ready)
        visitor.ask(DOMAIN, "MX", ready.root)
        visitor.ask(DOMAIN, "TXT", tcp=True)
        visitor.fetch("/health", f"api.{DOMAIN}", web=1)
        visitor.fetch_plainly("/x")
        visitor.greet_mail().quit()

        assert _seen(ready, "root") == [f"{DOMAIN}. MX udp"]
        assert _seen(ready, "resolver") == ["connect", f"{DOMAIN}. TXT tcp"]
        assert _seen(ready, "https-2") == [
            "connect", f"hello api.{DOMAIN}", "secured TLSv1.3", f"GET api.{DOMAIN}:{ready.https_port} /health",
        ]  # fmt: skip
        assert _seen(ready, "http-1") == ["connect", f"GET {DOMAIN}:{ready.http_port} /x"]
        assert _seen(ready, "smtp") == ["connect", "ehlo visitor.test", "quit"]
        assert {entry.server for entry in ready.log()} == {"root", "resolver", "https-2", "http-1", "smtp"}
        times = [entry.time for entry in ready.log()]
        assert times == sorted(times)


def test_a_stage_cannot_be_changed(healthy: Visitor) -> None:
    with pytest.raises(FrozenInstanceError):
        healthy.stage.domain = "other.test"  # type: ignore[misc]


def test_an_unanswered_question_is_written_down_too(tmp_path: Path) -> None:
    with running(Faults(name_server_silent=True), tmp_path) as ready:
        silent = ready.name_servers[f"ns2.{DOMAIN}"]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"anybody?", (silent.address, silent.port))
            for _ in range(2):  # answered by the same loop, so ns2 has had its turn when the second one returns
                Visitor(ready).ask(DOMAIN, "SOA")
            client.setblocking(False)
            with pytest.raises(BlockingIOError):
                client.recv(1)

        assert _seen(ready, "ns2") == ["unanswered udp"]


def test_naming_the_faults_loads_no_server() -> None:
    code = "import sys, readiness.demo.faults; print(*({'dns', 'cryptography', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}, timeout=30
    )

    assert done.stdout.strip() == ""


def test_every_published_address_is_loopback() -> None:
    addresses = [getattr(Addresses(), each.name) for each in fields(Addresses)]

    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("127.") for address in addresses)
