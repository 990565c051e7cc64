"""A plan for people and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from readiness.model.outcomes import Safety
from readiness.model.plan import Asking, Plan
from readiness.model.request import Template


def templates(plan: Plan) -> tuple[Template, ...]:
    """Every template of what will be sent, each once, with all that may be sent by it; sorted.

    The groups of one observation share what they fetch, so the largest of their budgets holds for all of them;
    different observations add up.
    """
    shared: dict[tuple[tuple[str, ...], _Key], int] = {}
    for owner, template in _owned(plan):
        place = (owner, _key(template))
        shared[place] = max(shared.get(place, 0), template.at_most)
    total: Counter[_Key] = Counter()
    for (_, key), at_most in shared.items():
        total[key] += at_most
    return tuple(
        Template(safety=Safety(safety), kind=kind, to=to, what=what, at_most=total[safety, kind, to, what])
        for safety, kind, to, what in sorted(total)
    )


_Key = tuple[str, str, str, str]


def _key(template: Template) -> _Key:
    return (template.safety, template.kind, template.to, template.what)


def _owned(plan: Plan) -> Iterable[tuple[tuple[str, ...], Template]]:
    yield from ((("resolving",), template) for template in (*plan.resolving, *plan.evidence))
    for asking in plan.askings:
        if not asking.withheld:
            yield from (((*asking.observation, asking.name), template) for template in asking.templates)


def as_json(plan: Plan) -> str:
    """The plan as JSON: ``requests`` (templates), ``asks`` (groups with their own templates), ``withheld``."""
    data = {
        "environment": plan.environment,
        "policy": plan.policy.name,
        "controls": [control.id for control in plan.controls],
        "requests": [template.model_dump(mode="json") for template in templates(plan)],
        "asks": [_ask(asking) for asking in plan.askings if not asking.withheld],
        "withheld": [{**_ask(asking), "why": asking.withheld} for asking in plan.askings if asking.withheld],
    }
    return json.dumps(data, indent=1, sort_keys=True) + "\n"


def _ask(asking: Asking) -> dict[str, object]:
    return asking.model_dump(mode="json", include={"probe", "target", "name", "inputs", "group", "safety", "templates"})


def as_text(plan: Plan) -> str:
    """The plan as a table; nothing in it has been contacted."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterable[str]:
    asked = [asking for asking in plan.askings if not asking.withheld]
    yield f"{plan.environment}, by {plan.policy.name} {plan.policy.version}: {len(plan.controls)} controls,"
    yield f"{len(asked)} questions. Nothing has been sent. `at most` counts for each address of a name."
    yield ""
    yield f"{'class':10} {'kind':5} {'to':40} {'request':44} at most"
    for template in templates(plan):
        yield f"{template.safety:10} {template.kind:5} {template.to:40} {template.what:44} {template.at_most:7}"
    withheld = sorted({(f"{a.probe}.{a.group}", a.target, a.withheld) for a in plan.askings if a.withheld})
    if withheld:
        yield ""
        yield "will not be asked:"
        yield from (f"  {what} on {target}: {why}" for what, target, why in withheld)
