"""One cause of not knowing is told once, with every control that hangs on it."""

from __future__ import annotations

import pytest
from report_samples import WWW4, WWW6, finding, judgement, reason, report
from terminal_reading import SILENT, block, lines_of, trouble, unseen

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Reason, Result, Trouble
from readiness.renderers.terminal import render


def test_a_dead_host_is_told_once_with_every_control_that_hangs_on_it():
    found = [
        unseen("tls-a"),
        unseen("tls-b", severity=Severity.CRITICAL),
        unseen("hsts", "http.home", cause="timeout: no answer"),
    ]
    troubles = (trouble("tls-a", "tls-b"), trouble("hsts", group="http.home", cause="timeout: no answer"))
    made = report(*found, troubles=troubles)
    assert block(made, "ERROR") == [
        f"ERROR       could not look at {WWW6}: timeout",
        "  tried     http.home: no answer",
        "            tls.versions: [2001:db8::10]:443 is silent",
        "  undecided 3 controls: tls-b (critical); hsts, tls-a (high)",
    ]
    assert render(made).count("ERROR") == 1


def test_hosts_with_the_same_trouble_are_told_together():
    found = finding(
        "tls", Outcome.ERROR, *(unseen("tls", at=at, cause="refused").judgements[0] for at in ("a@1", "b@2"))
    )
    made = report(found, troubles=tuple(trouble("tls", where=at, cause="refused") for at in ("a@1", "b@2")))
    assert block(made, "ERROR") == [
        "ERROR       could not look at a@1, b@2: refused",
        "  tried     tls.versions",
        "  undecided 1 control: tls (high)",
    ]


def test_a_control_that_fails_elsewhere_is_not_called_undecided():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0), at=WWW4)
    found = finding("hsts", Outcome.FAIL, wrong, unseen("hsts").judgements[0])
    made = report(found, unseen("tls"), troubles=(trouble("hsts", "tls"),))
    assert block(made, "ERROR")[-2:] == [
        "  undecided 1 control: tls (high)",
        "  partly    1 control, decided without it: hsts (high)",
    ]


def test_a_cause_that_decides_nothing_is_not_told():
    both = (
        reason("a.b", level="when", a__b=False),
        reason("c.d", Result.ERROR, f"tls.versions {SILENT}", level="when"),
    )
    found = finding("hsts", Outcome.NOT_APPLICABLE, judgement(Outcome.NOT_APPLICABLE, *both, at=WWW6))
    assert "could not look" not in render(report(found, troubles=(trouble("hsts"),)))


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("no target of kind mailserver is declared", "nobody looked: no target of kind mailserver is declared"),
        ("tls.limits needs --active on the command line", "nobody looked: needs --active on the command line"),
        ("tls.versions.accepted is not in the record", "nobody looked: not in the record"),
    ],
)
def test_what_nobody_looked_at_says_so(detail: str, told: str):
    why = Reason(level="require", condition="", result=Result.UNPROVEN, detail=detail)
    found = finding("hsts", Outcome.UNPROVEN, judgement(Outcome.UNPROVEN, why), target=None)
    made = report(found, troubles=(Trouble(cause=detail, where="", controls=("hsts",)),))
    assert block(made, "UNPROVEN")[0] == f"UNPROVEN    {told}"


def test_an_undecided_control_that_no_trouble_tells_speaks_for_itself():
    made = report(unseen("tls"))
    assert block(made, "ERROR")[-1] == f"  error     tls.versions {SILENT}"


def test_verbose_tells_causes_where_they_happened():
    made = report(unseen("tls"), troubles=(trouble("tls"),))
    assert block(made, "ERROR", verbose=True)[-1] == f"  error     tls.versions {SILENT}"


def test_without_a_failure_the_cause_that_most_controls_hang_on_comes_first():
    found = [unseen("a"), unseen("b"), unseen("c", "dns.caa", at=None, cause="server: SERVFAIL")]
    made = report(
        *found,
        troubles=(trouble("a", "b"), trouble("c", group="dns.caa", where="site", cause="server: SERVFAIL")),
    )
    assert f"  fix first could not look at {WWW6}: timeout (2 controls)" in lines_of(made)
