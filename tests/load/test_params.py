"""Typed parameters: one normal form, wherever they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_texts import control, policy

from readiness.load import units
from readiness.load.environment import load_environment
from readiness.load.params import UnfitError, normal, spoken
from readiness.model.errors import InputError
from readiness.model.policy import ParamSpec
from readiness.model.record import Header, Record
from readiness.model.report import ParamValue
from readiness.record.rejudge import with_policy

DAY = 86_400


def spec(kind: str) -> ParamSpec:
    return ParamSpec(type=kind, default=None, source="x")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("duration", "90d", 90 * DAY),
        ("duration", "1h30m", 5400),
        ("duration", "15 m", 900),
        ("duration", "2w", 14 * DAY),
        ("duration", "0s", 0),
        ("duration", " 1w 2d 3h 4m 5s ", 788_645),
        ("bytes", "500 GB", 500 * 10**9),
        ("bytes", "4 GiB", 4 * 2**30),
        ("bytes", "4GiB", 4 * 2**30),
        ("bytes", "1.5 kB", 1500),
        ("bytes", "1.5 KB", 1500),
        ("bytes", "0 B", 0),
        ("bytes", "0.5 KiB", 512),
        ("count", 0, 0),
        ("count", 7, 7),
        ("regex", r"^v\d+(\.\d+)*$", r"^v\d+(\.\d+)*$"),
        ("regex", "", ""),
        ("regex", "[[:alpha:]]", "[[:alpha:]]"),
    ],
)
def test_values_have_one_normal_form(kind, written, value):
    assert normal(spec(kind), written) == value


@pytest.mark.parametrize(
    ("kind", "written", "message", "hint"),
    [
        ("duration", 90, "must be a span of time with units", "write 90d, or the unit that is meant"),
        ("duration", "90", "must be a span of time with units", "write 90d, or the unit that is meant"),
        *(
            ("duration", wrong, "must be a span of time with units", "write 90d, 1h30m; units are w, d, h, m, s")
            for wrong in (
                "",
                "d",
                "90 days",
                "15M",
                "-1d",
                "1.5h",
                "30m1h",
                "1h1h",
                "1h 30",
                "１d",
                "9999999999d",
                True,
                None,
                1.5,
                ["90d"],
            )
        ),
        (
            "bytes",
            500,
            "must be an amount of data with a unit",
            "write 500 GB, or 4 GiB; units are B, kB, MB, GB, TB, PB and KiB, MiB, GiB, TiB, PiB",
        ),
        *(
            (
                "bytes",
                wrong,
                "must be an amount of data with a unit",
                "write 500 GB, or 4 GiB; units are B, kB, MB, GB, TB, PB and KiB, MiB, GiB, TiB, PiB",
            )
            for wrong in ("", "GB", "500 gb", "500 G", "-1 GB", "0.5 B", "1e3 B", "5 GB 3 MB", "99999 PiB", False)
        ),
        *(("count", wrong, "must be a whole number from 0", "") for wrong in (-1, 1.0, "1", True, None)),
        ("count", 2**63, "must fit 64 bits", ""),
        ("int", -(2**63) - 1, "must fit 64 bits", ""),
        ("regex", "(", "must be a regular expression: missing ): (", "its syntax is that of RE2"),
        ("regex", "(?=a)", "must be a regular expression: invalid perl operator: (?=", "its syntax is that of RE2"),
        ("regex", r"(a)\1", r"must be a regular expression: invalid escape sequence: \1", "its syntax is that of RE2"),
        ("regex", "a" * 1001, "must not be longer than 1000 characters", ""),
        ("regex", 1, "must be a regular expression", "put it in quotes"),
    ],
)
def test_anything_else_is_told_with_what_to_write(kind, written, message, hint):
    with pytest.raises(UnfitError) as error:
        normal(spec(kind), written)
    assert (error.value.message, error.value.hint) == (message, hint)


@given(st.integers(0, 10**13))
def test_a_span_is_read_as_it_is_written(total):
    assert units.seconds(units.span(total)) == total


@given(st.integers(0, 10**15 - 1))
def test_an_amount_is_read_as_it_is_written(total):
    assert units.octets(units.amount(total)) == total


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("duration", 90 * DAY, "90d"),
        ("duration", 5400, "1h30m"),
        ("bytes", 500 * 10**9, "500 GB"),
        ("bytes", 1023, "1023 B"),
        ("bool", True, "true"),
        ("strings", ("a", "b"), "a, b"),
        ("float", 0.5, "0.5"),
    ],
)
def test_values_are_told_as_one_writes_them(kind, value, text):
    assert spoken(spec(kind), value) == text


POLICY = policy(
    control(
        require="tls.certificate.trusted || params.age + params.room > params.many && params.word.matches(params.form)"
    ),
    head="""\
