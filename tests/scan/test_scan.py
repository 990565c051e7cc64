"""Plan and collect: each question once, every failure a cause, nothing without leave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.model.errors import InputError
from readiness.model.observation import State
from readiness.model.outcomes import CauseKind, Outcome
from readiness.model.report import Word
from readiness.scan.plan import Leave
from readiness.scan.printing import as_json, as_text

CONSENT = "[{allow: disruptive, targets: [site], by: cto@example.com, until: 2026-12-31}]"
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAST = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
EVERYTHING = Leave(active=True, disruptive=True, now=TODAY)


def outcomes(report):
    return {finding.control: finding.outcome for finding in report.findings}


def causes(record):
    return {seen.group: seen.cause.kind for seen in record.observations if seen.cause}


def test_one_endpoint_for_each_address_and_facts_from_each(scanning):
    record, report, _ = scanning({"well": "tried.well.number == 1"})
    assert [str(seen.endpoint) for seen in record.observations] == [
        "example.com@127.0.0.1:9",
        "example.com@127.0.0.2:9",
    ]
    assert report.verdict.word is Word.READY


def test_only_the_groups_that_conditions_read_are_asked_for(scanning):
    record, _, _ = scanning({"well": "tried.well.number == 1"})
    assert {seen.group for seen in record.observations} == {"well"}


def test_a_question_is_asked_once_however_many_controls_read_it(scanning):
    record, _, _ = scanning({"a": "once.counted.number == 1", "b": "once.counted.number < 2"})
    assert len(record.observations) == 1


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("late", CauseKind.TIMEOUT),
        ("stubborn", CauseKind.TIMEOUT),
        ("crashing", CauseKind.CRASH),
        ("quitting", CauseKind.CRASH),
        ("cancelling", CauseKind.CRASH),
        ("blind", CauseKind.REFUSED),
        ("greedy", CauseKind.NOT_ALLOWED),
        ("stray", CauseKind.NOT_ALLOWED),
    ],
)
def test_whatever_happens_to_one_question_is_a_cause_and_the_rest_is_asked(scanning, group, kind):
    record, report, _ = scanning({"bad": f"tried.{group}.number == 1", "well": "tried.well.number == 1"})
    assert causes(record) == {group: kind}
    assert outcomes(report) == {"bad": Outcome.ERROR, "well": Outcome.PASS}
    assert report.verdict.exit_code == 3


def test_nothing_that_was_not_planned_leaves_the_scanner(scanning):
    record, _, _ = scanning({"greedy": "tried.greedy.number == 1", "stray": "tried.stray.number == 1"})
    assert [sent for seen in record.observations for sent in seen.sent] == []
    assert record.end.requests == 0


@pytest.mark.parametrize(
    ("consent", "leave", "why"),
    [
        ("[]", EVERYTHING, "not allowed on site by the environment file"),
        (CONSENT, Leave(now=TODAY), "needs --active on the command line"),
        (CONSENT, Leave(active=True, now=datetime(2027, 1, 1, tzinfo=UTC)), "has run out"),
    ],
)
def test_more_than_looking_takes_consent_in_the_file_and_on_the_command_line(scanning, consent, leave, why):
    record, report, _ = scanning({"active": "tried.active.number == 1"}, consent=consent, leave=leave)
    assert all(seen.state is State.WITHHELD and why in seen.withheld for seen in record.observations)
    assert outcomes(report) == {"active": Outcome.UNPROVEN}


def test_consent_lasts_through_its_last_day(scanning):
    _, report, _ = scanning({"active": "tried.active.number == 1"}, consent=CONSENT, leave=Leave(active=True, now=LAST))
    assert outcomes(report) == {"active": Outcome.PASS}


def test_stages_run_in_order_limiters_after_active_and_drills_last(scanning):
    import testprobe

    conditions = {name: f"tried.{name}.number == 1" for name in ("drill", "limiter", "active", "well")}
    _, report, _ = scanning(conditions, consent=CONSENT, leave=EVERYTHING)
    order = list(dict.fromkeys(testprobe.ORDER))
    assert order == ["well", "active", "limiter", "drill"]
    assert set(outcomes(report).values()) == {Outcome.PASS}


def test_leave_for_active_probes_is_none_for_drills(scanning):
    _, report, _ = scanning({"drill": "tried.drill.number == 1"}, consent=CONSENT, leave=Leave(active=True, now=TODAY))
    assert outcomes(report) == {"drill": Outcome.UNPROVEN}


def test_inputs_reach_the_probe_and_the_same_probe_with_others_is_another_question(scanning):
    record, report, _ = scanning(
        {"a": "tried.well.number == 1 && more.well.number == 7"},
        observe="{tried: {}, more: {probe: tried, with: {start: 7}}}",
    )
    assert outcomes(report) == {"a": Outcome.PASS}
    assert sorted(str(seen.inputs) for seen in record.observations) == ["{'start': 7}"] * 2 + ["{}"] * 2


def test_an_input_that_does_not_fit_is_the_users_mistake(scanning):
    with pytest.raises(InputError, match="start"):
        scanning({"a": "tried.well.number == 1"}, observe="{tried: {with: {start: seven}}}")


def test_a_secret_that_a_server_gives_back_reaches_no_line_of_the_record(scanning, monkeypatch):
    monkeypatch.setenv("STAGING_AUTH", 'Bearer s3cr3t-"quoted"-token')
    record, report, _ = scanning({"a": "once.echo.text != ''"}, extra=", authorization: 'env:STAGING_AUTH'")
    text = report.model_dump_json() + "".join(seen.model_dump_json() for seen in record.observations)
    assert "s3cr3t" not in text
    assert "[env secret]" in text


def test_a_secret_that_is_not_set_stops_the_scan_before_anything_is_asked(scanning, monkeypatch):
    import testprobe

    monkeypatch.delenv("STAGING_AUTH", raising=False)
    with pytest.raises(InputError, match="env:STAGING_AUTH"):
        scanning({"a": "once.counted.number > 0"}, extra=", authorization: 'env:STAGING_AUTH'")
    assert testprobe.ORDER == []


def test_planning_asks_nothing_and_resolves_no_secret(scanning, monkeypatch):
    import testprobe

    monkeypatch.delenv("STAGING_AUTH", raising=False)
    planned = scanning(
        {"a": "tried.greedy.number == 1", "b": "tried.active.number == 1"},
        extra=", authorization: 'env:STAGING_AUTH'",
        policy_only=True,
    )
    assert testprobe.ORDER == []
    text = as_text(planned)
    assert "GET /" in text
    assert "tried.active on site: needs consent" in text
    assert '"what": "GET /"' in as_json(planned)
