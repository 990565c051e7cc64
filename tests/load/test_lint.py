"""What the linter says of policies whose parts are all right, and what it leaves alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import readiness.load.lint as lint_package
from readiness.load.lifecycle import load_lifecycle
from readiness.load.lint import lint, rules
from readiness.load.policy import load_policy
from readiness.load.shipped import policy_names
from readiness.model.errors import InputError
from readiness.model.lifecycle import Cycle, Lifecycle, Product
from readiness.model.policy import Policy

GOOD = {
    "id": "one",
    "title": "The page is served",
    "severity": "high",
    "target": "site",
    "observe": {"http": {}},
    "require": "http.response.answered",
    "rationale": "A page that nobody can open helps nobody, however well it is made.",
    "remedy": {"any": "start the server again"},
    "references": ["RFC 9110"],
    "examples": [
        {"outcome": "pass", "http": {"response": {"answered": True}}},
        {"outcome": "fail", "http": {"response": {"answered": False}}},
    ],
}
LIFECYCLE = Lifecycle(
    dated=date(2026, 11, 22),
    products={
        "nodejs": Product(
            title="Node.js",
            source="https://example.com",
            cycles={"20": Cycle(released=date(2023, 4, 18), ends=date(2026, 4, 30))},
        )
    },
)


def policy(*controls, **changes):
    found = [{**GOOD, **control} for control in controls] or [GOOD]
    return Policy.model_validate(
        {"name": "p", "version": "1", "gate": {"blocking": ["high"]}, "controls": found, **changes}
    )


def remarks(*controls, **changes):
    return lint(policy(*controls, **changes), LIFECYCLE)


def said(rule, *controls, **changes):
    """The remarks of one rule as (control, condition), with the messages of all of them for the failure."""
    return [(remark.control, remark.condition) for remark in remarks(*controls, **changes) if remark.rule == rule]


def param(default, kind="int", description="a bound"):
    return {"type": kind, "default": default, "source": "somewhere", "description": description}


def test_a_plain_policy_is_left_alone():
    assert remarks() == ()


@pytest.mark.parametrize("name", policy_names())
def test_what_comes_with_readiness_is_clean_but_for_rows_that_are_open(name):
    found = lint(load_policy(name, Path.cwd()), load_lifecycle(), ["unclaimed-rows"])
    assert [(remark.rule, remark.control, remark.message) for remark in found] == []


def test_every_rule_says_in_one_sentence_what_it_looks_for():
    assert len(rules()) >= 14
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in rules().values())


@pytest.mark.parametrize(
    "block",
    [
        "http.x.n > 5\nhttp.x.n < 5",
        "http.x.n >= 5 && http.x.n < 5",
        "5 < http.x.n\nhttp.x.n <= 5",
        "http.x.n >= params.low * 2\nhttp.x.n <= 5",
        "http.x.n == 3\nhttp.x.n != 3",
        'http.x.s == "a"\nhttp.x.s == "b"',
        'http.x.s in ["a", "b"]\n!(http.x.s in ["a", "b", "c"])',
        "http.x.flag\n!http.x.flag",
        "http.x.flag == true\nhttp.x.flag == false",
        "has(http.x.s)\n!has(http.x.s)",
        "size(http.x.list) > 0\nsize(http.x.list) < 1",
        "size(http.x.list) > 2 && size(http.x.list) < 3",
        "size(http.x.list) < 0\nhttp.response.answered",
        "http.x.n < 3\n!(http.x.n < 5) || http.x.n > 4",
        "!(http.x.n < 3 || http.x.n > 4)\nhttp.x.n > 10",
        "http.x.d >= 2.5\nhttp.x.d < -(-2.0)",
        "days_until(http.x.at) >= 14\ndays_until(http.x.at) < double(params.low)",
    ],
)
def test_thresholds_that_cannot_both_hold_are_a_contradiction(block):
    (found,) = said("contradiction", {"require": block}, params={"low": param(3)})
    assert found[0] == "one"


@pytest.mark.parametrize(
    "block",
    [
        "http.x.n >= 5\nhttp.x.n <= 5",
        "http.x.n > 4 && http.x.n < 5",
        "http.x.n < 3 || http.x.n > 5",
        "http.x.n < 3 || http.x.flag\nhttp.x.n >= 3",
        'http.x.s != "a"\nhttp.x.s != "b"',
        "http.x.n > 5\nhttp.y.n < 5",
        "http.a.all(x, x.n > 5) && http.b.all(x, x.n < 5)",
        "http.x.list[0] > 5\nhttp.x.list[1] < 5",
        "http.x.s < 'a'\nhttp.x.s > 'b'",
        "size(http.x.list) > 1 && size(http.x.list) < 3",
        "http.x.n >= params.low\nhttp.x.n <= 5",
        "!has(http.x.n) || http.x.n == 0",
    ],
)
def test_what_can_hold_is_no_contradiction(block):
    assert said("contradiction", {"require": block}, params={"low": param(3)}) == []


def test_a_contradiction_is_shown_at_the_condition_that_completes_it():
    found = remarks({"require": "http.x.n > 5\nhttp.response.answered\nhttp.x.n < 5"})
    assert [(remark.rule, remark.condition) for remark in found] == [("contradiction", "http.x.n < 5")]
    assert "nothing is left for http.x.n" in found[0].message


def test_a_contradiction_with_when_or_in_a_variant_alone_is_found():
    assert said("contradiction", {"when": "http.x.n > 5", "require": "http.x.n < 5"})
    variant = {"id": "v", "when": "target.http_port == 80", "require": "!http.response.answered"}
    (found,) = (remark for remark in remarks({"variants": [variant]}) if remark.rule == "contradiction")
    assert "(variant v)" in found.message


@pytest.mark.parametrize(
    ("require", "recommend"),
    [
        ("http.x.n >= 5", "http.x.n >= 3"),
        ("http.x.n >= 5", "http.x.n >= 5"),
        ("http.x.n > 4", "http.x.n != 2"),
        ('http.x.s == "a"', 'http.x.s in ["a", "b"]'),
        ("http.x.flag && http.x.n > 1", "http.x.flag"),
        ("http.x.n >= 5", "http.x.flag || http.x.n > 4"),
        ("size(http.x.list) > 2", "size(http.x.list) >= 3"),
        ("http.x.flag || http.y.flag", "http.x.flag || http.y.flag"),
        ("http.x.n >= 5", "http.x.n < 5"),
    ],
)
def test_a_recommendation_that_adds_nothing_or_can_never_hold_is_remarked(require, recommend):
    assert said("weak-recommendation", {"require": require, "recommend": recommend}) == [("one", recommend)]


@pytest.mark.parametrize(
    ("require", "recommend"),
    [
        ("http.x.n >= 3", "http.x.n >= 5"),
        ("http.x.n >= 3", "http.x.n > 3"),
        ("http.x.n >= 3", "http.y.n >= 3"),
        ("http.x.n > 3", "http.x.n != 4"),
        ('http.x.s in ["a", "b"]', 'http.x.s == "a"'),
        ("http.x.flag || http.y.flag", "http.x.flag"),
    ],
)
def test_a_stricter_recommendation_is_left_alone(require, recommend):
    assert said("weak-recommendation", {"require": require, "recommend": recommend}) == []


@pytest.mark.parametrize(
    ("require", "idle"),
    [
        ("http.x.n > 5\nhttp.x.n > 3", "http.x.n > 3"),
        ("http.x.n > 3\nhttp.x.n > 5", "http.x.n > 3"),
        ("http.x.flag\nhttp.x.flag  ==  true", "http.x.flag  ==  true"),
        ("http.x.flag || http.y.flag\nhttp.x.flag", "http.x.flag || http.y.flag"),
        ("http.a.all(x, x.n > 5)\nhttp.a.all(x, x.n > 5)", "http.a.all(x, x.n > 5)"),
        ("size(http.x.list) > 0\nsize(http.x.list) >= 2", "size(http.x.list) > 0"),
    ],
)
def test_a_condition_that_follows_from_another_is_redundant(require, idle):
    assert said("redundant-condition", {"require": require}) == [("one", idle)]


def test_what_when_says_already_is_redundant_and_what_it_does_not_is_not():
    assert said("redundant-condition", {"when": "http.x.n > 5", "require": "http.x.n > 3"}) == [("one", "http.x.n > 3")]
    assert said("redundant-condition", {"when": "http.x.n > 3", "require": "http.x.n > 5"}) == []


def test_two_controls_that_can_never_both_pass_conflict_whatever_they_call_what_they_observe():
    other = {"id": "two", "observe": {"web": {"probe": "http"}}, "require": "!web.response.answered"}
    assert said("conflicting-controls", {}, other) == [("two", "")]


@pytest.mark.parametrize(
    "difference",
    [
        {"target": "api"},
        {"observe": {"http": {"with": {"path": "/health"}}}},
        {"observe": {"http": {"targets": {"kind": "site"}}}},
        {"when": "target.http_port == 81"},
        {"require": "!http.redirects.answered"},
    ],
)
def test_controls_on_different_things_do_not_conflict(difference):
    other = {"id": "two", "require": "!http.response.answered", **difference}
    assert said("conflicting-controls", {"when": "target.http_port == 80"}, other) == []


def test_a_control_that_asks_for_the_same_is_a_duplicate():
    other = {"id": "two", "observe": {"web": {"probe": "http"}}, "require": "web.response.answered == true"}
    assert said("duplicate-control", {}, other, {"id": "three", "target": "api"}) == [("two", "")]


def test_attestations_are_no_duplicates_for_lack_of_conditions():
    attested = {"observe": {}, "require": "", "target": "environment", "examples": []}
    one, two = ({**attested, "id": name, "attest": {"valid_for_days": 30}} for name in ("a", "b"))
    assert said("duplicate-control", one, {**two, "attest": {"valid_for_days": 60}}) == []
    assert said("missing-examples", one) == []


CATALOG = {
    "catalog": "c",
    "title": "Guide",
    "chapters": [{"id": "a", "number": 1, "title": "A"}, {"id": "b", "number": 2, "title": "B"}],
    "phases": [{"id": "first", "title": "First", "row": "1.1"}, {"id": "last", "title": "Last", "row": "1.1"}],
    "rows": [{"id": f"1.{n}", "chapter": "a", "phase": "first", "asks": "something"} for n in (1, 2, 3)],
}


def test_rows_that_nobody_claims_are_one_remark():
    (found,) = (r for r in remarks({"rows": ["1.2"]}, catalog=CATALOG) if r.rule == "unclaimed-rows")
    assert found.message == "no control decides 2 of 3 rows: 1.1, 1.3"


def test_a_row_named_twice_is_remarked():
    assert said("repeated-row", {"rows": ["1.1", "1.2", "1.1"]}, catalog=CATALOG) == [("one", "")]


def test_chapters_and_phases_without_rows_and_gates_on_empty_chapters_are_idle():
    gate = {"blocking": ["high"], "chapters": {"a": 90, "b": 90, "aa": 90}}
    found = [r.message for r in remarks({"rows": ["1.1"]}, catalog=CATALOG, gate=gate) if r.rule == "idle-catalog"]
    assert found == [
        "the chapter b has no row",
        "the phase last has no row",
        "the gate asks for a score of the chapter b, which has no control",
        "the gate asks for a score of the chapter aa, which does not exist: did you mean `a`?",
    ]


def test_a_severity_that_blocks_nothing_is_idle():
    assert said("idle-blocking", gate={"blocking": ["critical", "high"]}) == [("", "")]
    assert said("idle-blocking", gate={"blocking": []}) == [("", "")]
    assert said("idle-blocking", gate={"blocking": ["high"]}) == []


def test_parameters_that_nobody_uses_or_that_are_another_are_idle():
    found = remarks(
        {"require": "http.x.n > params.a && http.x.m > params.b", "examples": GOOD["examples"]},
        params={"a": param(3), "b": param(3), "c": param(4)},
    )
    assert [r.message for r in found if r.rule == "idle-params"] == [
        "the parameter b is a under another name",
        "no control uses the parameter c",
    ]
    inputs = {"observe": {"http": {"with": {"path": "params.c"}}}}
    assert said("idle-params", inputs, params={"c": param("/x", "string")}) == []


@pytest.mark.parametrize(
    ("change", "times"),
    [
        ({"rationale": "Because."}, 1),
        ({"title": "A title that is as long as a rationale would be"}, 0),
        (
            {
                "title": "It is good to have it at all times, always",
                "rationale": "It is good to have it at all times, always.",
            },
            1,
        ),
        ({"remedy": {"any": "fix"}}, 1),
        ({"remedy": {"any": "TODO    "}}, 1),
        ({"references": ["none"]}, 1),
        (
            {
                "variants": [
                    {"id": "v", "when": "target.http_port == 80", "require": "http.x.n > 1", "remedy": {"x": "-"}}
                ]
            },
            1,
        ),
    ],
)
def test_advice_that_helps_nobody_is_thin(change, times):
    assert len(said("thin-advice", change)) == times


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, []),
        ({"examples": GOOD["examples"][:1]}, ["fail"]),
        ({"examples": []}, ["pass", "fail"]),
        ({"recommend": "http.x.n > 1"}, ["partial"]),
        ({"when": "target.http_port == 80"}, ["not-applicable"]),
    ],
)
def test_each_thing_that_can_become_of_a_control_needs_an_example(change, missing):
    found = [r.message.rpartition(" ")[2] for r in remarks(change) if r.rule == "missing-examples"]
    assert found == missing


def test_a_when_that_never_holds_is_unreachable_and_no_contradiction():
    for when in ("target.http_port > 80\ntarget.http_port < 80", 'target.kind != "site"', 'target.kind == "api"'):
        assert said("unreachable", {"when": when}) == [("one", "")]
        assert said("contradiction", {"when": when}) == []
    assert said("unreachable", {"when": 'target.kind == "site" && target.http_port == 80'}) == []


def test_a_probe_that_does_not_look_at_the_target_is_unreachable():
    assert said("unreachable", {"target": "domain"}) == [("one", "")]


def test_targets_that_cannot_name_each_other_are_never_related():
    lonely = {
        "target": "mailserver",
        "observe": {"tls": {}, "sites": {"probe": "tls", "targets": {"kind": "mailserver", "of": "target"}}},
    }
    assert said("unreachable", lonely) == [("one", "")]
    named = {"observe": {"http": {}, "apis": {"probe": "http", "targets": {"kind": "api", "of": "target"}}}}
    assert said("unreachable", named) == []


def test_a_variant_behind_one_that_takes_all_never_has_its_turn():
    def variants(*ports):
        return {
            "variants": [
                {"id": f"v{n}", "when": f"target.http_port {port}", "require": "http.x.n > 1"}
                for n, port in enumerate(ports)
            ]
        }

    assert said("unreachable", variants("> 80", "> 90")) == [("one", "")]
    assert said("unreachable", variants("> 90", "> 80")) == []
    assert said("unreachable", {"when": "target.http_port == 80", **variants("> 80")}) == [("one", "")]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('lifecycle("nodsjs", http.x.s) == "ended"', "know no product `nodsjs`: did you mean `nodejs`?"),
        ('support_days("cobol", http.x.s) > 1', "know no product `cobol`: they have nodejs"),
        ('lifecycle("nodejs", "19.1") == "ended"', "know no nodejs `19.1`: they have 20"),
    ],
)
def test_products_and_versions_that_the_data_do_not_know_are_remarked(call, message):
    (found,) = (remark for remark in remarks({"require": call}) if remark.rule == "unknown-version")
    assert message in found.message
    assert found.condition == call


@pytest.mark.parametrize(
    "call",
    ['lifecycle("nodejs", "v20.1") == "ended"', 'lifecycle(http.x.p, "20") == "ended"', "version('1') < version('2')"],
)
def test_what_the_data_know_or_nobody_can_tell_yet_is_left_alone(call):
    assert said("unknown-version", {"require": call}) == []
    assert [r for r in lint(policy({"require": call})) if r.rule == "unknown-version"] == []


def test_a_rule_can_be_ignored_and_one_that_does_not_exist_is_a_mistake():
    assert "thin-advice" not in {r.rule for r in lint(policy({"rationale": "x"}), None, ["thin-advice"])}
    with pytest.raises(InputError) as caught:
        lint(policy(), None, ["thin-advise"])
    (mistake,) = caught.value.mistakes
    assert mistake.hint == "did you mean `thin-advice`?"


def test_every_remark_goes_by_the_name_of_the_file_that_makes_it():
    for file in Path(lint_package.__file__).parent.glob("[a-z]*.py"):
        named = set(re.findall(r'Remark\(\s*"([^"]+)"', file.read_text()))
        assert named == {file.stem.replace("_", "-")}
