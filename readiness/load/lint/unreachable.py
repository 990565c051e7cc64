"""Controls, variants and observations that no target can ever bring into play."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._claims import Claims, together
from readiness.load.lint._regions import Region, one_of
from readiness.load.lint._subject import Remark, Subject, lines
from readiness.model.policy import ENVIRONMENT, Control
from readiness.model.target import KINDS
from readiness.probes import find

_REFERENCES = frozenset({"behind", "domain", "of", "on"})


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for a ``when`` that never holds, a variant that never has its turn, targets that are never related."""
    for control in subject.policy.controls:
        yield from _probes(control)
        yield from _related(control)
        always = Claims(_of_kind(control.target))
        applies = together([always, *(subject.claims(line) for line in lines(control.when))])
        if about := applies.conflict():
            yield Remark("unreachable", control.id, f"`when` can never hold: nothing is left for {about}")
            continue
        yield from _variants(subject, control, applies)


def _probes(control: Control) -> Iterator[Remark]:
    for alias, seen in control.observe.items():
        kind = seen.targets.kind if seen.targets else control.target
        if kind not in find(seen.probe or alias).kinds:
            yield Remark("unreachable", control.id, f"nobody observes `{alias}` on a {kind}")


def _related(control: Control) -> Iterator[Remark]:
    """Others ``of`` the target need a field on either side that can name the other."""
    for alias, seen in control.observe.items():
        if seen.targets is None or seen.targets.of is None or control.target == ENVIRONMENT:
            continue
        kinds = [KINDS[kind] for kind in (control.target, seen.targets.kind) if kind in KINDS]
        if not any(_REFERENCES & kind.model_fields.keys() for kind in kinds):
            message = f"`{alias}` is always empty: a {seen.targets.kind} and a {control.target} cannot name each other"
            yield Remark("unreachable", control.id, message)


def _variants(subject: Subject, control: Control, applies: Claims) -> Iterator[Remark]:
    before: list[tuple[str, Claims]] = []
    for variant in control.variants:
        own = together(subject.claims(line) for line in lines(variant.when))
        chosen = together((applies, own))
        about = chosen.conflict()
        first = next((name for name, other in before if chosen.implies(other)), None)
        if about is not None:
            message = f"`when` of the variant {variant.id} can never hold: nothing is left for {about}"
            yield Remark("unreachable", control.id, message)
        elif first is not None:
            yield Remark("unreachable", control.id, f"the variant {variant.id} never has its turn: {first} takes all")
        before.append((variant.id, own))


def _of_kind(kind: str) -> dict[str, Region]:
    return {"target.kind": one_of([kind])} if kind in KINDS else {}
