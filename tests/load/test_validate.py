"""A document becomes a model, or every mistake in it is named where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from load_models import Domain, Everything, Row, Severity, Shape, Site, Size, Strict
from pydantic import RootModel

from readiness.load.yaml import Document, parse
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Position
from readiness.model.mistakes import describe


def mistakes(text: str, model: type[Any] = Everything) -> list[str]:
    """``line:column: message (hint)`` of everything wrong with a text."""
    with pytest.raises(InputError) as caught:
        validate(parse(text, "f.yaml"), model)
    return [
        f"{m.position.line}:{m.position.column}: {m.message}" + (f" ({m.hint})" if m.hint else "")
        for m in caught.value.mistakes
    ]


LIST_HINT = "(a list is written `[a, b]`, or one `- ` line for each item)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sverity: high", "1:1: unknown key `sverity` (did you mean `severity`?)"),
        ("wiht: {}", "1:1: unknown key `wiht` (did you mean `with`?)"),
        ("fron: x", "1:1: unknown key `fron` (did you mean `from`?)"),
        ("inner:\n  inner: {sizs: []}", "2:11: unknown key `sizs` (did you mean `sizes`?)"),
        ("targets: {a: {kind: site, prot: 1}}", "1:27: unknown key `prot` (did you mean `port`?)"),
        ("either: {cpu: 1, zzz: 1}", "1:18: unknown key `zzz` (known keys: cpu, disk)"),
        ("rows: [{id: '1', titel: x}]", "1:18: unknown key `titel` (did you mean `title`?)"),
        ("rows:\n  - title: x", "2:5: `id` is missing"),
        ("rows: [{}]", "1:8: `id` is missing"),
        ("severity: hihg", "1:11: `severity` must be one of critical, high, medium, low (did you mean `high`?)"),
        ("severity: 3", "1:11: `severity` must be one of critical, high, medium, low"),
        ("severity:", "1:10: `severity` must be one of critical, high, medium, low, but is empty"),
        ("weight: [1]", "1:9: `weight` must be a number, not a list"),
        ("weight: '1.5'", "1:9: `weight` must be a number, not text (remove the quotes)"),
        ("weight: heavy", "1:9: `weight` must be a number, not text"),
        ("weight: true", "1:9: `weight` must be a number, not a boolean"),
        ("weight: -1", "1:9: `weight` must be greater than 0"),
        ("weight:", "1:8: `weight` must be a number, but is empty"),
        ("count: 1.5", "1:8: `count` must be a whole number, not a decimal number"),
        ("count: 2.0", "1:8: `count` must be a whole number, not a decimal number"),
        ("count: true", "1:8: `count` must be a whole number, not a boolean"),
        ("count: 010", "1:8: `count` must be a whole number, not text"),
        ("count: 13", "1:1: thirteen is right out"),
        ("enabled: yes", "1:10: `enabled` must be true or false, not text (write `true`)"),
        ("enabled: off", "1:10: `enabled` must be true or false, not text (write `false`)"),
        ("enabled: 1", "1:10: `enabled` must be true or false, not a number"),
        ("until: 20261231", "1:8: `until` must be a date such as 2026-12-31, not a number"),
        ("until: '20261231'", "1:8: `until` must be a date such as 2026-12-31"),
        ("until: tomorrow", "1:8: `until` must be a date such as 2026-12-31"),
        ("at: 1700000000", "1:5: `at` must be a date and time such as 2026-12-31T23:59:00Z, not a number"),
        ("level: atuo", "1:8: `level` must be one of auto, 3 or a whole number (did you mean `auto`?)"),
        ("targets: {a: 3}", "1:14: `a` must be a mapping, not a number"),
        ("targets: {a: {kind: sight}}", "1:21: `kind` must be one of site, domain, zone (did you mean `site`?)"),
        ("targets: {a: {url: x}}", "1:14: `kind` is missing (one of site, domain, zone)"),
        ("targets: {a: {knd: site}}", "1:14: `kind` is missing (did you mean `kind` where it says `knd`?)"),
        ("targets: {a: {kind: site, port: 0}}", "1:33: `port` must be greater than or equal to 1"),
        ("targets: {a: {kind: site, url: a b}}", "1:32: `url` is not a host name"),
        ("targets: {a: {kind: site, port: '80'}}", "1:33: `port` must be a whole number, not text (remove the quotes)"),
        ("targets: {a: {kind: zone}}", "1:14: `name` is missing"),
        ("loose: {kind: zone, nme: x}", "1:21: unknown key `nme` (did you mean `name`?)"),
        ("either: {sides: x}", "1:17: `sides` must be a whole number, not text"),
        ("either: [1]", "1:9: `either` must be a mapping, not a list"),
        ("either: {cpu: '1'}", "1:15: `cpu` must be a whole number, not text (remove the quotes)"),
        ("sizes: [{cpu: x}]", "1:15: `cpu` must be a whole number, not text"),
        ("sizes: 3", f"1:8: `sizes` must be a list, not a number {LIST_HINT}"),
        ("several: 1.10", '1:10: `several` must be text, a list or a mapping, not a number (put it in quotes: "1.10")'),
        ("several: [1.10]", '1:11: item 1 of `several` must be text, not a number (put it in quotes: "1.10")'),
        ("several: {cpu: {}}", "1:16: `cpu` must be a whole number, not a mapping"),
        ("picked: 3", "1:9: `picked` fits none of size, word"),
        ("picked: {cpu: []}", "1:15: `cpu` must be a whole number, not a list"),
        ("rows: '1.1'", f"1:7: `rows` must be a list, not text {LIST_HINT}"),
        ("rows: {}", "1:7: `rows` must be a list, not a mapping"),
        ("rows: [x]", "1:8: item 1 of `rows` must be a mapping, not text"),
        ("rows: [{id: x}]", "1:13: `id` must match the pattern ^[0-9.]+$"),
        ("rows: [{id: '1', title: ''}]", "1:25: `title` must not be empty"),
        ("rows: [{id: '1', title: 12345678901x}]", "1:25: `title` must have at most 10 characters"),
        ("rows: [{id: '1'}, {id: '1'}, {id: '1'}, {id: '1'}]", "1:7: `rows` must have at most 3 items, not 4"),
        ("pair: [1]", "1:7: item 2 of `pair` is missing"),
        ("pair: [x, y]", "1:8: item 1 of `pair` must be a whole number, not text"),
        ("with: {A: 1}", "1:8: key `A` must match the pattern ^[a-z]+$"),
        ("with: {a: x}", "1:11: `a` must be a whole number, not text"),
        ("short: [1]", "1:8: item 1 of `names` must be text, not a number"),
        ("[]", "1:1: the file must be a mapping, not a list"),
        ("~", "1:1: the file must be a mapping, but is empty"),
    ],
)
def test_it_names_one_mistake_at_its_place(text: str, expected: str) -> None:
    assert mistakes(text) == [expected]


def test_it_names_every_mistake_at_once() -> None:
    assert mistakes("severity: no\ncount: true\nrows:\n  - {}\n  - {id: '1', x: 1}\nuntl: 2026-01-01\n") == [
        "1:11: `severity` must be one of critical, high, medium, low",
        "2:8: `count` must be a whole number, not a boolean",
        "4:5: `id` is missing",
        "5:15: unknown key `x` (known keys: id, title)",
        "6:1: unknown key `untl` (did you mean `until`?)",
    ]


def test_a_misspelt_key_is_not_reported_as_missing_too() -> None:
    assert mistakes("id: x\nobsrve: {}", Strict) == ["2:1: unknown key `obsrve` (did you mean `observe`?)"]


def test_a_missing_key_is_reported_beside_an_unknown_one_that_is_no_misspelling() -> None:
    assert mistakes("id: x\nqqq: {}", Strict) == [
        "1:1: `observe` is missing",
        "2:1: unknown key `qqq` (known keys: id, observe)",
    ]


def test_an_alias_is_reported_where_it_is_used() -> None:
    assert mistakes("any: &x hihg\nseverity: *x") == [
        "2:11: `severity` must be one of critical, high, medium, low (did you mean `high`?)"
    ]


def test_it_validates_a_part_of_a_document() -> None:
    document = parse("controls:\n  - id: x\n    observe: {a: b}\n  - id: 3\n    observe: {}\n", "f.yaml")

    assert validate(document, Strict, ["controls", 0]) == Strict(id="x", observe={"a": "b"})
    with pytest.raises(InputError) as caught:
        validate(document, Strict, ("controls", 1))
    (mistake,) = caught.value.mistakes
    assert (mistake.position, mistake.message) == (Position("f.yaml", 4, 9), "`id` must be text, not a number")
    assert mistake.excerpt == "  - id: 3"


def test_it_makes_a_model_of_what_is_right() -> None:
    text = """
