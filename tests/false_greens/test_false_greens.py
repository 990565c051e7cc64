"""No case of the corpus ends green, and none fails for another reason than its trick."""

from __future__ import annotations

import re

import pytest

from false_greens import (  # noqa: F401  # importing a family puts its cases into the corpus
    attestations,
    bundles,
    conditions,
    emptiness,
    evidence,
    gates,
    peers,
    policies,
    records,
    runs,
    time,
    waivers,
)
from false_greens.cases import CORPUS
from readiness.model.report import Word

ONLY_WITH_CONDITIONS = 4
GREEN = re.compile(r"^(READY(?! WITH CONDITIONS)|SELECTION HOLDS|PHASE \S+ HOLDS|VERIFIED)\b", re.MULTILINE)
EVERY_CASE = pytest.mark.parametrize("case", CORPUS, ids=str)


@EVERY_CASE
def test_with_the_trick_it_is_not_green_and_says_why(case, stage):
    seen = case.play(stage(tricked=True))
    assert (seen.code, seen.says(case.says)) == (case.code, True), seen.said
    assert [str(other) for other in CORPUS if other.trick != case.trick and seen.says(other.says)] == []
    assert not GREEN.search(seen.said), seen.said
    assert "Traceback" not in seen.said
    if seen.report is not None:
        check_report(seen)


def check_report(seen):
    """JSON and JUnit of a tricked case: whoever reads only one of them is told as well."""
    verdict = seen.report.verdict
    assert verdict.word != Word.READY
    told = {one.get("name"): one.get("value") for one in seen.suite.iter("property")}
    assert told["verdict"] == verdict.word
    if seen.code == ONLY_WITH_CONDITIONS:
        assert (verdict.word, bool(verdict.conditions)) == (Word.READY_WITH_CONDITIONS, True)
    else:
        assert (verdict.exit_code, bool(verdict.because)) == (seen.code, True)
        assert int(seen.suite.get("failures")) + int(seen.suite.get("errors")) > 0
    open_ = [str(finding.outcome) for finding in seen.report.findings if finding.waived is None and finding.weight]
    assert int(seen.suite.get("failures")) >= open_.count("fail")
    assert int(seen.suite.get("errors")) >= open_.count("error") + open_.count("unproven")
    assert int(seen.suite.get("skipped")) >= sum(finding.waived is not None for finding in seen.report.findings)


@EVERY_CASE
def test_without_the_trick_it_comes_out_otherwise(case, stage):
    seen = case.play(stage(tricked=False))
    assert (seen.code, seen.says(case.says)) == (case.sound, False), seen.said
    assert "Traceback" not in seen.said


def test_every_case_may_fail_and_has_a_message_of_its_own():
    assert len(CORPUS) >= 55
    assert len({str(case) for case in CORPUS}) == len(CORPUS)
    assert len({case.says for case in CORPUS}) == len({(case.trick, case.says) for case in CORPUS})
    assert {case.code for case in CORPUS} <= {1, 2, 3, ONLY_WITH_CONDITIONS}
    assert all(case.code != case.sound for case in CORPUS)
    assert all(len(case.says) > 9 and case.trick for case in CORPUS)
