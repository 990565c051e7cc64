"""From policy and environment to the questions that a scan will ask: only what the selected controls read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import ValidationError

from readiness.expressions import Engine
from readiness.judge.conditions import blocks, groups_read, names_of_many
from readiness.judge.evidence.references import relates, resolve_inputs
from readiness.judge.selection import select
from readiness.model.attestations import Attestation
from readiness.model.environment import Environment
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.outcomes import Safety
from readiness.model.plan import Asking, Plan
from readiness.model.policy import ENVIRONMENT, Control, Observe, Policy
from readiness.model.report import ParamValue, Selection
from readiness.model.request import Template
from readiness.model.target import AnyTarget
from readiness.model.validity import Validity
from readiness.probes import find
from readiness.probes.plugin import Group, Planned, Probe
from readiness.scan.evidence import relevant, templates

_NO_MOMENT = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Leave:
    """What the command line allows, and the moment at which consents must hold; without one none does."""

    active: bool = False
    disruptive: bool = False
    now: datetime = _NO_MOMENT


@dataclass(frozen=True)
class _Question:
    probe: type[Probe]
    target: str
    seen: Observe
    groups: tuple[str, ...]


def plan(
    name: str,
    environment: Environment,
    policy: Policy,
    params: Mapping[str, ParamValue],
    selection: Selection,
    leave: Leave,
    engine: Engine,
    vantage: str = "here",
    attestations: Iterable[Attestation] = (),
) -> Plan:
    """The plan of a scan from a vantage; InputError when the selection is empty or an input does not fit its probe."""
    controls = select(policy, selection)
    questions = [question for control in controls for question in _questions(control, environment, engine)]
    askings = _merge(_askings(questions, environment, params, leave, vantage))
    per_endpoint = {asking.target for asking in askings if asking.name}
    names = {target: _names(environment.targets[target]) for target in sorted(per_endpoint)}
    pinned = environment.reach.addresses
    return Plan(
        environment=name,
        policy=policy,
        selection=selection,
        controls=controls,
        params=dict(params),
        askings=askings,
        names=names,
        resolving=_resolving({n for found in names.values() for n in found if n not in pinned}),
        evidence=templates(relevant(attestations, controls)),
    )


def _resolving(names: set[str]) -> tuple[Template, ...]:
    return tuple(
        Template(kind="dns", to="resolver", what=f"{rdtype} {name}", at_most=1)
        for name in sorted(names)
        for rdtype in ("A", "AAAA")
    )


def _questions(control: Control, environment: Environment, engine: Engine) -> Iterable[_Question]:
    many = names_of_many(control)
    wanted = groups_read(engine, blocks(control), many)
    for target in _judged(control, environment):
        for alias, seen in control.observe.items():
            if target == ENVIRONMENT and alias not in many:
                continue  # no probe looks at an environment as a whole
            probe = find(seen.probe or alias)
            groups = wanted.get(alias, set())
            names = tuple(g for g in probe.groups() if g in groups or "*" in groups)
            for one in _examined(seen, target, environment):
                yield _Question(probe, one, seen, names)


def _judged(control: Control, environment: Environment) -> tuple[str, ...]:
    if control.target == ENVIRONMENT:
        return (ENVIRONMENT,)
    return tuple(sorted(name for name, target in environment.targets.items() if target.kind == control.target))


def _examined(seen: Observe, target: str, environment: Environment) -> tuple[str, ...]:
    if seen.targets is None:
        return (target,)
    declared = {name: found.model_dump(mode="json") for name, found in environment.targets.items()}
    declared[ENVIRONMENT] = {"kind": ENVIRONMENT}
    return tuple(
        name
        for name in sorted(declared)
        if declared[name]["kind"] == seen.targets.kind and (seen.targets.of is None or relates(declared, name, target))
    )


def _names(target: AnyTarget) -> tuple[str, ...]:
    names: tuple[str, ...] = target.all_names()  # type: ignore[union-attr]  # only kinds with endpoints get here
    return names


def _askings(
    questions: list[_Question],
    environment: Environment,
    params: Mapping[str, ParamValue],
    leave: Leave,
    vantage: str,
) -> Iterable[Asking]:
    values = {name: param.value for name, param in params.items()}
    ports = {"nameserver": environment.reach.nameserver_port, "smtp": environment.reach.smtp_port}
    for question in questions:
        target = environment.targets[question.target]
        given = resolve_inputs(question.seen, target.model_dump(mode="json"), values)
        inputs = _inputs(question.probe, given)
        elsewhere = _elsewhere(target, vantage)
        # Names of a target that is looked at from elsewhere are not even resolved: here they may lead somewhere else.
        for name in _names(target) if question.probe.per_endpoint and not elsewhere else ("",):
            planned = Planned(target=target, name=name, inputs=inputs, reach_ports=ports)
            for group in (question.probe.groups()[g] for g in question.groups):
                yield Asking(
                    probe=question.probe.name,
                    target=question.target,
                    name=name,
                    inputs=given,
                    group=group.name,
                    safety=group.safety,
                    isolated=group.isolated,
                    timeout_s=group.timeout_s,
                    templates=() if elsewhere else _templates(group, planned),
                    withheld=elsewhere or _withheld(group, question.target, environment, leave),
                )


def _elsewhere(target: AnyTarget, vantage: str) -> str:
    """Why a target is not looked at from this vantage, empty if it is."""
    if target.from_ in (None, vantage):
        return ""
    return f"is looked at from `{target.from_}`; this scan runs from `{vantage}`"


def _inputs(probe: type[Probe], given: Mapping[str, object]) -> object:
    try:
        return probe.inputs.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"input `{where}` of probe {probe.name}: {first['msg'].lower()}"
        raise InputError(Mistake(Position("policy"), message, f"see `readiness probe list {probe.name}`")) from error


def _templates(group: Group, planned: Planned) -> tuple[Template, ...]:
    return tuple(t.model_copy(update={"safety": group.safety}) for t in group.sends(planned))


def _withheld(group: Group, target: str, environment: Environment, leave: Leave) -> str:
    """Why a group may not be asked for: more than looking takes consent in the file *and* on the command line."""
    if group.safety is Safety.PASSIVE:
        return ""
    on_command_line = leave.active or leave.disruptive if group.safety is Safety.ACTIVE else leave.disruptive
    consents = [c for c in environment.consent if c.allow.rank >= group.safety.rank and target in c.targets]
    if not consents:
        return f"needs consent: {group.safety} probes are not allowed on {target} by the environment file"
    if all(Validity(since=date.min, until=consent.until).state(leave.now) == "expired" for consent in consents):
        return f"needs consent: the last one for {group.safety} probes on {target} has run out"
    return "" if on_command_line else f"needs --{group.safety} on the command line"


def _merge(askings: Iterable[Asking]) -> tuple[Asking, ...]:
    """The same group of the same probe, target, inputs and name is asked for once, whoever reads it."""
    return tuple({(*asking.observation, asking.name, asking.group): asking for asking in askings}.values())
