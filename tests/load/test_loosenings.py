"""Everything in which a policy asks for less than what it extends is named; nothing else is."""

from __future__ import annotations

import pytest
from policy_texts import CATALOG, control, policy

from readiness.load.params import param_loosenings
from readiness.model.report import ParamValue

GATE = (
    "gate: {score: 90, coverage: 95, blocking: [critical, high], chapters: {web: 80}, evidence_days: 30,"
    " regressions: false, waivers: {longest_days: 90, most: 5, most_weight: 10}}\n"
)
PARAMS = """\
params:
  longest: {type: duration, default: 90d, stricter: lower, source: x}
  least: {type: count, default: 3, stricter: higher, source: x}
  room: {type: bytes, default: 500 GB, stricter: higher, source: x}
  words: {type: strings, default: [a, b], source: x}
  word: {type: regex, default: "a+", source: x}
  yes: {type: bool, default: true, source: x}
"""
USES = " || ".join(["tls.certificate.trusted", *(f"params.{n} == params.{n}" for n in
                    ("longest", "least", "room", "words", "word", "yes"))])  # fmt: skip
BASE = policy(control("first"), control("second", USES), head="catalog: c.yaml\n" + GATE + PARAMS, name="base")


@pytest.fixture
def found(load):
    """``found("drop: …")``: the loosenings of a policy that extends the one above and says that."""

    def run(said: str):
        top = policy(head=f"extends: [./base.yaml]\n{said}").replace("controls:\n", "")
        return [
            (one.kind, one.what, one.before, one.after, one.by, one.reason)
            for one in load(top=top, base=BASE, c=CATALOG).loosenings
        ]

    return run


# fmt: off
LOOSER = [
    ("select: [second]\n", [("dropped", "first", "high", "left out", "mine", "not selected")]),
    ("drop: {first: no site}\n", [("dropped", "first", "high", "left out", "mine", "no site")]),
    ("override: {first: {severity: low, reason: small}}\n", [("severity", "first", "high", "low", "mine", "small")]),
    ("override: {first: {weight: 0}}\n", [("weight", "first", "7.5", "0", "mine", "")]),
    ("override: {first: {severity: critical, weight: 7}}\n", [("weight", "first", "7.5", "7", "mine", "")]),
    ("override: {first: {severity: medium, weight: 7.5}}\n", [("severity", "first", "high", "medium", "mine", "")]),
    ("set: {longest: {value: 91d, reason: rare}}\n", [("parameter", "longest", "90d", "91d", "mine", "rare")]),
    ("set: {longest: {value: 1h30m}, least: {value: 2}}\n", [("parameter", "least", "3", "2", "mine", "")]),
    ("set: {room: {value: 4 GiB}}\n", [("parameter", "room", "500 GB", "4 GiB", "mine", "")]),
    ("set: {words: {value: [a, b, c]}}\n", [("parameter", "words", "a, b", "a, b, c", "mine", "")]),
    ("set: {word: {value: a}, yes: {value: false}}\n",
     [("parameter", "word", "a+", "a", "mine", ""), ("parameter", "yes", "true", "false", "mine", "")]),
    ("gate: {score: 89.5}\n", [("gate", "score", "90", "89.5", "mine", "")]),
    ("gate: {coverage: 0}\n", [("gate", "coverage", "95", "0", "mine", "")]),
    ("gate: {blocking: [critical, medium]}\n",
     [("gate", "blocking", "critical, high", "critical, medium", "mine", "")]),
    ("gate: {blocking: []}\n", [("gate", "blocking", "critical, high", "none", "mine", "")]),
    ("gate: {chapters: {}}\n", [("gate", "chapters.web", "80", "none", "mine", "")]),
    ("gate: {chapters: {web: 79}}\n", [("gate", "chapters.web", "80", "79", "mine", "")]),
    ("gate: {waivers: {longest_days: 365, most: 6, most_weight: 11}}\n",
     [("gate", "waivers.longest_days", "90", "365", "mine", ""), ("gate", "waivers.most", "5", "6", "mine", ""),
      ("gate", "waivers.most_weight", "10", "11", "mine", "")]),
    ("gate: {waivers: {most: null}}\n", [("gate", "waivers.most", "5", "no limit", "mine", "")]),
    ("gate: {evidence_days: 31}\n", [("gate", "evidence_days", "30", "31", "mine", "")]),
    ("gate: {evidence_days: null}\n", [("gate", "evidence_days", "30", "no limit", "mine", "")]),
    ("gate: {regressions: true}\n", [("gate", "regressions", "false", "true", "mine", "")]),
]
STRICTER = [
    "override: {first: {severity: critical}}\n",
    "override: {first: {weight: 8}}\n",
    "set: {longest: {value: 89d}, least: {value: 4}, room: {value: 1 TB}}\n",
    "set: {longest: {value: 2160h}, words: {value: [a, b]}}\n",
    "gate: {score: 91, coverage: 100, blocking: [critical, high, medium], chapters: {web: 81}}\n",
    "gate: {waivers: {longest_days: 89, most: 0, most_weight: 0, warn_days: 1}, evidence_days: 1}\n",
    "gate: {}\n",
    "",
]
# fmt: on


