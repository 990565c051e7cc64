"""What lies in a bundle: the records as they are, the policy, the inputs of the judgement, and the report."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from readiness.model.facts import Model
from readiness.model.policy import Policy
from readiness.model.record import Record
from readiness.model.report import Selection
from readiness.model.waivers import Waiver
from readiness.record.bundle.canonical import encode
from readiness.record.bundle.container import FIRST as INPUTS
from readiness.record.bundle.errors import AlteredError, NewerError
from readiness.record.lines import read
from readiness.record.soundness import check

POLICY = "policy.json"
REPORT = "report.json"
BASELINE = "previous-report.json"
STATEMENT = "statement.json"
_RECORD = re.compile(r"records/(\d{3})\.jsonl")
_SIGN_OFF = re.compile(r"sign-offs/(\d{3})\.json")


class Inputs(Model):
    """What a judgement took beside the records and the policy; None: as it was recorded.

    ``at`` is the clock. ``policy`` says whether the bundle's policy is the recorded one or came in its place. With
    ``first`` there was no baseline to compare with and need not be; with ``conditions`` false a verdict that holds with
    conditions only is not enough.
    """

    format: Literal[1] = 1
    policy: Literal["recorded", "replaced"] = "recorded"
    at: AwareDatetime | None = None
    selection: Selection | None = None
    waivers: tuple[Waiver, ...] | None = None
    first: bool = False
    conditions: bool = True


@dataclass(frozen=True)
class Contents:
    """Everything that a report follows from.

    ``records`` are bytes as they were read, in the order in which they were named; ``baseline`` is a report as JSON.
    """

    records: tuple[bytes, ...]
    policy: Policy
    inputs: Inputs
    baseline: bytes | None = None


def record_name(number: int) -> str:
    """The member that holds a record; they count from 1."""
    return f"records/{number:03}.jsonl"


def sign_off_name(number: int) -> str:
    """The member that holds a sign-off; they count from 1, in the order in which they were given."""
    return f"sign-offs/{number:03}.json"


def members_of(contents: Contents, report: str) -> dict[str, bytes]:
    """The members that hold these contents and the report, which is JSON, by name."""
    members = {
        INPUTS: encode(contents.inputs.model_dump(mode="json")),
        POLICY: encode(contents.policy.model_dump(mode="json", by_alias=True)),
        REPORT: report.encode("ascii"),
    }
    if contents.baseline is not None:
        members[BASELINE] = contents.baseline
    return members | {record_name(number): data for number, data in enumerate(contents.records, 1)}


def contents_of(members: Mapping[str, bytes]) -> Contents:
    """What the members hold, whose names are those of a bundle; NewerError when this version cannot read it."""
    try:
        return Contents(
            records=tuple(members[name] for name in sorted(members) if _RECORD.fullmatch(name)),
            policy=Policy.model_validate_json(members[POLICY]),
            inputs=Inputs.model_validate_json(members[INPUTS]),
            baseline=members.get(BASELINE),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NewerError(f"`{where}`: {first['msg'].lower()}") from error


def check_names(names: Iterable[str]) -> None:
    """AlteredError unless these are the names of a bundle's members: what it must have, and nothing else."""
    found = set(names)
    records = sum(1 for name in found if _RECORD.fullmatch(name))
    wanted = {INPUTS, POLICY, REPORT, STATEMENT, *(record_name(n + 1) for n in range(max(records, 1)))}
    wanted |= {sign_off_name(n + 1) for n in range(sum(1 for name in found if _SIGN_OFF.fullmatch(name)))}
    missing, foreign = sorted(wanted - found), sorted(found - wanted - {BASELINE})
    if missing:
        raise AlteredError(f"{missing[0]} is missing")
    if foreign:
        raise AlteredError(f"{foreign[0]} has no place in a bundle")


def record_of(data: bytes, name: str) -> Record:
    """The record that these bytes are; InputError when they are none."""
    try:
        with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") as text:
            record = read(text, name)
    except UnicodeDecodeError as error:
        raise AlteredError(f"{name} is not text, so not a record") from error
    check(record, name)
    return record
