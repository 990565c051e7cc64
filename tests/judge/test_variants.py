"""Controls that ask different things of different sorts of targets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import control, record, seen, unseen, withheld

from readiness.expressions import Engine
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.judge.trials.examples import run_examples
from readiness.model.outcomes import Outcome
from readiness.model.policy import Policy
from readiness.model.report import Result


def variant(name, when, require, **more):
    return {"id": name, "when": when, "require": require, **more}


NGINX = variant("nginx", 'tls.server.name == "nginx"', "tls.server.minor >= 26")
CADDY = variant("caddy", 'tls.server.name == "caddy"', "tls.server.minor >= 8", recommend="tls.server.minor >= 10")
SERVERS = control("tls.versions.modern", variants=[NGINX, CADDY])


def judged(one, *observations):
    made = record([one], list(observations))
    (finding,) = judge(Evidence(made), [one], Engine(made.header.started))
    (judgement,) = finding.judgements
    assert judgement.outcome is finding.outcome
    return judgement


def server(name, minor, *, modern=True):
    return seen("versions", {"modern": modern}), seen("server", {"name": name, "minor": minor})


def test_the_first_variant_that_fits_adds_its_demands_to_those_of_the_control():
    assert judged(SERVERS, *server("nginx", 26)).outcome is Outcome.PASS
    assert judged(SERVERS, *server("nginx", 25)).outcome is Outcome.FAIL
    assert judged(SERVERS, *server("nginx", 26, modern=False)).outcome is Outcome.FAIL


def test_the_judgement_names_the_variant():
    assert judged(SERVERS, *server("caddy", 10)).variant == "caddy"


def test_what_a_variant_recommends_is_recommended():
    assert judged(SERVERS, *server("caddy", 9)).outcome is Outcome.PARTIAL
    assert judged(SERVERS, *server("caddy", 10)).outcome is Outcome.PASS


def test_what_the_control_recommends_is_recommended_beside_what_the_variant_does():
    both = SERVERS.model_copy(update={"recommend": "tls.versions.newest"})
    facts = seen("versions", {"modern": True, "newest": False}), server("caddy", 10)[1]
    assert judged(both, *facts).outcome is Outcome.PARTIAL


def test_of_two_variants_that_fit_only_the_first_counts():
    twice = control("", variants=[NGINX, {**NGINX, "id": "again", "require": "tls.server.minor > 99"}])
    found = judged(twice, *server("nginx", 26))
    assert (found.variant, found.outcome) == ("nginx", Outcome.PASS)


def test_a_target_that_no_variant_fits_is_unproven_and_never_not_applicable():
    found = judged(SERVERS, *server("apache", 99))
    assert (found.variant, found.outcome) == (None, Outcome.UNPROVEN)
    assert found.reasons[-1].detail == "no variant of this control fits this target"
    assert [reason.condition for reason in found.reasons[:-1]] == [NGINX["when"], CADDY["when"]]


@pytest.mark.parametrize(
    ("lost", "outcome"), [(unseen("platform"), Outcome.ERROR), (withheld("platform"), Outcome.UNPROVEN)]
)
def test_a_variant_that_cannot_be_decided_is_not_skipped_for_a_later_one(lost, outcome):
    first = variant("first", 'tls.platform.kind == "metal"', "tls.server.minor > 99")
    found = judged(control("tls.versions.modern", variants=[first, NGINX]), *server("nginx", 26), lost)
    assert (found.variant, found.outcome) == (None, outcome)


def test_a_variant_that_fits_is_taken_whatever_could_be_said_of_later_ones():
    later = variant("later", 'tls.platform.kind == "metal"', "tls.server.minor > 99")
    found = judged(control("", variants=[NGINX, later]), *server("nginx", 26), unseen("platform"))
    assert (found.variant, found.outcome) == ("nginx", Outcome.PASS)


def test_the_controls_own_application_is_asked_first():
    other = SERVERS.model_copy(update={"when": 'tls.server.name == "nginx"'})
    assert judged(other, *server("apache", 1)).outcome is Outcome.NOT_APPLICABLE


def test_what_only_a_variant_reads_is_an_error_if_it_could_not_be_observed():
    found = judged(SERVERS, seen("versions", {"modern": True}), unseen("server"))
    assert found.outcome is Outcome.ERROR
    assert [reason.result for reason in found.reasons] == [Result.ERROR]


@given(st.lists(st.sampled_from(["fits", "not", "failed", "nobody"]), min_size=1, max_size=5))
def test_a_later_variant_is_tried_only_when_all_before_it_are_known_not_to_fit(standings):
    variants = [variant(f"v{n}", f"tls.p{n}.on", "tls.versions.modern") for n in range(len(standings))]
    facts = [seen("versions", {"modern": True})]
    for number, standing in enumerate(standings):
        facts += {
            "fits": [seen(f"p{number}", {"on": True})],
            "not": [seen(f"p{number}", {"on": False})],
            "failed": [unseen(f"p{number}")],
            "nobody": [],
        }[standing]
    found = judged(control("", variants=variants), *facts)
    first = next((n for n, standing in enumerate(standings) if standing != "not"), None)
    if first is None:
        assert (found.variant, found.outcome) == (None, Outcome.UNPROVEN)
    else:
        outcomes = {"fits": Outcome.PASS, "failed": Outcome.ERROR, "nobody": Outcome.UNPROVEN}
        assert found.outcome is outcomes[standings[first]]
        assert found.variant == (f"v{first}" if standings[first] == "fits" else None)


def example(outcome, name, minor, *, modern=True):
    return {"outcome": outcome, "tls": {"versions": {"modern": modern}, "server": {"name": name, "minor": minor}}}


def problems(one, **more):
    policy = Policy(name="test", version="1", controls=(one,), **more)
    return [(found.name, found.problem) for found in run_examples(policy) if found.problem]


GOOD = (
    example("pass", "nginx", 26),
    example("fail", "nginx", 25),
    example("pass", "caddy", 10),
    example("fail", "caddy", 7),
)


def test_examples_must_show_each_variant_pass_and_fail():
    assert problems(SERVERS.model_copy(update={"examples": GOOD})) == []
    for left_out, name in enumerate(("nginx", "nginx", "caddy", "caddy")):
        kept = GOOD[:left_out] + GOOD[left_out + 1 :]
        outcome = GOOD[left_out]["outcome"]
        expected = [(f"examples of variant {name}", f"has none that should {outcome}")]
        assert problems(SERVERS.model_copy(update={"examples": kept})) == expected


def test_an_example_may_show_that_no_variant_fits():
    assert problems(SERVERS.model_copy(update={"examples": (*GOOD, example("unproven", "apache", 1))})) == []


def test_a_control_that_is_only_attested_needs_no_examples_and_may_have_one_without_facts():
    bare = control("", observe={}, attest={"valid_for_days": 90})
    assert problems(bare) == []
    assert problems(bare.model_copy(update={"examples": ({"outcome": "unproven"},)})) == []
    assert problems(bare.model_copy(update={"examples": ({"outcome": "pass"},)})) != []


def test_examples_may_give_a_release():
    fresh = control('release.commit == "abc"', target="environment", observe={})
    examples = ({"outcome": "pass", "release": {"commit": "abc"}}, {"outcome": "fail", "release": {"commit": "x"}})
    assert problems(fresh.model_copy(update={"examples": (*examples, {"outcome": "unproven"})})) == []
