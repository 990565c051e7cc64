"""What each fact group of the cutover probe will send, before anything is contacted."""

from __future__ import annotations

from readiness.model.request import Template
from readiness.model.server import split_server
from readiness.model.target import Cutover
from readiness.probes.plugin import Planned

RECORDS = ("A", "AAAA")


def answers(planned: Planned) -> tuple[Template, ...]:
    """Every path of every name, from each address of the old stack and of the new one."""
    target = _cutover(planned)
    count = len(target.old) + len(target.new)
    return tuple(
        Template(kind="http", to=f"{name}:{target.port}", what=f"GET {_literal(path)}", at_most=count)
        for name in target.names
        for path in target.paths
    )


def resolvers(planned: Planned) -> tuple[Template, ...]:
    """A and AAAA of every name, from each resolver."""
    target = _cutover(planned)
    return tuple(
        Template(kind="dns", to=place(resolver), what=f"{rdtype} {name}", at_most=1)
        for resolver in target.resolvers
        for name in target.names
        for rdtype in RECORDS
    )


def place(resolver: str) -> str:
    """``address:port`` of a declared resolver."""
    address, port = split_server(resolver)
    return f"{address}:{port}"


def _literal(path: str) -> str:
    """The path as a pattern that stands for itself; a question mark does anyway."""
    return path.replace("[", "[[]").replace("*", "[*]")


def _cutover(planned: Planned) -> Cutover:
    if not isinstance(planned.target, Cutover):
        raise TypeError("the cutover probe looks at a cutover")
    return planned.target
