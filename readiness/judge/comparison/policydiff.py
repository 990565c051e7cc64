"""Comparing two policies: what the newer asks more of, what less, and what is only different. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.expressions import split
from readiness.load.params import is_weaker, spoken
from readiness.load.policy.gates import weaker
from readiness.model.comparison import Bearing, PolicyChange
from readiness.model.outcomes import Severity
from readiness.model.policy import Attest, Control, ParamSpec, Policy

_SEVERITIES = tuple(reversed(Severity))
_FREE = ("target", "observe", "variants", "carry")
"""What can be read either way when it differs."""


def diff_policies(old: Policy, new: Policy) -> tuple[PolicyChange, ...]:
    """Every difference that can change a verdict: controls in the newer policy's order, parameters, then the gate.

    Conditions are compared as text, line by line: one more to require asks for more, one less for less, another
    wording is only different.
    """
    before, after = {one.id: one for one in old.controls}, {one.id: one for one in new.controls}
    found: list[PolicyChange] = []
    for name, control in after.items():
        if name not in before:
            found.append(_change(name, "control", None, str(control.severity), Bearing.TIGHTENED))
        else:
            found += _control(before[name], control)
    gone = (one for name, one in before.items() if name not in after)
    found += [_change(one.id, "control", str(one.severity), None, Bearing.LOOSENED) for one in gone]
    return (*found, *_params(old, new), *_gate(old, new))


def _control(old: Control, new: Control) -> Iterator[PolicyChange]:
    if old.severity is not new.severity:
        up = _SEVERITIES.index(new.severity) > _SEVERITIES.index(old.severity)
        yield _change(new.id, "severity", str(old.severity), str(new.severity), _bearing(up))
    if old.worth != new.worth and not (old.weight is new.weight is None):
        yield _change(new.id, "weight", f"{old.worth:g}", f"{new.worth:g}", _bearing(new.worth > old.worth))
    for what, more_is_stricter in (("when", False), ("require", True), ("recommend", True)):
        yield from _conditions(new.id, what, getattr(old, what), getattr(new, what), more_is_stricter)
    yield from _attest(new.id, old.attest, new.attest)
    before, after = old.model_dump(mode="json", by_alias=True), new.model_dump(mode="json", by_alias=True)
    for what in _FREE:
        if before[what] != after[what]:
            yield _change(new.id, what, before[what], after[what], Bearing.DIFFERENT)


def _conditions(
    control: str, what: str, old: str | None, new: str | None, more_is_stricter: bool
) -> Iterator[PolicyChange]:
    before, after = _lines(old), _lines(new)
    if before == after:
        return
    more, fewer = set(after) > set(before), set(after) < set(before)
    bearing = _bearing(more is more_is_stricter) if more or fewer else Bearing.DIFFERENT
    dropped, added = [one for one in before if one not in after], [one for one in after if one not in before]
    if dropped or added:  # the order alone means nothing
        yield _change(control, what, dropped or None, added or None, bearing)


def _lines(block: str | None) -> list[str]:
    return [" ".join(line.text.split()) for line in split(block or "")]


def _attest(control: str, old: Attest | None, new: Attest | None) -> Iterator[PolicyChange]:
    if old == new:
        return
    if old is None or new is None:  # beside conditions an attestation is asked for as well, alone it is all there is
        bearing = _bearing(old is None)
    else:
        longer = new.valid_for_days - old.valid_for_days
        evidence = (set(new.evidence) > set(old.evidence)) - (set(new.evidence) < set(old.evidence))
        same_roles = set(new.roles) == set(old.roles)
        clear = same_roles and (set(new.evidence) == set(old.evidence) or evidence) and longer * evidence <= 0
        bearing = _bearing(longer < 0 or evidence > 0) if clear and (longer or evidence) else Bearing.DIFFERENT
    before, after = (one.model_dump(mode="json") if one else None for one in (old, new))
    yield _change(control, "attest", before, after, bearing)


def _params(old: Policy, new: Policy) -> Iterator[PolicyChange]:
    for name in sorted(old.params.keys() | new.params.keys()):
        before, after = old.params.get(name), new.params.get(name)
        was, now = _spoken(before), _spoken(after)
        if was != now:
            yield _change(f"param {name}", "value", was, now, _param_bearing(before, after))


def _spoken(spec: ParamSpec | None) -> str | None:
    return None if spec is None else spoken(spec, spec.default)


def _param_bearing(old: ParamSpec | None, new: ParamSpec | None) -> Bearing:
    """Without a direction (or with two) nothing can be said, and nothing of one that is in one policy alone."""
    if old is None or new is None or new.stricter is None or (old.type, old.stricter) != (new.type, new.stricter):
        return Bearing.DIFFERENT
    return _bearing(not is_weaker(new, new.default, old.default))


def _gate(old: Policy, new: Policy) -> Iterator[PolicyChange]:
    for key, before, after in weaker(new.gate, old.gate):
        yield _change("gate", key, before, after, Bearing.LOOSENED)
    for key, after, before in weaker(old.gate, new.gate):
        yield _change("gate", key, before, after, Bearing.TIGHTENED)


def _bearing(more: bool) -> Bearing:
    return Bearing.TIGHTENED if more else Bearing.LOOSENED


def _change(of: str, what: str, before: Any, after: Any, bearing: Bearing) -> PolicyChange:
    return PolicyChange(of=of, what=what, before=before, after=after, bearing=bearing)