severity: high
weight: 2
until: 2026-12-31
at: 2026-12-31T12:00:00Z
level: 3
targets: {a: {kind: site}, b: {kind: zone, name: x}}
either: {sides: 4}
sizes: [{cpu: 1}]
rows: [{id: "1.10"}]
with: {a: 1}
source: here
short: [a, b]
inner: {severity: low}
"""
    made = validate(parse(text, "f.yaml"), Everything)

    assert (made.severity, made.weight, made.until) == (Severity.HIGH, 2.0, date(2026, 12, 31))
    assert made.targets == {"a": Site(kind="site"), "b": Domain(kind="zone", name="x")}
    assert (made.either, made.sizes, made.rows) == (Shape(sides=4), [Size(cpu=1)], (Row(id="1.10"),))
    assert (made.with_, made.origin, made.short.names) == ({"a": 1}, "here", ("a", "b"))
    assert made.inner == Everything(severity=Severity.LOW)


def test_types_that_are_no_models_are_validated_too() -> None:
    class Names(RootModel[list[str]]):
        pass

    assert validate(parse("[a]", "f.yaml"), list[str]) == ["a"]
    assert mistakes("[1]", Names) == ['1:2: item 1 of the file must be text, not a number (put it in quotes: "1")']


def test_data_from_no_file_is_reported_without_a_line() -> None:
    with pytest.raises(InputError) as caught:
        validate(Document("built in", {"id": 1, "observe": {}}, ""), Strict)

    assert describe(caught.value) == "built in: `id` must be text, not a number"
