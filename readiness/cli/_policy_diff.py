"""Two policies side by side, and what each makes of the same record."""

from __future__ import annotations

from pathlib import Path

from readiness.cli._diff import WIDEST, shown_diff
from readiness.judge.comparison.diff import diff
from readiness.judge.comparison.policydiff import diff_policies
from readiness.judge.report import report
from readiness.load.policy import load_policy
from readiness.model.comparison import Bearing, PolicyChange, PolicyComparison
from readiness.model.policy import Policy
from readiness.model.text import shown
from readiness.record.read import read_file
from readiness.record.rejudge import with_policy
from readiness.record.soundness import check
from readiness.renderers.terminal.layout import Layout


def compare_policies(old: str, new: str, record: Path | None) -> PolicyComparison:
    """Compare two policies (names or files), and with a record what they make of it."""
    before, after = load_policy(old, Path()), load_policy(new, Path())
    outcomes = None
    if record is not None:
        found = read_file(record)
        judged = [with_policy(found, policy) for policy in (before, after)]
        for one in judged:
            check(one, str(record))
        outcomes = diff([report(one) for one in judged], [_name(before), _name(after)])
    return PolicyComparison(
        old=_name(before), new=_name(after), changes=diff_policies(before, after), outcomes=outcomes
    )


def shown_policies(found: PolicyComparison) -> str:
    """The comparison as text: what is asked for less first."""
    layout = Layout(WIDEST)
    lines = layout.verdict(f"{found.old} → {found.new}", 0)
    for bearing in (Bearing.LOOSENED, Bearing.DIFFERENT, Bearing.TIGHTENED):
        changes = [change for change in found.changes if change.bearing is bearing]
        if changes:
            lines += ["", *layout.verdict(f"{bearing} ({len(changes)})", 0)]
            for change in changes:
                lines += layout.line("", _told(change))
    if not found.changes:
        lines += layout.verdict("they ask for the same", 0)
    text = "".join(f"{line}\n" for line in lines)
    return text if found.outcomes is None else f"{text}\n{shown_diff(found.outcomes)}"


def _told(change: PolicyChange) -> str:
    before, after = (_value(one) for one in (change.before, change.after))
    return f"{change.of} {change.what}: {before} → {after}"


def _value(value: object) -> str:
    return "none" if value is None else value if isinstance(value, str) else shown(value, 160)


def _name(policy: Policy) -> str:
    return f"{policy.name} {policy.version}"
