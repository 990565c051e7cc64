"""A comparison as text: what got worse first, each with the facts that made the difference."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from readiness.cli._history import LEGEND, letters, named, release_name
from readiness.model.comparison import Change, Comparison, FactChange, FactSeen, Move, Side
from readiness.model.outcomes import Outcome
from readiness.model.text import shown
from readiness.renderers.terminal.layout import Layout, some

MOST = 6
WIDEST = 100
_VALUE, _WHOLE_VALUE = 120, 4000
_TOLD = {
    Move.REGRESSED: "regressed",
    Move.NEW: "new",
    Move.GONE: "gone",
    Move.BETTER: "better, not green",
    Move.FIXED: "fixed",
    Move.DIFFERENT: "different, neither better nor worse",
}


def shown_diff(found: Comparison, *, verbose: bool = False) -> str:
    """The comparison as text; every line is made of visible characters alone."""
    columns = min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else WIDEST
    return "".join(f"{line}\n" for line in _Telling(Layout(columns), verbose).lines(found))


class _Telling:
    def __init__(self, layout: Layout, verbose: bool) -> None:
        self._layout = layout
        self._verbose = verbose

    def lines(self, found: Comparison) -> Iterator[str]:
        """Everything, paragraph by paragraph."""
        yield from self._head(found)
        for move, heading in _TOLD.items():
            changes = [change for change in found.changes if change.move is move]
            if changes:
                yield ""
                yield from self._layout.verdict(f"{heading} ({len(changes)})", 0)
                for change in changes:
                    yield from self._change(change)
        yield from self._flapping(found)
        yield from self._waivers(found.changes)
        yield ""
        yield from self._layout.verdict(_counts(found), 0)

    def _head(self, found: Comparison) -> Iterator[str]:
        layout, old, new = self._layout, found.sides[0], found.sides[-1]
        yield from layout.line("old", _side(old))
        yield from layout.line("new", _side(new))
        if len(found.sides) > 2:
            yield from layout.lines("between", [_side(side) for side in found.sides[1:-1]])
        settings = (f"{one.what}: {self._value(one.before)} → {self._value(one.after)}" for one in found.settings)
        yield from layout.lines("changed", settings)

    def _change(self, change: Change) -> Iterator[str]:
        was, now = change.before or "not judged", change.after or "not judged"
        title = f": {change.title}" if change.title else ""
        heading = f"{named(change.control, change.target)} {was} → {now} ({change.severity}){title}"
        yield from self._layout.mark(change.after or change.before or Outcome.UNPROVEN, heading)
        facts = change.facts if self._verbose else change.facts[:MOST]
        told = [self._fact(fact) for fact in facts]
        more = len(change.facts) - len(facts)
        yield from self._layout.lines("facts", [*told, *([f"and {more} more; -v shows them"] if more else [])])
        yield from self._layout.lines("was", self._some(change.causes_before))
        yield from self._layout.lines("now", self._some(change.causes_after))

    def _fact(self, fact: FactChange) -> str:
        places = list(fact.places)
        at = f" at {some(places, len(places) if self._verbose else 2)}" if places else ""
        itself = " (changes by itself)" if fact.volatile else ""
        return f"{fact.path}: {self._seen(fact.before)} → {self._seen(fact.after)}{at}{itself}"

    def _seen(self, seen: FactSeen | None) -> str:
        return "not read" if seen is None else "absent" if seen.absent else self._json(seen.value)

    def _value(self, value: object) -> str:
        return "none" if value is None else self._json(value)

    def _json(self, value: object) -> str:
        return shown(value, _WHOLE_VALUE if self._verbose else _VALUE)

    def _some(self, causes: Sequence[str]) -> Iterable[str]:
        more = 0 if self._verbose else len(causes) - MOST
        return [*causes[:MOST], f"and {more} more; -v shows them"] if more > 0 else causes

    def _flapping(self, found: Comparison) -> Iterator[str]:
        changes = [change for change in found.changes if change.flapping]
        if changes:
            yield ""
            yield from self._layout.verdict(f"flapping in {found.trail} runs ({LEGEND})", 0)
            for change in changes:
                yield from self._layout.line("", f"{letters(change.outcomes)}  {named(change.control, change.target)}")

    def _waivers(self, changes: Sequence[Change]) -> Iterator[str]:
        changed = [change for change in changes if change.waiver_changed]
        if changed:
            yield ""
            yield from self._layout.verdict(f"waivers ({len(changed)})", 0)
            for change in changed:
                told = f"{change.waived_before or 'none'} → {change.waived_after or 'none'}"
                yield from self._layout.line("", f"{named(change.control, change.target)}: {told}")


def _side(side: Side) -> str:
    """One of the scans in a line."""
    release = release_name(side.release)
    parts = (
        f"{side.name}: {side.environment}, {side.started.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        f"run {side.run}" if side.run and side.run != side.name else "",
        f"{side.word}, score {side.score:g}, {side.coverage:g}% decided",
        f"{side.policy} {side.policy_version}",
        f"release {release}" if release else "",
        "" if side.complete else "interrupted",
        "part of the policy" if side.partial else "",
    )
    return "; ".join(part for part in parts if part)


def _counts(found: Comparison) -> str:
    told = ", ".join(f"{number} {move}" for move in Move if (number := found.counts.get(move, 0)))
    return (told or "nothing was judged") + (f"; {found.flapping} flapping" if found.flapping else "")
