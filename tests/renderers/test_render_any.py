"""What holds for every format, found by discovery, whatever is in the report."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from launch_sample import launch
from report_samples import finding, judgement, reason, report
from report_strategies import HOSTILE, reports

from readiness import renderers
from readiness.model.outcomes import Outcome
from readiness.model.report import ControlText, Finding, ParamValue, Report, Result, Selection, Trouble, Verdict, Word
from readiness.renderers.terminal import render as render_terminal

FORMATS = renderers.names()
GREEN = (Outcome.PASS, Outcome.NOT_APPLICABLE)
thorough = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_formats_are_found_by_looking():
    assert {"json", "junit", "terminal"} <= set(FORMATS)


def test_an_unknown_format_is_a_key_error():
    with pytest.raises(KeyError, match="papyrus"):
        renderers.find("papyrus")


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_is_text_of_whole_lines(name: str):
    text = renderers.find(name)(launch())
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
        verdict=Verdict(word=Word.NOT_READY, exit_code=1, because=(text,)),
        params={text: ParamValue(value=text, origin=text, source=text)},
        controls={
            "hsts": ControlText(title=text, rationale=text, remedy={text: f"{text}\n{text}"}, references=(text,))
        },
        versions={text: text},
    )


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.isprintable()], ids=ascii)
def test_a_hostile_text_comes_out_escaped(name: str, text: str):
    rendered = renderers.find(name)(poisoned(text))
    assert text not in rendered
    hidden = next(character for character in text if not character.isprintable())
    assert f"{ord(hidden):02x}" in rendered.lower() or json.dumps(hidden)[1:-1] in rendered


@pytest.mark.parametrize("name", FORMATS)
def test_line_breaks_of_a_target_begin_no_lines_of_the_report(name: str):
    rendered = renderers.find(name)(poisoned("a\r\nREADY: prod\nb"))
    assert not any(line.startswith("READY") for line in rendered.splitlines())


@pytest.mark.parametrize("name", ["junit", "terminal"])
def test_a_megabyte_from_a_target_stays_a_few_lines(name: str):
    assert len(renderers.find(name)(poisoned("\x1b]" * 500_000))) < 60_000


def test_a_megabyte_from_a_target_is_kept_in_json():
    made: Finding = finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, reason("x", x="y" * 1_000_000)))
    assert "y" * 1_000_000 in renderers.find("json")(report(made))
