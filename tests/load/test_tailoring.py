"""What a policy does to those that it extends: selects, drops, overrides and sets."""

from __future__ import annotations

import pytest
from policy_texts import CATALOG, control, policy

from readiness.model.outcomes import Severity

BASE = policy(
    control("plain"),
    control("tagged", more="    tags: [web, tls]\n"),
    control("mapped", more='    maps: {asvs-5.0: ["1.2.3"]}\n    rows: ["1.1"]\n'),
    control("timed", "tls.certificate.trusted || params.age > 0"),
    head="catalog: c.yaml\nparams: {age: {type: duration, default: 90d, stricter: lower, source: a standard}}\n",
    name="base",
)


def tailored(said: str, *own: str, extends: str = "[./base.yaml]") -> str:
    text = policy(*own, head=f"extends: {extends}\n{said}")
    return text if own else text.replace("controls:\n", "")


@pytest.fixture
def made(load):
    """``made("select: [x]\\n")``: a policy that extends the one above and says that."""

    def run(said: str, *own: str):
        return load(top=tailored(said, *own), base=BASE, c=CATALOG)

    return run


def ids(loaded) -> list[str]:
    return [one.id for one in loaded.controls]


@pytest.mark.parametrize(
    ("terms", "left"),
    [
        ("plain", ["plain"]),
        ("control:plain, tls", ["plain", "tagged"]),
        ("tag:web", ["tagged"]),
        ('"1.1"', ["mapped"]),
        ('"row:1.1"', ["mapped"]),
        ("framework:asvs-5.0", ["mapped"]),
        ("asvs-5.0", ["mapped"]),
        ("phase:first", ["mapped"]),
        ("chapter:web", ["mapped"]),
        ("high", ["plain", "tagged", "mapped", "timed"]),
        ("severity:high", ["plain", "tagged", "mapped", "timed"]),
    ],
)
def test_select_keeps_what_any_of_its_terms_names(made, terms, left):
    assert ids(made(f"select: [{terms}]\n")) == left


def test_own_controls_are_not_selected_from(made):
    assert ids(made("select: [plain]\n", control("own"))) == ["plain", "own"]


def test_what_is_dropped_is_not_there(made):
    loaded = made("drop: {plain: we have none, timed: nor that}\n")
    assert ids(loaded) == ["tagged", "mapped"]
    assert loaded.params == {}


def test_an_own_control_may_stand_for_a_dropped_one_which_stays_a_loosening(made):
    loaded = made("drop: {plain: done better below}\n", control("plain"))
    assert ids(loaded) == ["tagged", "mapped", "timed", "plain"]
    assert [(one.kind, one.what) for one in loaded.loosenings] == [("dropped", "plain")]


def test_an_override_changes_severity_and_weight(made):
    loaded = made("override: {plain: {severity: critical}, tagged: {weight: 0, reason: informs}}\n")
    found = {one.id: (one.severity, one.worth) for one in loaded.controls}
    assert (found["plain"], found["tagged"]) == ((Severity.CRITICAL, 10.0), (Severity.HIGH, 0.0))


def test_a_parameter_is_set_in_its_normal_form_with_its_reason_as_source(made):
    loaded = made("set: {age: {value: 2w, reason: our contract}}\n")
    assert (loaded.params["age"].default, loaded.params["age"].source) == (1_209_600, "our contract")
    assert loaded.param_origin("age") == "policy mine"
    assert made("drop: {plain: none}\n").param_origin("age") == "policy base"


def test_a_broken_control_that_is_dropped_does_no_harm(load):
    broken = policy(control("good"), control("broken", observe="{nope: {}}"), name="base")
    assert ids(load(top=tailored("drop: {broken: no such probe here}\n"), base=broken)) == ["good"]


# fmt: off
MISTAKES = [
    ("select: [plian]\n", "plian: `plian` names no extended control, row or group", "did you mean `plain`?"),
    ("select: [plain, critical]\n", "critical: no extended control is critical", "remove it"),
    ("select: [framework:cis-8.1]\n", "framework: `framework:cis-8.1` names no extended control, row or group",
     "there are asvs-5.0"),
    ("drop: {plian: x}\n", "plian: no extended policy has a control `plian`", "did you mean `plain`?"),
    ('drop: {plain: " "}\n', '": `plain` is dropped without a reason', 'write plain: "why it is not asked here"'),
    ("select: [tls]\ndrop: {plain: x}\n", "plain: control `plain` is not selected here: there is nothing to drop",
     "remove it"),
    ("drop: {plain: x}\noverride: {plain: {weight: 1}}\n",
     "plain: control `plain` is dropped here: there is nothing to override", "remove it"),
    ('drop: {plain: x}\nrows: {plain: ["1.1"]}\n', "plain: control `plain` is dropped here: there is nothing to map",
     "remove it"),
    ("override: {plian: {weight: 1}}\n", "plian: no extended policy has a control `plian`", "did you mean `plain`?"),
    ("override: {plain: {severity: high}}\n", "plain: this changes nothing of `plain`",
     "its severity is high already; remove it"),
    ("override: {plain: {}}\n", "plain: this changes nothing of `plain`", "its severity is high already; remove it"),
    ("override: {plain: {severity: hihg}}\n", "hihg: `severity` must be one of critical, high, medium, low",
     "did you mean `high`?"),
    ("set: {aeg: {value: 1d}}\n", "aeg: no extended policy has a parameter `aeg`", "did you mean `age`?"),
    ("set: {age: {value: 90}}\n", "90: `age` must be a span of time with units",
     "write 90d, or the unit that is meant"),
    ("drop: {plain: x, tagged: x, mapped: x, timed: x}\n",
     "policy: the policy has no controls: nothing would be judged", ""),
]
# fmt: on


@pytest.mark.parametrize(("said", "mistake", "hint"), MISTAKES)
def test_tailoring_that_does_not_fit_is_told_where_it_stands(refused, hints, said, mistake, hint):
    files = {"top": tailored(said), "base": BASE, "c": CATALOG}
    assert refused(**files) == [f"top, {mistake}"]
    assert hints(**files) == [hint]


def test_a_term_that_means_two_things_must_say_which(refused):
    base = policy(control("web"), control("other", more="    tags: [web]\n"), name="base")
    assert refused(top=tailored("select: [web]\n"), base=base) == ["top, web: `web` means two things"]


def test_own_controls_and_parameters_are_changed_where_they_stand(refused):
    own = control("own", "tls.certificate.trusted || params.mine > 0")
    head = "params: {mine: {type: int, default: 1, source: x}}\noverride: {own: {weight: 1}}\nset: {mine: {value: 2}}\n"
    assert refused(top=tailored(head, own), base=BASE, c=CATALOG) == [
        "top, own: control `own` is this policy's own",
        "top, mine: parameter `mine` is this policy's own",
    ]


def test_a_parameter_that_nothing_ever_used_is_still_a_mistake(refused):
    base = policy(control("a"), head="params: {x: {type: int, default: 1, source: x}}\n", name="base")
    assert refused(top=tailored("", control("own")), base=base) == ["base, x: no control uses the parameter `x`"]


def test_a_parameter_that_only_dropped_controls_used_cannot_be_set(refused):
    said = "drop: {timed: none}\nset: {age: {value: 1d}}\n"
    found = refused(top=tailored(said), base=BASE, c=CATALOG)
    assert found == ["top, age: no control that is left uses the parameter `age`"]
