"""How far the launch has come, and the lines of the guide that ask for its steps."""

from __future__ import annotations

from hypothesis import given
from verdicts import CATALOG, NOW, finding, findings, grounds, policy, verdict, waiver

from readiness.judge.catalog import unclaimed
from readiness.judge.rows import rows
from readiness.judge.verdict.phases import phases, reached
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, WaiverRules
from readiness.model.report import Baseline, Regression, Selection

BUILD = finding("build", Outcome.PASS, Severity.HIGH, rows=("1.1", "1.2"))
OPEN = finding("open", Outcome.PASS, Severity.HIGH, rows=("2.1",))


def failing(one):
    return one.model_copy(update={"outcome": Outcome.FAIL})


def standings(*found, **more):
    return {state.id: state.standing for state in phases(grounds(*found, **more))}


def test_a_phase_holds_by_its_own_controls_alone():
    assert standings(BUILD, failing(OPEN)) == {"build": "holds", "open": "does not hold"}


def test_a_phase_says_why_it_does_not_hold_and_how_much_of_it_is_decided():
    build, opened = phases(grounds(BUILD, failing(OPEN)))
    assert (build.rows, build.rows_decided, build.controls, build.score, build.because) == (2, 2, 1, 100, ())
    assert opened.because == ("high control open fails", "the score can reach 0 at best, the gate asks for 90")


def test_a_phase_that_no_control_decides_is_undecided():
    opened = phases(grounds(BUILD))[-1]
    assert (opened.standing, opened.because, opened.controls) == (
        "undecided",
        ("no control decides any of its rows",),
        0,
    )


def test_a_phase_with_a_row_that_no_control_decides_is_undecided_however_good_the_rest_is():
    part = BUILD.model_copy(update={"rows": ("1.1",)})
    build = phases(grounds(part, OPEN))[0]
    assert (build.standing, build.because) == ("undecided", ("no control decides its rows 1.2",))
    assert (build.rows, build.rows_decided) == (2, 1)
    assert reached(phases(grounds(part, OPEN))) == ""


def test_a_scan_of_a_phase_names_the_rows_that_no_control_decides_as_a_condition():
    part = BUILD.model_copy(update={"rows": ("1.1",)})
    found = verdict(part, selection=Selection(phase="build"))
    assert (found.word, found.exit_code) == ("PHASE build HOLDS WITH CONDITIONS (1 of 2)", 0)
    assert found.conditions == ("no control decides row 1.2 of this phase",)


def test_a_phase_whose_controls_could_not_look_is_undecided():
    assert standings(BUILD.model_copy(update={"outcome": Outcome.ERROR}), OPEN)["build"] == "undecided"


def test_an_interrupted_scan_leaves_every_phase_undecided():
    assert set(standings(BUILD, OPEN, incomplete="the scan was interrupted").values()) == {"undecided"}


def test_a_phase_that_is_not_wholly_selected_is_undecided():
    whole = policy(BUILD, OPEN, finding("more", Outcome.PASS, rows=("1.2",)))
    build, opened = phases(grounds(BUILD, policy=whole, selection=Selection(only=("build",))))
    assert (build.standing, build.because) == ("undecided", ("1 of its 2 controls not selected",))
    assert (opened.standing, opened.because) == ("undecided", ("not selected",))


def test_a_phase_that_is_wholly_selected_is_judged():
    whole = policy(BUILD, OPEN)
    states = phases(grounds(BUILD, policy=whole, selection=Selection(phase="build")))
    assert [state.standing for state in states] == ["holds", "undecided"]


def test_what_the_gate_asks_of_the_whole_is_not_asked_of_a_phase():
    gate = Gate(chapters={"first": 100}, waivers=WaiverRules(most=0), regressions=False)
    waived = finding("bad", Outcome.FAIL, Severity.HIGH, rows=("1.2",), waived="OPS-1")
    partial = BUILD.model_copy(update={"outcome": Outcome.PARTIAL})
    loose = gate.model_copy(update={"score": 50.0})
    assert standings(partial, waived, OPEN, gate=loose, waivers=(waiver("bad"),))["build"] == "holds"


def test_a_phase_stands_for_itself_whatever_was_before():
    worse = Regression(control="build", target="site", before=Outcome.PASS, after=Outcome.PARTIAL)
    before = Baseline(environment="prod", started=NOW, regressions=(worse,))
    assert standings(BUILD, OPEN, gate=Gate(regressions=False), baseline=before)["build"] == "holds"


def test_a_launch_has_reached_the_last_phase_of_an_unbroken_row():
    assert reached(phases(grounds(BUILD, OPEN))) == "open"
    assert reached(phases(grounds(BUILD, failing(OPEN)))) == "build"
    assert reached(phases(grounds(failing(BUILD), OPEN))) == ""


def test_a_policy_without_phases_has_none():
    assert phases(grounds(BUILD, policy=policy(BUILD, catalog=None))) == ()


def states_of(*found):
    return {row.row: row for row in rows(CATALOG, found, phases(grounds(*found)))}


def test_the_line_that_asks_for_a_phase_has_its_outcome_and_no_controls():
    told = states_of(BUILD, failing(OPEN))
    assert (told["3.1"].outcome, told["3.1"].controls) == (Outcome.PASS, ())
    assert told["3.2"].outcome is Outcome.FAIL
    assert states_of(BUILD)["3.2"].outcome is Outcome.UNPROVEN


def test_other_lines_have_the_worst_of_their_controls_or_nothing():
    told = states_of(BUILD, failing(BUILD).model_copy(update={"target": "other"}))
    assert (told["1.1"].outcome, told["1.1"].controls) == (Outcome.FAIL, ("build",))
    assert told["2.1"].outcome is None


def test_a_line_that_asks_for_a_phase_leaves_the_score_alone():
    assert [part.control for part in grounds(BUILD).before.contributions] == ["build"]


@given(findings)
def test_what_is_reached_holds_with_all_before_it(found):
    states = phases(grounds(*found))
    names = [state.id for state in states]
    last = reached(states)
    before = names[: names.index(last) + 1] if last else []
    assert all(state.standing == "holds" for state in states if state.id in before)


@given(findings)
def test_a_phase_stands_as_a_scan_of_that_phase_alone_would_say(found):
    of = policy(*found)
    for state in phases(grounds(*found, policy=of)):
        rows_of = {row.id for row in CATALOG.rows if row.phase == state.id}
        own = [one for one in found if rows_of & set(one.rows)]
        if own:
            alone = verdict(*own, policy=of, selection=Selection(phase=state.id))
            whole = not unclaimed(of, state.id)
            standing = {0: "holds" if whole else "undecided", 1: "does not hold", 3: "undecided"}[alone.exit_code]
            assert standing == state.standing
