"""What a control's block at the terminal tells: short, aligned, what is alike said once."""

from __future__ import annotations

from report_samples import WWW4, WWW6, finding, judgement, reason, report, text
from terminal_reading import block, lines_of

from readiness.model.outcomes import Outcome
from readiness.model.report import Report, Result
from readiness.renderers.terminal import render


def test_a_failure_shows_what_was_wanted_and_what_was_seen():
    wrong = reason("tls.age > 1 &&\n    tls.name != 'a  b'", tls__age=0, absent=("tls.name",))
    made = report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong, at=WWW4), rows=("1.1", "2.2")))
    assert block(made, "FAIL") == [
        "FAIL        hsts (high; rows 1.1, 2.2)",
        "            Title of hsts",
        f"  at        site: {WWW4}",
        "  wanted    tls.age > 1 && tls.name != 'a  b'",
        "  seen      tls.age = 0",
        "            tls.name is absent",
    ]


def test_a_condition_that_held_is_not_told_beside_one_that_did_not():
    both = (reason("fine.it == 1", Result.HELD, fine__it=1), reason("bad.it == 1", bad__it=0))
    made = report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, *both)))
    assert "fine.it" not in render(made)
    assert "fine.it" in render(made, verbose=True)


def test_a_recommendation_is_advised():
    advice = reason("tls.best", level="recommend", tls__best=False)
    made = report(finding("hsts", Outcome.PARTIAL, judgement(Outcome.PARTIAL, advice)))
    assert "  advised   tls.best" in block(made, "PARTIAL")


def test_why_a_control_does_not_apply_is_told_on_request():
    when = reason("target.domain != null", level="when", target__domain=None)
    made = report(finding("hsts", Outcome.NOT_APPLICABLE, judgement(Outcome.NOT_APPLICABLE, when)))
    assert block(made, "N/A", verbose=True)[3:] == [
        "  when      target.domain != null",
        "  seen      target.domain = null",
    ]


def test_a_pass_is_silent_unless_asked_for():
    held = reason("tls.ok", Result.HELD, tls__ok=True)
    made = report(finding("hsts", Outcome.PASS, judgement(Outcome.PASS, held, at=WWW4)))
    assert "hsts" not in "\n".join(lines_of(made)[4:])
    assert block(made, "PASS", verbose=True) == [
        "PASS        hsts (high)",
        "            Title of hsts",
        f"  at        site: {WWW4}",
        "  held      tls.ok",
        "  seen      tls.ok = true",
    ]


def test_endpoints_that_saw_the_same_are_told_together():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0))
    found = finding("hsts", Outcome.FAIL, *(wrong.model_copy(update={"endpoint": at}) for at in (WWW4, WWW6)))
    assert render(report(found)).count("wanted") == 1
    assert f"  at        site: {WWW4}, {WWW6}" in block(report(found), "FAIL")


def test_endpoints_that_saw_different_things_are_told_apart():
    wrong = [judgement(Outcome.FAIL, reason("a.b == 1", a__b=value), at=f"w@{value}") for value in (0, 2)]
    fine = judgement(Outcome.PASS, reason("a.b == 1", Result.HELD, a__b=1), at="w@1")
    told = block(report(finding("hsts", Outcome.FAIL, *wrong, fine)), "FAIL")
    assert [line for line in told if "  at " in line] == [
        "  at        site: w@0 (1 of its 3 endpoints)",
        "  at        site: w@2 (1 of its 3 endpoints)",
    ]


def test_verbose_tells_the_worst_endpoint_first():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0), at="w@0")
    fine = judgement(Outcome.PASS, reason("a.b == 1", Result.HELD, a__b=1), at="w@1")
    told = block(report(finding("hsts", Outcome.FAIL, fine, wrong)), "FAIL", verbose=True)
    assert [line for line in told if "w@" in line] == [
        "  at        site: w@0 (1 of its 2 endpoints)",
        "  pass      site: w@1 (1 of its 2 endpoints)",
    ]


def test_targets_with_the_same_fault_share_a_block():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0))
    made = report(*(finding("hsts", Outcome.FAIL, wrong, target=target) for target in ("api", "site")))
    assert block(made, "FAIL")[2:5] == ["  at        api", "            site", "  wanted    a.b == 1"]


def test_a_long_list_of_seen_values_is_cut_after_whole_items():
    wrong = reason("size(a.b) == 0", a__b=[f"https://cdn{n}.example.net" for n in range(500)])
    told = block(report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong))), "FAIL")
    assert len(told) < 9
    assert told[-1].endswith('.example.net", …]')


def test_many_endpoints_conditions_and_facts_are_counted_instead_of_listed():
    facts = reason("a.b", **{f"a__b{n}": n for n in range(20)})
    reasons = [reason(f"c{n}.x == 1") for n in range(10)]
    everywhere = [judgement(Outcome.FAIL, facts, *reasons, at=f"www{n}") for n in range(30)]
    told = block(report(finding("hsts", Outcome.FAIL, *everywhere)), "FAIL")
    assert "  at        site: www0, www1, www2, www3 and 26 more" in told
    assert "            and 14 more facts" in told
    assert "            and 6 more conditions" in told


def test_a_finding_without_a_word_is_shown_nevertheless():
    assert block(report(finding("hsts", Outcome.UNPROVEN)), "UNPROVEN")[0] == "UNPROVEN    hsts (high)"


def failing_with(**remedy: str) -> Report:
    return report(finding("hsts", Outcome.FAIL), controls={"hsts": text("Title", **remedy)})


def test_a_remedy_of_several_lines_keeps_its_shape():
    made = failing_with(nginx="add_header X;", kubernetes="spec:\n  tls:\n    - hosts: []\n")
    assert block(made, "FAIL")[2:] == [
        "  fix       kubernetes:",
        "              spec:",
        "                tls:",
        "                  - hosts: []",
        "            nginx: add_header X;",
    ]


def test_a_long_remedy_is_left_to_explain():
    told = block(failing_with(nginx="\n".join(f"line {n};" for n in range(50))), "FAIL")
    assert told[-1] == "            … readiness explain hsts shows the rest"
    assert len(told) == 9
