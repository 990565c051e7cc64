"""Looking at the installation and at what can be reached from this machine."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from readiness.cli._options import DEFAULT_FILE


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    well: bool
    detail: str


def installation_checks() -> Iterable[Check]:
    """Whether each library is there and can do what it is needed for."""
    for name, look in _LOOKS.items():
        try:
            yield Check(name, True, look())
        except Exception as error:
            yield Check(name, False, f"{type(error).__name__}: {error}")


def _dnssec() -> str:
    import dns._features
    import dns.dnssec

    if not dns._features.have("dnssec"):
        raise RuntimeError("DNSSEC is switched off: install dnspython[dnssec] with a cryptography that it accepts")
    return f"{version('dnspython')} with DNSSEC, cryptography {version('cryptography')}"


def _sslyze() -> str:
    import_module("sslyze")
    import_module("nassl")
    return f"{version('sslyze')}, nassl {version('nassl')}"


def _checkdmarc() -> str:
    import_module("checkdmarc")
    return version("checkdmarc")


def _conditions() -> str:
    from datetime import UTC, datetime

    from readiness.expressions import Engine

    engine = Engine(datetime.now(UTC))
    if engine.evaluate(engine.compile("1 + 1 == 2"), {}).kind != "true":
        raise RuntimeError("CEL does not evaluate")
    return f"CEL {version('cel-expr-python')}"


def _trust() -> str:
    found = ssl.create_default_context().cert_store_stats()["x509_ca"]
    if not found:
        raise RuntimeError("the system's trust store is empty: install ca-certificates")
    return f"{found} certificate authorities"


def _policies() -> str:
    from readiness.load.policy import load_policy
    from readiness.load.shipped import policy_names

    return ", ".join(f"{name} {load_policy(name, Path()).version}" for name in policy_names())


def _probes() -> str:
    from readiness import probes

    return ", ".join(probes.find(name).name for name in probes.names())


_LOOKS: dict[str, Callable[[], str]] = {
    "dnspython": _dnssec,
    "sslyze": _sslyze,
    "checkdmarc": _checkdmarc,
    "conditions": _conditions,
    "trust store": _trust,
    "probes": _probes,
    "policies": _policies,
}


def environment_checks(name: str, file: str = DEFAULT_FILE) -> list[Check]:
    """Whether names resolve and addresses can be connected to; IPv6 and port 25 are told apart from dead servers."""
    from readiness.load.environment import load_environment

    loaded = load_environment(name, Path(file))
    return asyncio.run(_reachable(loaded.environment, loaded.directory))


async def _reachable(environment: object, directory: Path) -> list[Check]:
    from readiness.model.environment import Environment
    from readiness.model.observation import Unobservable
    from readiness.model.request import Template
    from readiness.reach.gate import Gate
    from readiness.reach.journal import Journal
    from readiness.reach.reach import Reach
    from readiness.reach.worker import Workers
    from readiness.scan.scan import make_route

    assert isinstance(environment, Environment)
    checks = [Check("IPv6", _has_route(socket.AF_INET6, "2001:db8::1"), "a route out of this machine")]
    template = Template(kind="dns", to="resolver", what="*", at_most=100)
    async with Workers() as workers:
        route = make_route(environment.reach, workers, directory)
        reach = Reach(route, Gate((template,), frozenset(), Journal()))
        for key, target in sorted(environment.targets.items()):
            for host in getattr(target, "all_names", tuple)():
                try:
                    addresses = await reach.resolve(host)
                except Unobservable as error:
                    checks.append(Check(f"{key} {host}", False, str(error)))
                    continue
                port = getattr(target, "port", 443)
                checks += [await _connects(key, address, port, route.timeout_s) for address in addresses]
    return checks


def _has_route(family: socket.AddressFamily, address: str) -> bool:
    """A connected UDP socket sends nothing; it only asks the kernel for a route."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 53))
    except OSError:
        return False
    return True


async def _connects(key: str, address: str, port: int, timeout_s: float) -> Check:
    name = f"{key} {address}:{port}"
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(address, port)
        writer.close()
    except (OSError, TimeoutError) as error:
        return Check(name, False, str(error) or "no answer in time")
    return Check(name, True, "connects")
