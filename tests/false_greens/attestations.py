"""What people say: too old, by the wrong person, about what a machine sees, with evidence that is not what it was."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime, timedelta

from signed import DIGEST, OTHER, attestation, attested, looked

from false_greens.cases import false_green, false_greens
from false_greens.written import ATTESTED, ENVIRONMENT, STRONG, WEAK, modern, policy, recorded, versions

WORKED = b"it worked\n"
LIST = """\
attestations:
  - {{control: drill, statement: we rolled back and it worked, by: Jo Doe, role: cto, date: {date}, valid_for_days: 30,
     evidence: [{{what: log, file: {file}, sha256: {sha256}}}]}}
"""


def said(stage, name, *seen, **changed):
    """A control that was attested, and what a scan saw of the evidence."""
    wanted = {key: changed.pop(key) for key in ("roles", "days", "evidence_wanted") if key in changed}
    if "evidence_wanted" in wanted:
        wanted["evidence"] = wanted.pop("evidence_wanted")
    one = attestation(control=name, **changed)
    return stage.judge(recorded([attested(id=name, **wanted)], [], evidence=seen, header={"attestations": (one,)}))


@false_green("a statement of last year still counts", says="it is stale: it counted until 2026-11-21")
def it_is_stale(stage):
    return said(stage, "stale", date=stage.pick(date(2026, 10, 22), date(2026, 10, 23)), valid_for_days=30)


@false_green("a statement says itself for how long it counts", says="it is stale: it counted until 2026-11-08")
def it_lasts_longer_than_its_control_allows(stage):
    return said(stage, "too-long", days=stage.pick(7, 90), valid_for_days=3000)


@false_green("a statement of the future counts already", says="it is dated 2026-11-23, which is ahead")
def it_is_of_the_future(stage):
    return said(stage, "ahead", date=stage.pick(date(2026, 11, 23), date(2026, 11, 22)))


@false_green("anybody may say it", says="the role intern may not attest this")
def it_is_by_somebody_who_may_not(stage):
    return said(stage, "by-anybody", roles=["cto"], role=stage.pick("intern", "CTO"))


@false_green("no piece of evidence is named, where one is wanted", says="it names no evidence for run id")
def it_names_no_evidence(stage):
    evidence = stage.pick([], [{"what": "run id", "file": "a", "sha256": DIGEST}])
    return said(stage, "unnamed", looked("a"), evidence_wanted=["run id"], evidence=evidence)


@false_green("the evidence was exchanged afterwards", says="is not what was attested: it has changed since")
def its_evidence_changed(stage):
    evidence = [{"file": "a", "sha256": DIGEST}]
    return said(stage, "changed", looked("a", stage.pick(OTHER, DIGEST)), evidence=evidence)


@false_green("the evidence was never looked at", says="nobody looked at its evidence a")
def its_evidence_was_not_looked_at(stage):
    evidence = [{"file": "a", "sha256": DIGEST}]
    return said(stage, "unlooked", *stage.pick((), (looked("a"),)), evidence=evidence)


@false_green(
    "what a machine sees is overruled by what somebody says",
    code=1,
    says="this control is observed; it cannot be attested",
)
def it_is_about_what_is_observed(stage):
    one = attestation(control="observed")
    return stage.judge(
        recorded(
            [modern("observed")], [versions(stage.pick(WEAK, STRONG))], header={"attestations": stage.pick((one,), ())}
        )
    )


@false_green("a machine's cross-check of what was said does not count", code=1, says="high control cross-checked fails")
def its_cross_check_fails(stage):
    one = modern("cross-checked", attest={"valid_for_days": 90})
    return stage.judge(
        recorded(
            [one],
            [versions(stage.pick(WEAK, STRONG))],
            header={"attestations": (attestation(control="cross-checked"),)},
        )
    )


@false_green("a statement about another target counts here", says="high control elsewhere is unproven")
def it_is_about_another_target(stage):
    return said(stage, "elsewhere", targets=stage.pick("eu-*", "env*"))


def scanned(stage, file="log.txt", day=None, content=WORKED):
    """A scan of an environment whose only control was attested, with this file as its evidence."""
    today = datetime.now(UTC).date()
    stage.write(
        readiness=ENVIRONMENT,
        policy=policy(ATTESTED.format(name="drill", attest="{valid_for_days: 90}")),
        attestations=LIST.format(
            date=day or today - timedelta(days=1), file=file, sha256=hashlib.sha256(content).hexdigest()
        ),
    )
    return stage.scan("--no-history", "--no-conditions")


@false_greens(
    "evidence that cannot be read is evidence that was not refuted",
    [
        ("nothing", "evidence below/missing.txt could not be read"),
        ("a pipe", "evidence below/pipe.txt could not be read"),
        ("a directory", "evidence below/folder.txt could not be read"),
        ("a link out of the folder", "evidence below/link.txt could not be read"),
    ],
)
def its_evidence_is_no_file(stage, what):
    name = {"nothing": "missing.txt", "a pipe": "pipe.txt", "a directory": "folder.txt"}.get(what, "link.txt")
    place, beside = stage.folder / "below" / name, stage.folder / "outside.txt"
    place.parent.mkdir()
    beside.write_bytes(WORKED)
    if not stage.tricked:
        place.write_bytes(WORKED)
    elif what == "a pipe":
        os.mkfifo(place)
    elif what == "a directory":
        place.mkdir()
    elif what != "nothing":
        place.symlink_to("/etc/hostname")
    return scanned(stage, f"below/{name}")


@false_greens(
    "a malformed date is read as some date",
    [
        ("31.10.2026", "date: 31.10.2026"),
        ("2026-11-31", "date: 2026-11-31"),
        ("2026-11-01T12:00:00Z", "date: 2026-11-01T12:00:00Z"),
    ],
    code=2,
)
def a_date_that_is_none(stage, day):
    (stage.folder / "log.txt").write_bytes(WORKED)
    return scanned(stage, day=stage.pick(day, None))
