"""Which controls of an extended policy a term of ``select`` means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from readiness.load.policy.layers import Layer
from readiness.model.mistakes import nearest
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Row

Test = Callable[[Control, Mapping[str, Row]], Iterable[str]]

KINDS: Mapping[str, Test] = {
    "control": lambda control, _: (control.id,),
    "row": lambda control, _: control.rows,
    "chapter": lambda control, rows: (rows[row].chapter for row in control.rows if row in rows),
    "phase": lambda control, rows: (rows[row].phase for row in control.rows if row in rows),
    "tag": lambda control, _: control.tags,
    "severity": lambda control, _: (str(control.severity),),
    "framework": lambda control, _: control.maps,
}
"""The kinds of terms, with what a control is called by each."""


def meant(layer: Layer, term: str) -> frozenset[str]:
    """Ids of the controls that a term names: a value (``8.7``, ``critical``) or ``kind:value`` (``framework:x``).

    LookupError with a message and a hint as its arguments when it names none, or means two things.
    """
    prefix, colon, value = term.partition(":")
    prefixed = bool(colon) and prefix in KINDS
    kinds, wanted = ([prefix], value) if prefixed else (list(KINDS), term)
    named = _names(layer)
    found = [kind for kind in kinds if wanted in named[kind]]
    if not found:
        known = {name for kind in kinds for name in named[kind]}
        if wanted in list(Severity) and "severity" in kinds:
            raise LookupError(f"no extended control is {wanted}", "remove it")
        hint = nearest(wanted, known) or (f"there are {', '.join(sorted(known))}" if prefixed and known else "")
        raise LookupError(f"`{term}` names no extended control, row or group", hint)
    sets = {frozenset(named[kind][wanted]) for kind in found}
    if len(sets) > 1:
        raise LookupError(f"`{term}` means two things", f"say {' or '.join(f'{kind}:{wanted}' for kind in found)}")
    return sets.pop()


def _names(layer: Layer) -> dict[str, dict[str, set[str]]]:
    rows = {row.id: row for row in layer.catalog.rows} if layer.catalog else {}
    found: dict[str, dict[str, set[str]]] = {kind: {} for kind in KINDS}
    for held in layer.controls.values():
        for kind, called in KINDS.items():
            for name in called(held.control, rows):
                found[kind].setdefault(name, set()).add(held.control.id)
    return found
