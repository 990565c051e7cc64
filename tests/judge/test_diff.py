"""Comparing reports: what moved, why, and what goes back and forth."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from histories import run_record
from hypothesis import given
from hypothesis import strategies as st
from records import NOW, ONE, TWO, control, record, seen, unseen

from readiness.judge.comparison.diff import diff, move
from readiness.judge.comparison.flapping import flapping, turns
from readiness.judge.comparison.volatility import by_models
from readiness.judge.report import report
from readiness.model.comparison import Comparison, Move
from readiness.model.environment import Release
from readiness.model.observation import Endpoint
from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, ParamValue, Report

BLANK = report(run_record("blank"))
OUTCOMES = st.sampled_from(list(Outcome))
GRADES = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from(["one", "two", None])), OUTCOMES)
P, F, E, NA = Outcome.PASS, Outcome.FAIL, Outcome.ERROR, Outcome.NOT_APPLICABLE


def graded(outcomes: dict[tuple[str, str | None], Outcome]) -> Report:
    """A report with these outcomes and nothing else."""
    findings = tuple(
        Finding(control=name, title=name, severity=Severity.HIGH, target=target, outcome=outcome)
        for (name, target), outcome in outcomes.items()
    )
    return BLANK.model_copy(update={"findings": findings})


def one(*outcomes: Outcome) -> list[Report]:
    """Reports of one control with these outcomes, one after the other."""
    return [graded({("a", "site"): outcome}) for outcome in outcomes]


def by_move(found: Comparison, *moves: Move) -> set[tuple[str, str | None]]:
    return {(change.control, change.target) for change in found.changes if change.move in moves}


def only(found: Comparison):
    (change,) = [change for change in found.changes if change.move is not Move.UNCHANGED]
    return change


reports = st.builds(graded, GRADES)


@given(reports)
def test_a_report_compared_with_itself_has_not_changed(found):
    same = diff([found, found])
    assert {change.move for change in same.changes} <= {Move.UNCHANGED}
    assert (same.settings, same.flapping, same.regressed) == ((), 0, False)
    assert sum(same.counts.values()) == len(found.findings)


@given(reports, reports)
def test_seen_from_the_other_side_what_is_better_is_worse_and_what_is_new_is_gone(old, new):
    there, back = diff([old, new]), diff([new, old])
    assert by_move(there, Move.FIXED, Move.BETTER) == by_move(back, Move.REGRESSED)
    assert by_move(there, Move.NEW) == by_move(back, Move.GONE)
    for same in (Move.DIFFERENT, Move.UNCHANGED):
        assert by_move(there, same) == by_move(back, same)


@given(reports, reports)
def test_whatever_is_in_either_is_told_once(old, new):
    found = diff([old, new])
    keys = [(change.control, change.target) for change in found.changes]
    assert set(keys) == {(f.control, f.target) for f in (*old.findings, *new.findings)}
    assert len(keys) == len(set(keys)) == sum(found.counts.values())


@given(reports, st.lists(reports, max_size=3), reports)
def test_reports_in_between_change_no_move_only_what_flaps(old, between, new):
    def moves(found):
        return [(change.control, change.target, change.move) for change in found.changes]

    assert moves(diff([old, *between, new])) == moves(diff([old, new]))


@given(st.lists(OUTCOMES | st.none(), max_size=12))
def test_going_back_and_forth_looks_the_same_from_both_ends_of_time(outcomes):
    assert turns(outcomes) == turns(outcomes[::-1]) <= max(len(outcomes) - 2, 0)


@pytest.mark.parametrize(
    ("outcomes", "number"),
    [
        ([], 0),
        ([P, F], 0),
        ([P, F, P], 1),
        ([P, F, P, F], 2),
        ([P, F, F, None, P, P, F], 2),
        ([F, E, Outcome.PARTIAL, P], 0),
        ([P, NA, P, NA], 0),
    ],
)
def test_a_turn_is_a_change_of_direction(outcomes, number):
    assert turns(outcomes) == number


@pytest.mark.parametrize(("before", "after"), list(product(Outcome, Outcome)))
def test_every_pair_of_outcomes_has_a_move_and_green_is_a_pass_alone(before, after):
    found = move(before, after)
    assert (found is Move.UNCHANGED) == (before is after)
    assert (found is Move.FIXED) == (after is P and before not in (P, NA))
    assert (found is Move.REGRESSED) == (min(after.rank, P.rank) < min(before.rank, P.rank))


def test_what_flaps_is_told_with_its_way_and_keeps_its_move():
    found = diff(one(P, F, P, F))
    (change,) = found.changes
    assert (change.flapping, change.move, change.outcomes) == (True, Move.REGRESSED, (P, F, P, F))
    assert (found.flapping, found.trail) == (1, 4)


def test_flapping_is_looked_for_in_the_runs_of_a_history_where_they_are_given():
    trail = [{("a", "site"): outcome} for outcome in (P, F, P, F)]
    assert diff(one(P, P), trail=trail).flapping == 1
    assert flapping(trail) == {("a", "site"): (P, F, P, F)}
    assert flapping(trail[:3]) == {}


def test_what_matters_most_comes_first():
    before = graded({(name, "x"): outcome for name, outcome in zip("abcde", (P, F, F, P, P), strict=True)})
    after = graded({(name, "x"): outcome for name, outcome in zip("abcdf", (P, P, E, F, F), strict=True)})
    assert [change.move for change in diff([before, after]).changes] == [
        Move.REGRESSED,
        Move.NEW,
        Move.GONE,
        Move.BETTER,
        Move.FIXED,
        Move.UNCHANGED,
    ]


def test_a_control_that_is_new_and_fails_is_no_regression():
    assert not diff([graded({}), graded({("a", None): F})]).regressed


def test_one_report_is_no_comparison():
    with pytest.raises(ValueError, match="two reports"):
        diff([BLANK])


def test_the_facts_that_changed_are_told_with_their_old_and_new_value():
    change = only(diff([report(run_record("a")), report(run_record("b", count=1))]))
    assert change.move is Move.REGRESSED
    (fact,) = change.facts
    assert (fact.path, fact.before.value, fact.after.value, fact.places) == ("tls.versions.count", 2, 1, (str(ONE),))


def test_the_same_change_at_several_places_is_told_once():
    def at(count):
        facts = [seen("versions", {"count": count}, endpoint=place) for place in (ONE, TWO)]
        return report(record([control("tls.versions.count > 1")], facts, endpoints=(ONE, TWO)))

    (fact,) = only(diff([at(2), at(1)])).facts
    assert fact.places == (str(ONE), str(TWO))


def test_one_place_that_moved_is_still_the_same_one():
    def at(place, count):
        facts = [seen("versions", {"count": count}, endpoint=place)]
        return report(record([control("tls.versions.count > 1")], facts, endpoints=(place,)))

    (fact,) = only(diff([at(ONE, 2), at(TWO, 1)])).facts
    assert (fact.before.value, fact.after.value, fact.places) == (2, 1, (f"{ONE} → {TWO}",))


def test_places_that_moved_are_compared_with_their_new_port_or_address():
    def at(count, *places):
        found = [Endpoint(name=name, address=address, port=port) for name, address, port in places]
        facts = [seen("versions", {"count": count}, endpoint=place) for place in found]
        return report(record([control("tls.versions.count > 1")], facts, endpoints=tuple(found)))

    old = at(2, ("a.com", "192.0.2.1", 443), ("a.com", "192.0.2.2", 443), ("b.com", "192.0.2.1", 443))
    new = at(1, ("a.com", "192.0.2.2", 444), ("a.com", "192.0.2.9", 443), ("c.com", "192.0.2.1", 443))
    found = [(fact.places, fact.before is None, fact.after is None) for fact in only(diff([old, new])).facts]
    moved = ("a.com@192.0.2.2:443 → a.com@192.0.2.2:444", "a.com@192.0.2.1:443 → a.com@192.0.2.9:443")
    assert found[0] == (moved, False, False)
    assert sorted(found[1:]) == [(("b.com@192.0.2.1:443",), False, True), (("c.com@192.0.2.1:443",), True, False)]


def test_a_fact_that_is_absent_now_and_one_that_is_read_no_more_are_told_apart():
    condition = control("tls.versions.count > 1", when="tls.versions.wanted")
    before = report(record([condition], [seen("versions", {"wanted": True, "count": 1})]))
    absent = report(record([condition], [seen("versions", {"wanted": True, "count": 2})]))
    unread = report(record([condition], [seen("versions", {"wanted": False, "count": 1})]))
    assert [fact.after.value for fact in only(diff([before, absent])).facts] == [2]
    found = {fact.path: fact.after for fact in only(diff([before, unread])).facts}
    assert (found["tls.versions.wanted"].value, found["tls.versions.count"]) == (False, None)


def test_why_a_control_cannot_be_decided_any_more_is_told():
    condition = [control("tls.versions.count > 1")]
    after = report(record(condition, [unseen("versions")]))
    change = only(diff([report(record(condition, [seen("versions", {"count": 2})])), after]))
    assert (change.move, change.causes_before) == (Move.REGRESSED, ())
    assert change.causes_after == ("tls.versions timeout: silent",)


SERIAL = control("dns.soa.serial > 0 && dns.soa.refresh_s > 9", target="domain", observe={"dns": {}})
ALIASED = control("d.soa.serial > 0 && d.soa.refresh_s > 9", target="domain", observe={"d": {"probe": "dns"}})


@pytest.mark.parametrize("asked", [SERIAL, ALIASED])
def test_facts_that_change_by_themselves_are_left_out_unless_nothing_else_explains_it(asked):
    def at(serial, refresh_s):
        facts = {"serial": serial, "refresh_s": refresh_s}
        return record([asked], [seen("soa", facts, probe="dns", target="domain", endpoint=None)])

    def facts(old, new):
        found = diff([report(old), report(new)], steady=by_models(old, new))
        return [(fact.path.rpartition(".")[2], fact.volatile) for fact in only(found).facts]

    assert facts(at(1, 10), at(2, 5)) == [("refresh_s", False)]
    assert facts(at(1, 10), at(0, 10)) == [("serial", True)]


def test_a_volatile_fact_inside_of_another_is_left_out_as_well():
    asked = control("dns.soa.refresh_s > 9 && has(dns.delegation.nameservers)", target="domain", observe={"dns": {}})

    def at(refresh_s, serial):
        servers = {"nameservers": [{"name": "ns1", "serial": serial}]}
        return record(
            [asked],
            [
                seen("soa", {"refresh_s": refresh_s}, probe="dns", target="domain", endpoint=None),
                seen("delegation", servers, probe="dns", target="domain", endpoint=None),
            ],
        )

    old, new = at(10, 1), at(5, 2)
    found = only(diff([report(old), report(new)], steady=by_models(old, new)))
    assert [fact.path for fact in found.facts] == ["dns.soa.refresh_s"]


def test_what_else_could_have_made_the_difference_comes_with_it():
    old, new = run_record("a"), run_record("b")
    policy = new.header.policy.model_copy(update={"version": "2"})
    changes = {
        "policy": policy,
        "release": Release(commit="abc"),
        "params": {"n": ParamValue(value=3, origin="policy")},
    }
    changed = report(replace(new, header=new.header.model_copy(update=changes)))
    changed = changed.model_copy(update={"release": Release(commit="abc")})
    found = {one.what: (one.before, one.after) for one in diff([report(old), changed]).settings}
    assert found == {"policy version": ("1", "2"), "release commit": (None, "abc"), "param n": (None, 3)}


def test_a_waiver_that_came_or_went_is_told_even_if_the_outcome_stayed():
    before, after = one(F, F)
    waived = after.model_copy(update={"findings": (after.findings[0].model_copy(update={"waived": "OPS-1"}),)})
    (change,) = diff([before, waived]).changes
    assert (change.move, change.waiver_changed, change.waived_after) == (Move.UNCHANGED, True, "OPS-1")


def test_each_side_says_what_it_is():
    found = diff([report(run_record("a")), report(run_record("b", complete=False, minutes=1))], ["OLD", "last"])
    old, new = found.sides
    assert (old.name, old.score, old.complete, old.started) == ("OLD", 100, True, NOW)
    assert (new.name, new.run, new.complete) == ("last", new.run, False)
