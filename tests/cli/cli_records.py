"""Records made by hand, as files that the command line judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from records import ONE, control, record, seen, unseen

from readiness.model.policy import Catalog, Chapter, Gate, Phase, Row
from readiness.model.record import Record
from readiness.model.waivers import Waiver
from readiness.record.lines import write

DAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
TLS13 = '"TLSv1.3" in tls.versions.accepted'
CONTROLS = [
    control(TLS13, id="new", severity="critical", rows=["1.1"]),
    control('"TLSv1.2" in tls.versions.accepted', id="old", severity="medium"),
]
CATALOG = Catalog(
    catalog="guide",
    title="A guide",
    chapters=(Chapter(id="first", number=1, title="First"),),
    phases=(Phase(id="build", title="Build", row="1.2"),),
    rows=(
        Row(id="1.1", chapter="first", phase="build", asks="one"),
        Row(id="1.2", chapter="first", phase="build", asks="build"),
    ),
)
WAIVER = Waiver(
    control="new",
    reason="the balancer is replaced next week",
    risk="passive listeners of 2026 cannot read TLS 1.2 either",
    owner="Ann",
    approver="Bob",
    ticket="OPS-7",
    granted=date(2026, 11, 20),
    expires=date(2026, 12, 20),
)
STRICT = Gate(regressions=False)


def recorded(*accepted: str, started: datetime = DAY, gate: Gate | None = None, **header: object) -> Record:
    """A record of a site that accepts these versions of TLS, or did not answer."""
    observed = seen("versions", {"accepted": list(accepted), "refused": []}) if accepted else unseen("versions")
    found = record(CONTROLS, [observed.model_copy(update={"started": started})], endpoints=(ONE,))
    policy = found.header.policy.model_copy(update={"catalog": CATALOG, "gate": gate or Gate()})
    changed = found.header.model_copy(update={"policy": policy, "started": started, **header})
    return replace(found, header=changed)


def lines(*accepted: str, **more: object) -> str:
    """Such a record as its file."""
    return text_of(recorded(*accepted, **more))


def text_of(found: Record) -> str:
    """The record as its file."""
    end = [found.end] if found.end else []
    return "".join(map(write, (found.header, *found.expansions, *found.observations, *end)))


def keep_in(folder: Path, name: str, *accepted: str, **more: object) -> str:
    """Write such a record, and say where."""
    (folder / name).write_text(lines(*accepted, **more), encoding="utf-8")
    return name


GOOD, BAD = ("TLSv1.2", "TLSv1.3"), ("TLSv1.2",)
