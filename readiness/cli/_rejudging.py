"""From the contents of a bundle to the report that follows from them: what makes a bundle and what checks one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ValidationError

from readiness.cli._judging import Judging, exit_code, judged
from readiness.cli._records import newest_first
from readiness.model.policy import Policy
from readiness.model.record import Record
from readiness.model.report import Report
from readiness.record.bundle.contents import POLICY, Contents, record_name, record_of
from readiness.record.bundle.errors import NewerError
from readiness.record.bundle.keys import PublicKey
from readiness.record.bundle.statement import ReportClaim, claim_of
from readiness.record.rejudge import with_policy
from readiness.record.soundness import check
from readiness.renderers.json import render


@dataclass(frozen=True)
class Rejudged:
    """A report, the same as JSON, the policy by which it was judged, and the exit code that it leads to."""

    report: Report
    rendered: str
    policy: Policy
    exit_code: int
    supposed: tuple[str, ...]

    def claim(self, readiness: str, signer: PublicKey | None) -> ReportClaim:
        """What a bundle of it, made by a version of readiness, says of itself."""
        return claim_of(self.report, readiness, signer).model_copy(update={"exit_code": self.exit_code})


def rejudge(contents: Contents, suppositions: tuple[frozenset[str], ...] = ()) -> Rejudged:
    """The report of these contents: the same contents give the same bytes.

    InputError when they cannot be judged, NewerError when this version cannot read the baseline.
    """
    inputs = contents.inputs
    records = [record_of(data, record_name(number)) for number, data in enumerate(contents.records, 1)]
    first, *others = newest_first(records)
    record = _prepared(first, contents)
    how = Judging(inputs.waivers, _baseline(contents.baseline), inputs.first, suppositions, inputs.conditions)
    found = judged(record, how, at=inputs.at, others=others)
    policy = record.header.policy
    return Rejudged(found.report, render(found.report), policy, exit_code(found.report, how), found.supposed)


def _prepared(record: Record, contents: Contents) -> Record:
    """The record with the policy and the selection that the inputs put in place of its own."""
    if contents.inputs.policy == "replaced":
        record = with_policy(record, contents.policy)
        check(record, POLICY)
    if contents.inputs.selection is None:
        return record
    header = record.header.model_copy(update={"selection": contents.inputs.selection})
    return replace(record, header=header)


def _baseline(data: bytes | None) -> Report | None:
    try:
        return None if data is None else Report.model_validate_json(data)
    except ValidationError as error:
        raise NewerError("the baseline is not a report as this version knows it") from error