params:
  age: {type: duration, default: 90d, source: a standard}
  room: {type: bytes, default: 4 GiB, source: a standard}
  many: {type: count, default: 3, source: a standard}
  form: {type: regex, default: "^a+$", source: a standard}
  word: {type: string, default: x, source: a standard}
""",
)
ENVIRONMENT = """\
environments:
  prod:
    policy: ./mine.yaml
    params: {params}
    targets:
      site: {{kind: site, url: "https://example.com"}}
"""


@pytest.fixture
def load(tmp_path):
    """``load(params="{…}", settings={…})``: the parameters of an environment."""

    def run(params="{}", settings=None):
        (tmp_path / "mine.yaml").write_text(POLICY)
        (tmp_path / "readiness.yaml").write_text(ENVIRONMENT.format(params=params))
        return load_environment("prod", tmp_path / "readiness.yaml", settings)

    return run


def test_policy_environment_and_command_line_are_read_alike(load):
    found = load("{age: 2w, form: b}", {"room": "500 GB", "many": "7", "form": "[x]"}).params
    assert {name: (one.value, one.origin) for name, one in found.items()} == {
        "age": (14 * DAY, "environment"),
        "room": (500 * 10**9, "command line"),
        "many": (7, "command line"),
        "form": ("[x]", "command line"),
        "word": ("x", "policy mine"),
    }


def test_the_default_of_the_merged_policy_is_in_normal_form(load):
    loaded = load()
    assert {name: one.default for name, one in loaded.policy.params.items()} == {
        "age": 90 * DAY,
        "room": 4 * 2**30,
        "many": 3,
        "form": "^a+$",
        "word": "x",
    }
    assert {name: one.value for name, one in loaded.params.items()} == {
        name: one.default for name, one in loaded.policy.params.items()
    }


def test_wrong_ones_are_told_where_they_stand(load, tmp_path):
    with pytest.raises(InputError) as error:
        load("{age: 90, form: '('}", {"many": "-1", "room": "7"})
    found = [(str(one.position).replace(f"{tmp_path}/", ""), one.message, one.hint) for one in error.value.mistakes]
    amount = "write 7 GB, or 4 GiB; units are B, kB, MB, GB, TB, PB and KiB, MiB, GiB, TiB, PiB"
    assert found == [
        ("readiness.yaml:4:19", "`age` must be a span of time with units", "write 90d, or the unit that is meant"),
        ("readiness.yaml:4:29", "`form` must be a regular expression: missing ): (", "its syntax is that of RE2"),
        ("command line", "--set many=-1: must be a whole number from 0", ""),
        ("command line", "--set room=7: must be an amount of data with a unit", amount),
    ]


@pytest.mark.parametrize(("kind", "default"), [("string", "a"), ("strings", "[a]"), ("bool", "true"), ("regex", "a")])
def test_only_what_can_be_higher_has_a_direction(tmp_path, kind, default):
    from readiness.load.policy import load_policy

    head = f"params: {{x: {{type: {kind}, default: {default}, stricter: lower, source: x}}}}\n"
    text = policy(control(require="tls.certificate.trusted || params.x == params.x"), head=head)
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(InputError, match=re.escape(f"p.yaml:3:{head.index('lower') + 1}: a {kind} is neither higher")):
        load_policy("./p.yaml", tmp_path)


def test_another_policy_over_a_record_keeps_what_others_set_and_takes_its_own_values(load):
    loaded = load("{age: 2w}")
    old = {
        **loaded.params,
        "room": ParamValue(value=1, origin="policy"),
        "many": ParamValue(value=1, origin="policy z"),
    }
    header = Header(
        readiness="1", environment="prod", started="2026-01-01T00:00:00Z", policy=loaded.policy, params=old, targets={}
    )
    found = with_policy(Record(header, (), (), None), loaded.policy).header.params
    assert {name: (one.value, one.origin) for name, one in found.items() if name in ("age", "room", "many")} == {
        "age": (14 * DAY, "environment"),
        "room": (4 * 2**30, "policy mine"),
        "many": (3, "policy mine"),
    }
