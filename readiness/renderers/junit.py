"""The report as JUnit XML, valid against the Jenkins xunit schema (junit-10.xsd)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from junit_xml import TestCase, TestSuite

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Judgement, Reason, Report, Result
from readiness.model.text import plain, shown

_ILLEGAL = ("assertions", "timestamp", "status", "class", "file", "line", "log", "url")
_UNDECIDED = (Outcome.ERROR, Outcome.UNPROVEN)


def render(report: Report) -> str:
    """One suite for the environment, one case for each control and target; ids are stable from run to run.

    fail is a failure; error and unproven are errors, because nobody knows; not-applicable is skipped.
    """
    cases = [_case(report, finding) for finding in report.findings]
    suite = TestSuite(plain(f"readiness {report.environment}"), cases, timestamp=f"{report.started:%Y-%m-%dT%H:%M:%S}")
    element = suite.build_xml_doc("utf-8")
    for name in ("disabled", "assertions"):
        element.attrib.pop(name, None)
    for case in element.iter("testcase"):
        for name in _ILLEGAL:
            case.attrib.pop(name, None)
    counts = {name: element.get(name, "0") for name in ("tests", "failures", "errors")}
    root = ET.Element("testsuites", {"name": "readiness", **counts, "time": "0.000"})
    element.set("time", "0.000")
    root.append(element)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(report: Report, finding: Finding) -> TestCase:
    name = f"{finding.control} [{finding.target or 'no target'}]"
    case = TestCase(plain(name), classname=plain(f"readiness.{report.environment}"))
    detail = "\n".join(line for judgement in finding.judgements for line in _lines(judgement))
    message = f"{finding.title} (rows {', '.join(finding.rows) or 'none'})"
    if finding.outcome is Outcome.FAIL:
        case.add_failure_info(message, detail, "fail")
    elif finding.outcome in _UNDECIDED:
        case.add_error_info(message, detail, str(finding.outcome))
    elif finding.outcome is Outcome.NOT_APPLICABLE:
        case.add_skipped_info(message, detail)
    else:
        case.stdout = f"{finding.outcome}: {message}\n{detail}"
    return case


def _lines(judgement: Judgement) -> list[str]:
    lines = [f"{judgement.outcome} at {plain(judgement.endpoint)}" if judgement.endpoint else str(judgement.outcome)]
    for reason in judgement.reasons:
        if reason.result is not Result.HELD:
            lines.extend(_reason(reason))
    return lines


def _reason(reason: Reason) -> list[str]:
    seen = [f"    {s.path} = {'absent' if s.absent else shown(s.value)}" for s in reason.seen]
    detail = [f"    {plain(reason.detail)}"] if reason.detail else []
    return [f"  {reason.level}: {plain(reason.condition, 1000)}: {reason.result}", *detail, *seen]
