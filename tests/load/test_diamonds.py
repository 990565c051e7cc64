"""Two extended policies that extend the same: what they share is there once, in its stricter form."""

from __future__ import annotations

import pytest
from policy_texts import control, policy

BASE = policy(
    control("first"),
    control("second", "tls.certificate.trusted || params.age > 0 || params.word == params.word"),
    head="params:\n  age: {type: duration, default: 90d, stricter: lower, source: x}\n"
    "  word: {type: string, default: a, source: x}\n",
    name="base",
)


def extending(name: str, said: str = "", extends: str = "./base.yaml", *own: str) -> str:
    text = policy(*own, head=f"extends: [{extends}]\n{said}", name=name)
    return text if own else text.replace("controls:\n", "")


@pytest.fixture
def made(load):
    """``made(left, right, top)``: what each of the three says about what it extends."""

    def run(left: str, right: str, top: str = ""):
        return load(**files(left, right, top))

    return run


def files(left: str, right: str, top: str = "") -> dict[str, str]:
    return {
        "top": extending("top", top, "./left.yaml, ./right.yaml"),
        "left": extending("left", left),
        "right": extending("right", right),
        "base": BASE,
    }


def test_what_one_of_them_dropped_is_there_and_no_loosening(made):
    loaded = made("drop: {first: not here}\n", "")
    assert ([one.id for one in loaded.controls], loaded.loosenings) == (["second", "first"], ())


def test_what_both_dropped_is_one_loosening(made):
    loaded = made("drop: {first: not left}\n", "drop: {first: not right}\n")
    (found,) = loaded.loosenings
    assert (found.what, found.by, found.reason) == ("first", "left", "not left")


@pytest.mark.parametrize("turned", [False, True])
def test_the_higher_severity_and_weight_count(made, turned):
    sides = [
        "override: {first: {severity: low, reason: small}}\n",
        "override: {first: {severity: medium, weight: 1, reason: mid}}\n",
    ]
    loaded = made(*(reversed(sides) if turned else sides))
    first = next(one for one in loaded.controls if one.id == "first")
    assert (first.severity, first.worth) == ("medium", 2.5)
    assert [(one.kind, one.before, one.after, one.reason) for one in loaded.loosenings] == [
        ("severity", "high", "medium", "mid"),
        ("weight", "7.5", "2.5", "small"),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_the_stricter_value_counts_and_says_whose_it_is(made, turned):
    sides = ["set: {age: {value: 30d}}\n", ""]
    loaded = made(*(reversed(sides) if turned else sides))
    assert (loaded.params["age"].default, loaded.loosenings) == (30 * 86_400, ())
    assert loaded.param_origin("age") == ("policy right" if turned else "policy left")


def test_values_without_a_stricter_one_must_be_decided(refused, made):
    sides = ("set: {word: {value: b}}\n", "")
    assert refused(**files(*sides)) == ["top, [: left and base give `word` different values"]
    assert made(*sides, "set: {word: {value: c}}\n").params["word"].default == "c"


def test_rows_that_both_map_to_are_there_once(load):
    catalog = 'catalog: c.yaml\nrows: {first: ["1", "1.1"]}\n'
    loaded = load(
        **files(catalog, 'catalog: c.yaml\nrows: {first: ["1.1"]}\n'),
        c="catalog: g\ntitle: G\nchapters: [{id: w, number: 1, title: W}]\nphases: [{id: p, title: P, row: '1'}]\n"
        "rows: [{id: '1', chapter: w, phase: p, asks: a}, {id: '1.1', chapter: w, phase: p, asks: b}]\n",
    )
    assert loaded.controls[0].rows == ("1", "1.1")


def test_a_file_that_both_include_is_one(load):
    shared = "controls:\n" + control("shared")
    loaded = load(
        top=extending("top", "", "./left.yaml, ./right.yaml"),
        left=extending("left", "include: [shared.yaml]\n"),
        right=extending("right", "include: [shared.yaml]\n"),
        base=BASE,
        shared=shared,
    )
    assert [one.id for one in loaded.controls] == ["first", "second", "shared"]


def test_the_gate_asks_for_all_that_either_asks_for(made):
    left = "gate: {score: 95, coverage: 80, blocking: [critical], waivers: {most: 3}}\n"
    right = "gate: {score: 50, coverage: 90, blocking: [low], evidence_days: 7, regressions: false}\n"
    loaded = made(left, right)
    gate = loaded.gate
    assert (gate.score, gate.coverage, gate.blocking) == (95, 90, ("critical", "low"))
    assert (gate.waivers.most, gate.evidence_days, gate.regressions) == (3, 7, False)


def test_every_policy_is_a_source_once_with_the_digest_of_its_files(made, tmp_path):
    from hashlib import sha256

    loaded = made("", "")
    assert [(one.policy, one.version, one.place) for one in loaded.sources] == [
        ("top", "1", "./top.yaml"),
        ("left", "1", "./left.yaml"),
        ("base", "1", "./base.yaml"),
        ("right", "1", "./right.yaml"),
    ]
    for one in loaded.sources:
        assert one.sha256 == sha256((tmp_path / one.place).read_bytes()).hexdigest()


def test_a_source_is_the_digest_of_all_its_files_in_their_order(load, tmp_path):
    from hashlib import sha256

    loaded = load(
        top=policy(control(), head="include: [b.yaml, a.yaml]\n"),
        a="controls:\n" + control("x"),
        b="controls:\n" + control("y"),
    )
    content = b"".join((tmp_path / f"{name}.yaml").read_bytes() for name in ("top", "b", "a"))
    assert [one.sha256 for one in loaded.sources] == [sha256(content).hexdigest()]
