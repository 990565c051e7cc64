"""What cases are made of: records as data, and the files that a user writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from records import ONE, control, record, seen

from readiness.model.attestations import EvidenceSeen
from readiness.model.observation import Expansion, Observation
from readiness.model.policy import Catalog, Chapter, Control, Gate, Phase, Row
from readiness.model.record import Record
from readiness.record.lines import write

TLS13 = '"TLSv1.3" in tls.versions.accepted'
STRONG: dict[str, Any] = {"accepted": ["TLSv1.2", "TLSv1.3"], "refused": ["TLSv1.0", "TLSv1.1"]}
WEAK: dict[str, Any] = {"accepted": ["TLSv1.0"], "refused": ["TLSv1.3"]}
GUIDE = Catalog(
    catalog="guide",
    title="A guide",
    chapters=(Chapter(id="web", number=1, title="Web"), Chapter(id="steps", number=2, title="Steps")),
    phases=(Phase(id="build", title="Build", row="2.1"), Phase(id="open", title="Open", row="2.2")),
    rows=(
        Row(id="1.1", chapter="web", phase="build", asks="TLS 1.3"),
        Row(id="1.2", chapter="web", phase="build", asks="TLS 1.2"),
        Row(id="2.1", chapter="steps", phase="build", asks="built"),
        Row(id="2.2", chapter="steps", phase="open", asks="open"),
    ),
)

TWO_SITES = tuple(Expansion(target=target, name="example.com", endpoints=(ONE,)) for target in ("b", "site"))


def modern(name: str, **more: Any) -> Control:
    """A control that TLS 1.3 is offered, under the name of its case."""
    return control(more.pop("require", TLS13), id=name, **more)


def versions(facts: dict[str, Any], **more: Any) -> Observation:
    """What was seen of the versions of TLS."""
    return seen("versions", facts, **more)


def recorded(
    controls: Iterable[Control],
    observations: Iterable[Observation],
    *,
    gate: Gate | None = None,
    evidence: Iterable[EvidenceSeen] = (),
    catalog: Catalog | None = None,
    header: dict[str, Any] | None = None,
    **more: Any,
) -> Record:
    """A record by hand; ``header`` are further keys of its header, such as waivers."""
    found = record(list(controls), list(observations), catalog=catalog, **more)
    policy = found.header.policy.model_copy(update={"gate": gate or Gate()})
    changed = found.header.model_copy(update={"policy": policy, **(header or {})})
    return replace(found, header=changed, evidence=tuple(evidence))


def lines(found: Record) -> str:
    """A record as its file."""
    end = [found.end] if found.end else []
    items = (found.header, *found.expansions, *found.observations, *found.evidence, *found.resumed, *end)
    return "".join(map(write, items))


ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {addresses: {example.com: [127.0.0.1]}, timeout_s: 1}
    targets:
      site: {kind: site, url: "https://example.com:9"}
"""
CONTROL = """\
  - id: {name}
    title: A control
    severity: high
    target: {target}
    observe: {observe}
    require: {require}
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""
ATTESTED = """\
  - id: {name}
    title: A control
    severity: high
    attest: {attest}
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""


def written(name: str, require: str, observe: str = "{tls: {}}", target: str = "site") -> str:
    """A control as one writes it; ``require`` as YAML."""
    return CONTROL.format(name=name, require=require, observe=observe, target=target)


def policy(*controls: str, head: str = "") -> str:
    """A policy as one writes it."""
    return f'policy: tried\nversion: "1"\n{head}controls:\n{"".join(controls)}'