@pytest.mark.parametrize(("said", "loosenings"), LOOSER)
def test_what_asks_for_less_is_named(found, said, loosenings):
    assert found(said) == loosenings


@pytest.mark.parametrize("said", STRICTER)
def test_what_asks_for_as_much_or_more_is_not(found, said):
    assert found(said) == []


def test_what_a_policy_in_between_did_is_told_with_its_name_and_not_what_was_taken_back(load):
    middle = policy(
        control("own"),
        head="extends: [./base.yaml]\ndrop: {first: so}\noverride: {second: {severity: low, reason: x}}\n"
        "set: {least: {value: 1, reason: y}, longest: {value: 100d}}\ngate: {score: 10, coverage: 20}\n",
        name="middle",
    )
    top = policy(
        head="extends: [./middle.yaml]\noverride: {second: {severity: medium}}\n"
        "set: {longest: {value: 80d}}\ngate: {score: 95}\n"
    ).replace("controls:\n", "")
    loaded = load(top=top, middle=middle, base=BASE, c=CATALOG)
    assert [(one.kind, one.what, one.before, one.after, one.by, one.reason) for one in loaded.loosenings] == [
        ("dropped", "first", "high", "left out", "middle", "so"),
        ("severity", "second", "high", "medium", "middle", "x"),
        ("parameter", "least", "3", "1", "middle", "y"),
        ("gate", "coverage", "95", "20", "mine", ""),
    ]


def test_who_lowered_a_severity_stays_who_did_it(load):
    middle = policy(
        head="extends: [./base.yaml]\noverride: {first: {severity: low, weight: 7.5, reason: x}}\n", name="middle"
    )
    top = policy(head="extends: [./middle.yaml]\noverride: {first: {weight: 8}}\n").replace("controls:\n", "")
    (found,) = load(top=top, middle=middle.replace("controls:\n", ""), base=BASE, c=CATALOG).loosenings
    assert (found.kind, found.by, found.reason) == ("severity", "middle", "x")


def test_a_chapter_of_which_nothing_is_asked_can_be_left_out(load):
    base = policy(control(), head="catalog: c.yaml\ngate: {chapters: {web: 0}}\n", name="base")
    top = policy(head="extends: [./base.yaml]\ngate: {chapters: {}}\n").replace("controls:\n", "")
    assert load(top=top, base=base, c=CATALOG).loosenings == ()


def test_a_gate_says_only_what_it_changes(load):
    top = policy(head="extends: [./base.yaml]\ngate: {score: 95, waivers: {most: 2}}\n").replace("controls:\n", "")
    gate = load(top=top, base=BASE, c=CATALOG).gate
    assert (gate.score, gate.coverage, gate.evidence_days, gate.regressions) == (95, 95, 30, False)
    assert (gate.waivers.most, gate.waivers.longest_days) == (2, 90)


def test_a_policy_of_nobody_else_loosens_nothing(load):
    assert load(base=BASE, c=CATALOG).loosenings == ()


@pytest.mark.parametrize("origin", ["environment", "command line"])
def test_weaker_parameters_of_the_environment_and_the_command_line_are_named(load, origin):
    loaded = load(base=BASE, c=CATALOG)
    params = {name: ParamValue(value=spec.default, origin="policy base") for name, spec in loaded.params.items()}
    assert param_loosenings(loaded, params) == ()
    for name, value in (("longest", 91 * 86_400), ("least", 4), ("words", ["a"]), ("word", "a+"), ("gone", 1)):
        params[name] = ParamValue(value=value, origin=origin)
    assert [(one.what, one.before, one.after, one.by) for one in param_loosenings(loaded, params)] == [
        ("longest", "90d", "91d", origin),
        ("words", "a, b", "a", origin),
    ]


def test_a_value_of_the_policy_is_its_own_loosening_or_none(load):
    loaded = load(base=BASE, c=CATALOG)
    for origin in ("policy", "policy base"):
        assert param_loosenings(loaded, {"least": ParamValue(value=1, origin=origin)}) == ()
