"""Records made by hand, for judging."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.model.environment import Release
from readiness.model.observation import Cause, Endpoint, Expansion, Observation, State
from readiness.model.outcomes import CauseKind
from readiness.model.policy import Catalog, Control, Policy
from readiness.model.record import End, Header, Record
from readiness.model.report import ParamValue

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE = Endpoint(name="example.com", address="192.0.2.1", port=443)
TWO = Endpoint(name="example.com", address="192.0.2.2", port=443)
SITE = {"kind": "site", "url": "https://example.com", "addresses": ["192.0.2.1"], "domain": "domain"}
DOMAIN = {"kind": "domain", "name": "example.com"}


def control(require: str, **more: Any) -> Control:
    values: dict[str, Any] = {
        "id": "tls-versions",
        "title": "A control",
        "severity": "high",
        "target": "site",
        "observe": {"tls": {}},
        "require": require,
        "rationale": "because",
        "remedy": {"nginx": "ssl_protocols TLSv1.3;"},
        "references": ["RFC 8446"],
    }
    return Control.model_validate(values | more)


def seen(
    group: str,
    facts: dict[str, Any],
    *,
    probe: str = "tls",
    target: str = "site",
    endpoint: Endpoint | None = ONE,
    inputs: dict[str, Any] | None = None,
    started: datetime = NOW,
) -> Observation:
    return Observation(
        probe=probe,
        target=target,
        inputs=inputs or {},
        endpoint=endpoint,
        group=group,
        state=State.OBSERVED,
        facts=facts,
        started=started,
    )


def unseen(
    group: str,
    kind: CauseKind = CauseKind.TIMEOUT,
    *,
    probe: str = "tls",
    target: str = "site",
    endpoint: Endpoint | None = ONE,
    started: datetime = NOW,
) -> Observation:
    return Observation(
        probe=probe,
        target=target,
        inputs={},
        endpoint=endpoint,
        group=group,
        state=State.UNOBSERVABLE,
        cause=Cause(kind=kind, detail="silent"),
        started=started,
    )


def withheld(
    group: str,
    why: str = "needs consent",
    *,
    probe: str = "tls",
    target: str = "site",
    endpoint: Endpoint | None = ONE,
) -> Observation:
    return Observation(
        probe=probe,
        target=target,
        inputs={},
        endpoint=endpoint,
        group=group,
        state=State.WITHHELD,
        withheld=why,
        started=NOW,
    )


def record(
    controls: list[Control],
    observations: list[Observation],
    *,
    endpoints: tuple[Endpoint, ...] = (ONE,),
    targets: dict[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    expansions: tuple[Expansion, ...] | None = None,
    complete: bool = True,
    environment: str = "prod",
    vantage: str = "here",
    run: str = "",
    started: datetime = NOW,
    release: Release | None = None,
    policy: str = "test",
    catalog: Catalog | None = None,
) -> Record:
    header = Header(
        readiness="0.1.0",
        environment=environment,
        vantage=vantage,
        run=run,
        started=started,
        release=release,
        policy=Policy(name=policy, version="1", controls=tuple(controls), catalog=catalog),
        params={name: ParamValue(value=value, origin="policy") for name, value in (params or {}).items()},
        targets=targets or {"site": SITE, "domain": DOMAIN},
    )
    found = (Expansion(target="site", name="example.com", endpoints=endpoints),) if expansions is None else expansions
    return Record(header, found, tuple(observations), End(finished=started, complete=complete, requests=0))
