"""Every example in ``examples/`` is what it claims to be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.judge.trials.examples import run_examples
from readiness.load.environment import Loaded, load_environment
from readiness.load.lint import lint
from readiness.scan.digest import digest_of_file

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FILES = sorted(EXAMPLES.glob("*/readiness.yaml"))
WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)


def loaded(file: Path) -> Loaded:
    return load_environment("prod", file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_it_loads_and_its_policy_holds_its_own_examples(file: Path) -> None:
    policy = loaded(file).policy
    assert [one for one in run_examples(policy) if one.problem] == []
    assert [one for one in lint(policy) if one.rule != "unclaimed-rows"] == []


def test_the_organisation_lives_with_a_deviation_and_a_statement() -> None:
    found = loaded(EXAMPLES / "organisation" / "readiness.yaml")
    assert [one.validity.state(WRITTEN) for one in (*found.waivers, *found.attestations)] == ["valid", "valid"]
    for attestation in found.attestations:
        for evidence in attestation.evidence:
            assert asyncio.run(digest_of_file(found.attested_beside, evidence.place)).sha256 == evidence.sha256
    assert {one.what for one in found.policy.loosenings} == {
        "cookies-secure",
        "hsts_min_age_days",
        "no-mixed-content",
        "score",
    }
