"""The report as JUnit XML, valid against the Jenkins xunit schema (junit-10.xsd)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator

from junit_xml import TestCase, TestSuite

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Judgement, Reason, Report, Result
from readiness.model.score import Basis
from readiness.model.text import plain, shown, unfolded
from readiness.renderers._phrases import carried, informs, is_waived, waived, waiver_of

_OPEN = (Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN)
_MOST_CONDITIONS = 20
_TEXT, _VALUE = 1000, 500
_NO_TIME = "0.000"


def render(report: Report) -> str:
    """One suite for the environment, one case for each control and target, named alike in every run.

    fail is a failure; error and unproven are errors, because nobody knows; not-applicable is skipped. What is waived
    is skipped too, never green: most tools show that apart, and the message has the waiver and the true outcome. A
    control that only informs breaks no build: it is skipped where it would. Where for all that no case is red and the
    verdict is not green (an interrupted scan, too much waived), it is a case of its own, ``verdict``. The suite's
    properties say what the verdict hangs on: its conditions, how much is waived, the score with and without it.

    The suite's time is the scan's; a case has none of its own, because one observation serves many controls. All in
    ASCII, so that it is well-formed whatever the encoding of the stream that it is written to.
    """
    names = _names(report)
    cases = [_case(report, finding, name) for finding, name in zip(report.findings, names, strict=True)]
    cases.extend(_verdict(report, cases))
    suite = TestSuite(
        plain(f"readiness {report.environment}"),
        cases,
        timestamp=f"{report.started:%Y-%m-%dT%H:%M:%S}",
        properties={name: plain(value) for name, value in _properties(report)},
    )
    root = _fitted(suite.build_xml_doc("utf-8"), _seconds(report))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="us-ascii").decode("ascii")}\n'


def _verdict(report: Report, cases: list[TestCase]) -> Iterator[TestCase]:
    """A case for a verdict that no other case shows: who counts failures alone must not take the suite for green."""
    verdict = report.verdict
    if not verdict.exit_code or any(case.is_failure() or case.is_error() for case in cases):
        return
    case = TestCase("verdict", classname=plain(f"readiness.{report.environment}"))
    word, detail = plain(verdict.word) or "not green", "\n".join(plain(line, _TEXT) for line in verdict.because)
    if verdict.exit_code == 1:
        case.add_failure_info(word, detail, "fail")
    else:
        case.add_error_info(word, detail, "undecided")
    yield case


def _names(report: Report) -> Iterator[str]:
    """Unique names: of two cases named alike readers keep only the first."""
    used: Counter[str] = Counter()
    for finding in report.findings:
        name = plain(f"{finding.control} [{finding.target or 'no target'}]")
        used[name] += 1
        yield name if used[name] == 1 else f"{name} ({used[name]})"


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "verdict", report.verdict.word
    conditions = report.verdict.conditions
    yield "conditions", str(len(conditions))
    for number, condition in enumerate(conditions[:_MOST_CONDITIONS], 1):
        yield f"condition {number}", condition
    yield "score", f"{report.scorecard.score:g}"
    yield "score without waived", f"{(report.waived_scorecard or report.scorecard).score:g}"
    yield "waived", str(sum(is_waived(finding) for finding in report.findings))
    yield "coverage", f"{report.scorecard.coverage:g}"
    if report.phases:
        yield "phase reached", report.reached or "none"
    yield "loosenings", str(len(report.loosenings))
    yield "policy", f"{report.policy} {report.policy_version}"
    yield "readiness", report.readiness


def _seconds(report: Report) -> str:
    took = (report.finished - report.started).total_seconds() if report.finished else 0.0
    return f"{max(took, 0.0):.3f}"


def _fitted(suite: ET.Element, seconds: str) -> ET.Element:
    """The suite under a root as junit-10.xsd has it: no ``disabled``, three decimals, counts of what is there."""
    suite.attrib.pop("disabled", None)
    for case in suite.iter("testcase"):
        case.set("time", _NO_TIME)
    counts = {
        "tests": len(suite.findall("testcase")),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": len(suite.findall("testcase/skipped")),
    }
    suite.attrib |= {name: str(count) for name, count in counts.items()} | {"time": seconds}
    totals = {name: suite.attrib[name] for name in ("tests", "failures", "errors", "time")}
    root = ET.Element("testsuites", {"name": "readiness", **totals})
    root.append(suite)
    ET.indent(root)
    return root


def _case(report: Report, finding: Finding, name: str) -> TestCase:
    case = TestCase(name, classname=plain(f"readiness.{report.environment}"))
    message, detail = _message(finding), "\n".join(_detail(report, finding))
    if aside := _aside(report, finding):
        case.add_skipped_info(f"{aside}; {finding.outcome}: {message}", detail)
    elif finding.outcome is Outcome.FAIL:
        case.add_failure_info(message, detail, "fail")
    elif finding.outcome in (Outcome.ERROR, Outcome.UNPROVEN):
        case.add_error_info(message, detail, str(finding.outcome))
    elif finding.outcome is Outcome.NOT_APPLICABLE:
        case.add_skipped_info(message, detail)
    else:
        stands_on = "" if finding.basis is Basis.OBSERVED else f" ({finding.basis})"
        case.stdout = f"{finding.outcome}{stands_on}: {message}\n{detail}"
    return case


def _message(finding: Finding) -> str:
    rows = f", row{'s' * (len(finding.rows) > 1)} {', '.join(finding.rows)}" if finding.rows else ""
    return plain(f"{finding.title} ({finding.severity}{rows})")


def _aside(report: Report, finding: Finding) -> str:
    """Why an outcome that is not green breaks no build; empty if it does, or if it would not in any case."""
    if is_waived(finding):
        return waived(report, finding)
    return "informs only" if informs(finding) and finding.outcome in _OPEN else ""


def _detail(report: Report, finding: Finding) -> Iterator[str]:
    waiver = waiver_of(report, finding) if is_waived(finding) else None
    if waiver is not None:
        yield f"waived because: {plain(waiver.reason, _TEXT)}"
        yield f"risk: {plain(waiver.risk, _TEXT)}"
    for judgement in finding.judgements:
        yield from _lines(judgement)


def _lines(judgement: Judgement) -> Iterator[str]:
    at = f" at {plain(judgement.endpoint)}" if judgement.endpoint else ""
    seen_from = f" from {plain(judgement.vantage)}" if judgement.vantage else ""
    variant = f" (variant {plain(judgement.variant)})" if judgement.variant else ""
    yield f"{judgement.outcome}{at}{seen_from}{variant}"
    for proof in judgement.carried:
        yield f"  carried: {carried(proof)}"
    for reason in judgement.reasons:
        if reason.result is not Result.HELD:
            yield from _reason(reason)


def _reason(reason: Reason) -> Iterator[str]:
    condition = f"{plain(unfolded(reason.condition), _TEXT)}: " if reason.condition else ""
    yield f"  {plain(reason.level)}: {condition}{reason.result}"
    if reason.detail:
        yield f"    {plain(reason.detail, _TEXT)}"
    for fact in reason.seen:
        yield f"    {plain(fact.path)} {'is absent' if fact.absent else f'= {shown(fact.value, _VALUE)}'}"
