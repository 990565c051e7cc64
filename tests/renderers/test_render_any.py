"""What holds for every format, found by discovery, whatever is in the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conditional_sample import conditional
from drawn_values import HOSTILE
from hypothesis import HealthCheck, given, settings
from launch_sample import launch
from report_samples import STARTED, attestation_state, finding, judgement, reason, report, waiver_state
from report_strategies import reports

from readiness import renderers
from readiness.model.environment import Release
from readiness.model.outcomes import Outcome
from readiness.model.phases import PhaseState
from readiness.model.report import (
    Baseline,
    Carried,
    ControlText,
    Finding,
    FrameworkState,
    ParamValue,
    Regression,
    Report,
    Result,
    Selection,
    StaleDemand,
    Trouble,
    Verdict,
    Word,
)
from readiness.model.tailoring import Loosening, PolicySource
from readiness.renderers.terminal import render as render_terminal

FORMATS = renderers.names()
GREEN = (Outcome.PASS, Outcome.NOT_APPLICABLE)
thorough = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_formats_are_found_by_looking():
    assert {"json", "junit", "terminal"} <= set(FORMATS)


@pytest.mark.parametrize("name", ["papyrus", "_phrases"])
def test_an_unknown_format_is_a_key_error(name: str):
    with pytest.raises(KeyError, match=name):
        renderers.find(name)


def test_what_formats_share_is_no_format():
    assert not [name for name in FORMATS if name.startswith("_")]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", [launch, conditional])
def test_the_sample_is_text_of_whole_lines(name: str, sample: Callable[[], Report]):
    text = renderers.find(name)(sample())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@thorough
@given(reports())
def test_any_report_renders_to_text_that_can_be_written(made: Report):
    for render in map(renderers.find, FORMATS):
        text = render(made)
        assert text.encode("utf-8").decode("utf-8") == text
        assert all(character == "\n" or character.isprintable() for character in text)


@thorough
@given(reports())
def test_nothing_that_is_not_green_disappears(made: Report):
    for render in map(renderers.find, FORMATS):
        text = "".join(render(made).split())
        assert all(finding.control in text for finding in made.findings if finding.outcome not in GREEN)


def stored(made: Report) -> Report:
    return Report.model_validate(json.loads(renderers.find("json")(made)))


@thorough
@given(reports())
def test_a_report_that_was_stored_renders_to_the_same_bytes(made: Report):
    first = stored(made)
    again = stored(first)
    for render in map(renderers.find, FORMATS):
        assert render(first) == render(again)


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_in_which_maps_were_filled_does_not_matter(name: str):
    made = launch()
    backwards = {control: made.controls[control] for control in reversed(made.controls)}
    turned = {
        control: text.model_copy(update={"remedy": dict(reversed(text.remedy.items()))})
        for control, text in backwards.items()
    }
    other = made.model_copy(update={"controls": turned, "params": dict(reversed(made.params.items()))})
    assert renderers.find(name)(other) == renderers.find(name)(made)
    assert render_terminal(other, verbose=True) == render_terminal(made, verbose=True)


def poisoned(text: str) -> Report:
    """The text in every place where a target, an environment or a policy can put one."""
    wrong = reason("tls.versions.accepted == []", tls__versions__accepted=[text, {text: text}])
    failed = finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong, at=f"www{text}"), title=f"Title {text}")
    unknown = reason("http.home.ok", Result.ERROR, f"http.home reset: {text}")
    errors = finding("csp", Outcome.ERROR, judgement(Outcome.ERROR, unknown), target=f"site{text}", rows=(text,))
    return report(
        failed,
        errors,
        environment=f"prod{text}",
        policy=text,
        policy_version=text,
        troubles=(Trouble(cause=unknown.detail, where=f"site{text}", controls=("csp",)),),
        selection=Selection(only=(text,)),
        verdict=Verdict(word=Word.NOT_READY, exit_code=1, because=(text,), conditions=(text,)),
        params={text: ParamValue(value=text, origin=text, source=text)},
        controls={
            "hsts": ControlText(title=text, rationale=text, remedy={text: f"{text}\n{text}"}, references=(text,))
        },
        versions={text: text},
    )


def poisoned_papers(text: str) -> Report:
    """The same for what people write beside a policy, and for what other scans said."""
    proof = Carried(observation=text, environment=text, run=text, observed=STARTED, age_days=1)
    seen = judgement(Outcome.FAIL, reason("a.b", a__b=0)).model_copy(
        update={"vantage": text, "variant": text, "carried": (proof,)}
    )
    said = "".join(c for c in text if not "\ud800" <= c <= "\udfff") or "x"
    named: dict[str, Any] = {"targets": f"*{said}", "problem": text, "expires_soon": True}
    return report(
        finding("hsts", Outcome.FAIL, seen, waived=said, target=said),
        waivers=(
            waiver_state(ticket=said, reason=f"because of {said}", risk=said, owner=said, approver=said, targets="*"),
            waiver_state(standing="expired", overlaps=(text,), **named),
        ),
        attestations=(
            attestation_state(by=said, role=said, statement=f"it was stated: {said}", **named),
            attestation_state(standing="changed", by=said, role=said, **named),
        ),
        loosenings=(Loosening(kind="gate", what=text, before=text, after=text, by=text, reason=text),),
        sources=(PolicySource(policy=text, version=text, sha256=text, place=text),),
        phases=(
            PhaseState(
                id=text,
                title=text,
                row=text,
                standing="undecided",
                rows=1,
                rows_decided=0,
                controls=0,
                score=0,
                because=(text,),
            ),
        ),
        frameworks=(FrameworkState(framework=text, requirement=text, controls=(), outcome=Outcome.FAIL),),
        stale=(StaleDemand(row=text, product=text, version=text, ended=date(2026, 4, 30), source=text),),
        baseline=Baseline(
            environment=text,
            started=STARTED,
            regressions=(Regression(control="hsts", target=text, before=Outcome.PASS, after=Outcome.FAIL),),
        ),
        release=Release(version=text, commit=text, digest=text),
        vantages=(text, "london"),
        why_incomplete=text,
        complete=False,
    )


POISONED = (poisoned, poisoned_papers)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", POISONED)
@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.isprintable()], ids=ascii)
def test_a_hostile_text_comes_out_escaped(name: str, made: Callable[[str], Report], text: str):
    rendered = renderers.find(name)(made(text))
    assert text not in rendered
    hidden = next(character for character in text if not character.isprintable())
    assert f"{ord(hidden):02x}" in rendered.lower() or json.dumps(hidden)[1:-1] in rendered


@pytest.mark.parametrize("made", POISONED)
@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.isprintable()], ids=ascii)
def test_verbose_shows_nothing_raw_either(made: Callable[[str], Report], text: str):
    shown = render_terminal(made(text), verbose=True)
    assert all(character == "\n" or character.isprintable() for character in shown)


@pytest.mark.parametrize("made", POISONED)
@pytest.mark.parametrize("name", FORMATS)
def test_line_breaks_from_outside_begin_no_lines_of_the_report(name: str, made: Callable[[str], Report]):
    rendered = renderers.find(name)(made("a\r\nREADY: prod\nb"))
    assert not any(line.startswith("READY") for line in rendered.splitlines())


@pytest.mark.parametrize("made", POISONED)
@pytest.mark.parametrize("name", ["junit", "terminal"])
def test_a_megabyte_from_outside_stays_a_few_lines(name: str, made: Callable[[str], Report]):
    assert len(renderers.find(name)(made("\x1b]" * 500_000))) < 60_000


def test_a_megabyte_from_a_target_is_kept_in_json():
    made: Finding = finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, reason("x", x="y" * 1_000_000)))
    assert "y" * 1_000_000 in renderers.find("json")(report(made))
