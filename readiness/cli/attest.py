"""``readiness attest``: state what no machine can see, with a name, a date and evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._signing import FILE, control_of, environment_of, lines, refused, signing

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.attestations import Attestation, EvidenceRef
    from readiness.model.policy import Attest, Control

HEADER = """\
# What people state because no machine can see it, each with a day and evidence; `readiness attest` adds them below.
# Evidence is a file in this folder or below it, or a URL, and counts while its content has the digest (SHA-256) here.
"""
_TEXTS = ("targets", "statement", "by", "role")


@click.command("attest")
@click.argument("control")
@click.option("--statement", required=True, help="What you state.")
@click.option("--by", required=True, help="Who states it.")
@click.option("--role", required=True, help="In which role.")
@click.option("--days", type=click.IntRange(1, 3660), help="For how many days after today; as long as it may, if left.")
@click.option(
    "--evidence",
    multiple=True,
    metavar="WHAT=PLACE",
    help="What the control wants to see, and the file that it is in, or the URL: URL#sha256=DIGEST.",
)
@click.option("--fetch", is_flag=True, help="Fetch URLs that have no digest, once, to find it.")
@signing
@click.option("--attestations", type=FILE, help="File to write to instead of the environment's own.")
def command(control: str, **options: Any) -> None:
    """State that CONTROL is met, as of today, and write that down.

    The day is that of UTC. Files are read now for their digests, and again by every scan.
    """
    from readiness.cli._ledger import Ledger, add
    from readiness.load.attestations import KEY, attestations_of

    now = datetime.now(UTC)
    texts = lines(options, _TEXTS)
    loaded = environment_of(options["environment"], options["file"])
    wanted = _wanted(control_of(loaded, control, options["targets"]))
    days = _days(wanted, options["days"])
    _check_role(wanted, texts["role"])
    file = options["attestations"] or loaded.directory / (loaded.environment.attestations or "attestations.yaml")
    evidence = _evidence(wanted, options, loaded, file, now)
    attestation = _attestation(control, texts, now, days, evidence)
    click.echo(add(Ledger(KEY, attestations_of, HEADER), file, attestation), nl=False)
    until = attestation.validity.until
    click.echo(f"wrote {file}: `{control}` is attested until {until}, the end of that day in UTC", err=True)


def _wanted(control: Control) -> Attest:
    if control.attest is None:
        hint = f"to accept that it is not met: readiness waive {control.id}"
        raise refused(f"`{control.id}` is observed; it cannot be attested", hint)
    return control.attest


def _days(wanted: Attest, days: int | None) -> int:
    if days is not None and days > wanted.valid_for_days:
        raise refused(f"--days {days}: the policy lets it count for {wanted.valid_for_days} days at most")
    return days or wanted.valid_for_days


def _check_role(wanted: Attest, role: str) -> None:
    from readiness.model.mistakes import nearest
    from readiness.model.people import folded

    if wanted.roles and folded(role) not in map(folded, wanted.roles):
        hint = nearest(role, wanted.roles) or f"{' or '.join(wanted.roles)} may"
        raise refused(f"the role `{role}` may not attest this", hint)


def _evidence(
    wanted: Attest, options: dict[str, Any], loaded: Loaded, file: Path, now: datetime
) -> tuple[EvidenceRef, ...]:
    """The references, of which there must be one for each piece of evidence that the control wants."""
    from readiness.cli._evidence import looking, named, reference
    from readiness.model.mistakes import closest
    from readiness.model.people import folded

    given = {folded(what): what for what in map(named, options["evidence"])}
    lacking = [what for what in wanted.evidence if folded(what) not in given]
    if lacking:
        close = closest(lacking[0], given.values())
        hint = f"is it what you call `{close}`?" if close else f'--evidence "{lacking[0]}=PATH"'
        raise refused(f"evidence is missing for {', '.join(lacking)}", hint)
    look = looking(loaded, file.parent, now)
    return tuple(reference(text, file.parent, look, fetch=options["fetch"]) for text in options["evidence"])


def _attestation(
    control: str, texts: dict[str, str], now: datetime, days: int, evidence: tuple[EvidenceRef, ...]
) -> Attestation:
    """The attestation, held to the rules of an attestation file."""
    from readiness.load.attestations import KEY, attestations_of
    from readiness.load.yaml.document import Document

    data = {
        "control": control,
        **texts,
        "date": now.date().isoformat(),
        "valid_for_days": days,
        "evidence": [one.model_dump(mode="json") for one in evidence],
    }
    (attestation,) = attestations_of(Document("command line", {KEY: [data]}, ""))
    return attestation
