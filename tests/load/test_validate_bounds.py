"""Validation repeats no secret, converts nothing, ends in time and never fails in another way."""

from __future__ import annotations

import json
import re
import time
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from load_models import Everything, Strict
from pydantic import AfterValidator

from readiness.load.yaml import parse
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError
from readiness.model.facts import Model
from readiness.model.mistakes import describe


def mistakes(text: str, model: type[Any] = Everything) -> list[str]:
    """``message (hint)`` of everything wrong with a text."""
    with pytest.raises(InputError) as caught:
        validate(parse(text, "f.yaml"), model)
    return [m.message + (f" ({m.hint})" if m.hint else "") for m in caught.value.mistakes]


@pytest.mark.parametrize(
    "text",
    [
        "api_token: hunter2",
        "api_token: |\n  hunter2",
        "inner:\n  api_token: hunter2",
        "api_token: [hunter2]",
        "api_tokn: hunter2",
    ],
)
def test_a_secret_is_never_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        validate(parse(text, "f.yaml"), Everything)

    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in describe(caught.value)


def test_a_number_as_secret_is_not_repeated_in_the_hint() -> None:
    assert mistakes("api_token: 4711.10") == ["`api_token` must be text, not a number (put it in quotes)"]


def test_a_long_value_is_not_repeated_in_full() -> None:
    def echo(value: str) -> str:
        raise ValueError(f"{value} is wrong")

    class Echo(Model):
        name: Annotated[str, AfterValidator(echo)]

    (said,) = mistakes(f"name: {'x' * 500}", Echo)

    assert said == f"{'x' * 80}… is wrong"


def test_a_file_of_mistakes_is_described_in_time() -> None:
    control = "  - {{id: c{0}, observ: {{a: b}}, severity: high}}\n"
    document = parse("".join(control.format(number) for number in range(5000)), "f.yaml")
    started = time.process_time()

    with pytest.raises(InputError) as caught:
        validate(document, list[Strict])

    assert len(caught.value.mistakes) == 10_000
    assert describe(caught.value).endswith("… and 9950 more mistakes")
    assert time.process_time() - started < 4


def test_five_thousand_items_are_validated_in_time() -> None:
    item = "- severity: low\n  inner: {count: 3}\n  rows: [{id: '1'}]\n  either: {cpu: 1}\n"
    document = parse(item * 5000, "f.yaml")
    started = time.process_time()

    assert len(validate(document, list[Everything])) == 5000
    assert time.process_time() - started < 2


LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, 13, 1.5, 2.0, "", "x", "1", "no", "a b", "high", "auto", "site", "2026-12-31", "20261231"]
)
KEYS = st.sampled_from(
    [
        *Everything.model_fields,
        *("with", "from", "kind", "url", "port", "name", "cpu", "sides", "id", "title", "names", "on"),
        *("[key]", "zzz", "Size", "list[int]"),
    ]
)
DATA: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, DATA, max_size=6), st.sampled_from([None, 1]))
def test_any_data_becomes_a_model_or_mistakes_at_lines_that_exist(data: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(data, indent=indent)
    lines = text.split("\n")
    try:
        validate(parse(text, "f.yaml"), Everything)
    except InputError as error:
        for mistake in error.mistakes:
            assert 1 <= mistake.position.line <= len(lines)
            assert 1 <= mistake.position.column <= len(lines[mistake.position.line - 1]) + 1
            assert not re.search(r"Input|function-|\[str\]", mistake.message)


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(["severity", "weight", "count", "enabled", "until", "level"], LEAVES),
            "sizes": st.lists(LEAVES, max_size=2),
            "several": LEAVES | st.lists(LEAVES, max_size=2),
            "either": st.fixed_dictionaries({"cpu": LEAVES}),
            "targets": st.dictionaries(st.just("a"), st.fixed_dictionaries({"kind": st.just("site"), "port": LEAVES})),
            "pair": st.tuples(LEAVES, LEAVES).map(list),
        },
    )
)
def test_what_is_accepted_was_not_converted(data: dict[str, Any]) -> None:
    document = parse(json.dumps(data), "f.yaml")
    try:
        made = validate(document, Everything)
    except InputError:
        return
    again = made.model_dump(mode="json", exclude_unset=True)
    assert json.dumps(again, sort_keys=True) == json.dumps(_as_declared(data), sort_keys=True)


def _as_declared(data: dict[str, Any]) -> dict[str, Any]:
    """A whole number where any number is allowed is the one conversion."""
    return {key: float(value) if key == "weight" else value for key, value in data.items()}
