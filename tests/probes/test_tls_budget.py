"""The TLS probe opens no more connections than it announces, and announces all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tls_certificates import Wanted, authority, server
from tls_hostile import pass_all, proxy, serving
from tls_nginx import Site, nginx

from readiness.model.observation import Endpoint, Sent
from readiness.model.target import MailServer
from readiness.model.target import Site as SiteTarget
from readiness.probes.plugin import Ask, Planned
from readiness.probes.tls import Tls, sends
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.reach.worker import Workers

GROUPS = tuple(Tls.groups())


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    identity = server(authority(), Wanted(kind="rsa"))
    sites = {
        "all versions": Site(identity, "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"),
        "oldest alone": Site(identity, "TLSv1"),
        "static": Site(identity, "TLSv1 TLSv1.1 TLSv1.2", suites="AES128-SHA:AES256-SHA:@SECLEVEL=0"),
        "mutual": Site(identity, extra="ssl_verify_client optional_no_ca;"),
    }
    with nginx(tmp_path_factory.mktemp("nginx"), list(sites.values())) as found:
        yield dict(zip(sites, found, strict=True))


def planned(group: str, port: int) -> int:
    """Connections that a group announces for one endpoint."""
    target = SiteTarget(kind="site", url=f"https://good.test:{port}")
    plan = Planned(target=target, name="good.test", inputs=Tls.inputs(), reach_ports={})
    return sum(template.at_most for template in Tls.groups()[group].sends(plan))


@pytest.mark.parametrize(
    ("site", "group"),
    [
        *(("all versions", group) for group in GROUPS),
        *(("oldest alone", group) for group in GROUPS),
        *(("mutual", group) for group in ("versions", "ciphers", "session", "early_data", "flaws", "profile")),
        ("static", "flaws"),
    ],
)
def test_no_group_opens_more_connections_than_planned(
    observe: Callable[..., Any], ports: dict[str, int], group: str, site: str
) -> None:
    sent: list[Sent] = []
    with serving(proxy(ports[site], pass_all)) as listener:
        target = SiteTarget(kind="site", url=f"https://good.test:{listener.port}")
        endpoint = Endpoint(name="good.test", address="127.0.0.1", port=listener.port)
        observe(Tls, group, target, endpoint=endpoint, timeout_s=2.0, sent=sent)
    assert 1 <= listener.accepted <= sum(one.count for one in sent) <= planned(group, listener.port)


def test_versions_and_certificate_take_six_connections_at_most() -> None:
    assert planned("versions", 443) == planned("certificate", 443) == planned("stapling", 443) == 6


def test_versions_certificate_and_staple_share_their_handshakes(ports: dict[str, int]) -> None:
    with serving(proxy(ports["all versions"], pass_all)) as listener:
        asyncio.run(ask_together(listener.port, ("versions", "certificate", "stapling")))
    assert listener.accepted == 5


async def ask_together(port: int, groups: tuple[str, ...]) -> None:
    """Collect several groups of one observation at the same time, each with a gate of its own."""
    target = SiteTarget(kind="site", url=f"https://good.test:{port}")
    endpoint = Endpoint(name="good.test", address="127.0.0.1", port=port)
    plan = Planned(target=target, name="good.test", inputs=Tls.inputs(), reach_ports={})
    probe = Tls()
    async with Workers() as workers:
        route = Route(workers=workers)
        asks = [
            Ask(
                target,
                endpoint,
                plan.inputs,
                datetime.now(UTC),
                Reach(route, Gate(sends(plan), frozenset(), Journal())),
            )
            for sends in (Tls.groups()[group].sends for group in groups)
        ]
        await asyncio.gather(*(getattr(probe, group)(ask) for group, ask in zip(groups, asks, strict=True)))


def test_a_plan_names_the_host_and_the_kind() -> None:
    target = MailServer(kind="mailserver", host="mail.test", port=587)
    plan = Planned(target=target, name="mail.test", inputs=Tls.inputs(), reach_ports={})
    assert [(one.kind, one.to) for one in sends.handshakes(plan)] == [("smtp", "mail.test:587")]
