"""A report has everything in it that its verdict rests on, and all of it follows from the records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from records import NOW, ONE, control, record, seen
from verdicts import CATALOG

from readiness.judge.report import report
from readiness.model.attestations import Attestation
from readiness.model.environment import Release
from readiness.model.errors import InputError
from readiness.model.lifecycle import Cycle, Lifecycle, Product
from readiness.model.outcomes import Outcome
from readiness.model.policy import Gate, ParamSpec
from readiness.model.record import End, Resumed
from readiness.model.report import Carried, ParamValue, Word
from readiness.model.score import Basis
from readiness.model.tailoring import Loosening, PolicySource

TLS13 = '"TLSv1.3" in tls.versions.accepted'
STRONG = {"accepted": ["TLSv1.3"], "refused": []}
WEAK = {"accepted": ["TLSv1.2"], "refused": []}
LATER = NOW + timedelta(days=2)


def made(facts=STRONG, controls=None, *, policy=None, **header):
    """A record of one site whose policy and header say what is given."""
    found = record(controls or [control(TLS13, rows=["1.1"])], [seen("versions", facts)], endpoints=(ONE,))
    changed = found.header.policy.model_copy(update={"catalog": CATALOG, **(policy or {})})
    return replace(found, header=found.header.model_copy(update={"policy": changed, **header}))


def test_a_scan_that_was_taken_up_again_is_judged_as_of_then():
    found = report(replace(made(), resumed=(Resumed(when=NOW + timedelta(hours=1)), Resumed(when=LATER))))
    assert found.judged_at == LATER
    assert found.resumed == (NOW + timedelta(hours=1), LATER)


def test_records_are_judged_as_of_the_last_of_them():
    older = made(started=NOW - timedelta(days=1), vantage="outside")
    found = report(older, others=(made(started=LATER, vantage="inside"),))
    assert (found.judged_at, found.vantages) == (LATER, ("outside", "inside"))


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (None, "has no end: the scan was killed"),
        (End(finished=NOW, complete=False, requests=1, why="Ctrl-C"), "Ctrl-C"),
        (End(finished=NOW, complete=False, requests=1), ""),
    ],
)
def test_a_record_that_is_not_complete_says_why(end, why):
    found = report(replace(made(), end=end))
    assert (found.complete, found.why_incomplete, found.verdict.exit_code) == (False, why, 3)
    assert found.verdict.because[0].startswith("the scan was interrupted")
    assert found.verdict.because[0].endswith(why)


def test_a_scan_from_another_vantage_must_be_complete_and_a_drill_need_not():
    cut_off = End(finished=NOW, complete=False, requests=1, why="Ctrl-C")
    inside = made(vantage="inside")
    assert report(made(), others=(inside,)).complete
    found = report(made(), others=(replace(inside, end=cut_off),))
    assert found.verdict.because == ("the scan from inside was interrupted: Ctrl-C",)
    drill = made(policy={"name": "drills"}, vantage="inside")
    assert report(made(), others=(replace(drill, end=cut_off),)).complete


def test_what_was_made_weaker_by_policy_or_environment_is_in_it():
    dropped = Loosening(kind="dropped", what="hsts", before="high", after="none", by="test", reason="because")
    source = PolicySource(policy="test", version="1", sha256="0" * 64)
    days = ParamSpec(type="int", default=30, source="tried", stricter="higher")
    found = report(
        made(
            policy={"loosenings": (dropped,), "sources": (source,), "params": {"days": days}},
            params={"days": ParamValue(value=7, origin="environment")},
        )
    )
    assert [(one.kind, one.what) for one in found.loosenings] == [("dropped", "hsts"), ("parameter", "days")]
    assert found.sources == (source,)


def attested(when: date, **more) -> Attestation:
    return Attestation(
        control="drill",
        statement="restored everything from last night",
        by="Cleo",
        role="operator",
        date=when,
        valid_for_days=30,
        **more,
    )


def test_an_attestation_decides_what_it_may_and_has_its_share_of_the_score():
    drill = control("", id="drill", target="environment", observe={}, attest={"valid_for_days": 90})
    both = [control(TLS13), drill]
    without = report(made(controls=both))
    assert without.verdict.word is Word.UNDECIDED
    found = report(made(controls=both, attestations=(attested(date(2026, 10, 30)),)))
    assert [(one.control, one.outcome, one.basis) for one in found.findings][1] == (
        "drill",
        Outcome.PASS,
        Basis.ATTESTED,
    )
    assert (found.scorecard.shares.attested, found.attestations[0].standing) == (50, "valid")
    assert found.verdict.word is Word.READY_WITH_CONDITIONS
    assert "drill was attested by Cleo on 2026-10-30, which ends in 7 days" in found.verdict.conditions


LIFECYCLE = Lifecycle(
    dated=date(2026, 11, 1),
    products={
        "nodejs": Product(
            title="Node.js",
            source="https://nodejs.org",
            cycles={
                "20": Cycle(released=date(2023, 4, 18), ends=date(2026, 4, 30)),
                "22": Cycle(released=date(2024, 4, 24), ends=date(2027, 4, 30)),
            },
        )
    },
)


def demanding(version: str, **header):
    rows = (CATALOG.rows[0].model_copy(update={"demands": {"nodejs": version, "unheard-of": "1"}}), *CATALOG.rows[1:])
    return made(policy={"catalog": CATALOG.model_copy(update={"rows": rows})}, **header)


def test_a_version_that_the_guide_asks_for_and_its_maker_gave_up_is_told():
    found = report(demanding("20.11", lifecycle=LIFECYCLE))
    assert [(one.row, one.product, one.version, one.ended) for one in found.stale] == [
        ("1.1", "nodejs", "20.11", date(2026, 4, 30))
    ]
    assert found.lifecycle_dated == date(2026, 11, 1)


def test_the_last_day_of_support_is_one_of_support():
    def stale(at):
        return report(demanding("20", lifecycle=LIFECYCLE), at).stale

    assert stale(datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC)) == ()
    assert len(stale(datetime(2026, 5, 1, tzinfo=UTC))) == 1


def test_a_version_that_is_yet_to_come_is_not_stale():
    assert report(demanding("20", lifecycle=LIFECYCLE), datetime(2020, 1, 1, tzinfo=UTC)).stale == ()


@pytest.mark.parametrize("version", ["22", "99", "unknown", ""])
def test_a_version_that_is_supported_or_unknown_is_not_stale(version):
    assert report(demanding(version, lifecycle=LIFECYCLE)).stale == ()


def test_without_lifecycle_data_nothing_is_stale():
    found = report(demanding("20"))
    assert (found.stale, found.lifecycle_dated) == ((), None)


def test_a_gate_that_cannot_be_evaluated_is_refused():
    with pytest.raises(InputError, match="chapter `frist`, which the catalog does not have"):
        report(made(policy={"gate": Gate(chapters={"frist": 1})}))


def test_evidence_is_as_old_as_the_oldest_of_what_is_judged():
    gate = Gate(evidence_days=5)
    old = made(policy={"gate": gate})
    assert report(old, NOW + timedelta(days=5)).verdict.exit_code == 0
    found = report(old, NOW + timedelta(days=5, minutes=10))
    assert found.verdict.because == ("the oldest evidence is 5.1 days old, the gate allows 5",)


def test_evidence_whose_time_has_no_zone_is_of_no_age():
    found = made(policy={"gate": Gate(evidence_days=5)})
    naive = found.observations[0].model_copy(update={"started": NOW.replace(tzinfo=None)})
    told = report(replace(found, observations=(naive,))).verdict
    assert (told.exit_code, told.because) == (3, ("there is evidence without a time zone, whose age nobody can tell",))


def test_a_proof_that_was_carried_over_is_shown_with_its_age_and_is_a_condition():
    then = NOW - timedelta(days=4)
    own, release = control(TLS13, carry={"max_age_days": 30}), Release(digest="sha256:1")
    seen_then = (seen("versions", STRONG).model_copy(update={"started": then}),)
    here = replace(made(controls=[own], release=release), observations=())
    drill = made(controls=[own], policy={"name": "drills"}, release=release, started=then, run="drill")
    found = report(here, others=(replace(drill, observations=seen_then),))
    proofs = [proof for finding in found.findings for one in finding.judgements for proof in one.carried]
    assert proofs == [
        Carried(
            observation="tls.versions",
            environment="prod",
            run="drill",
            observed=then,
            age_days=4.0,
        )
    ]
    assert found.verdict.word is Word.READY_WITH_CONDITIONS
    assert found.scorecard.shares.carried == 100


def test_a_second_scorecard_is_there_only_where_something_is_waived():
    assert report(made(WEAK)).waived_scorecard is None


def test_the_same_records_give_the_same_report():
    one, other = (report(made(WEAK), others=(made(vantage="inside"),)) for _ in range(2))
    assert one.model_dump_json() == other.model_dump_json()
