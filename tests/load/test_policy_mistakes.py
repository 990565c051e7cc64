"""Every mistake in a policy is told at its place, each once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from policy_texts import CATALOG, TRUSTED, control, policy

from readiness.load.policy import load_policy
from readiness.model.errors import InputError


@pytest.mark.parametrize(
    ("files", "mistakes"),
    [
        (
            {"top": policy().replace("controls:\n", "")},
            ["top, policy: the policy has no controls: nothing would be judged"],
        ),
        ({"top": policy(control(), control())}, ["top, a: control `a` is defined at top.yaml:4:9 already"]),
        (
            {"top": policy(control(), head="extends: [./b.yaml]\n"), "b": policy(control(), name="b")},
            ["top, a: control `a` is defined at b.yaml:4:9 already"],
        ),
        (
            {
                "top": policy(control(), head="extends: [./b.yaml]\n"),
                "b": policy(control("b"), head="extends: [./top.yaml]\n"),
            },
            ["b, ./top.yaml: `./top.yaml` extends this policy in turn"],
        ),
        (
            {"top": policy(control(), head="include: [b.yaml]\n"), "b": "controls: []\n"},
            ["b, [: `controls` must not be empty"],
        ),
        (
            {"top": policy(control(), head="include: [b.yaml, c.yaml]\n"), "b": "controls: x\n", "c": "contrls: []\n"},
            [
                "b, x: `controls` must be a list, not text",
                "c, contrls: unknown key `contrls`",
            ],
        ),
        (
            {"top": policy(control(more='    rows: ["1.2"]\n'), head="catalog: c.yaml\n"), "c": CATALOG},
            ['top, ": there is no row 1.2 in the catalog'],
        ),
        (
            {"top": policy(control(), head='catalog: c.yaml\nrows: {a: ["1"]}\n'), "c": CATALOG},
            ["top, a: control `a` is this policy's own"],
        ),
        (
            {
                "top": policy(control(), head='extends: [./b.yaml]\ncatalog: c.yaml\nrows: {b: ["1.2"]}\n'),
                "b": policy(control("b"), name="b"),
                "c": CATALOG,
            },
            ['top, ": there is no row 1.2 in the catalog'],
        ),
        (
            {"top": policy(control(), head="gate: {score: 101}\n")},
            ["top, 101: `score` must be less than or equal to 100"],
        ),
        (
            {
                "top": policy(control(), head="catalog: c.yaml\n"),
                "c": CATALOG.replace('"1.1", chapter: web', '"1", chapter: wed'),
            },
            ['c, ": row 1 stands here twice', "c, wed: there is no chapter `wed`"],
        ),
        (
            {
                "top": policy(control(), head="catalog: c.yaml\n"),
                "c": CATALOG.replace("phase: first, asks: Something else", "phase: frist, asks: x"),
            },
            ["c, frist: there is no phase `frist`"],
        ),
    ],
)
def test_parts_that_do_not_go_together_are_told_where_they_stand(refused, files, mistakes):
    assert refused(**files) == mistakes


@pytest.mark.parametrize(
    "require",
    [
        "tls.nope.x",
        '"tls.nope.x"',
        "'tls.certificate.key_type == \"it''s\" || tls.nope.x'",
        "|\n      tls.certificate.trusted\n      tls.nope.x",
        "|\n      tls.certificate.trusted &&\n        tls.nope.x",
        "|-\n\n      # a comment\n      tls.certificate.trusted\n\n          && tls.nope.x",
        ">\n      tls.certificate.trusted &&\n      tls.nope.x",
    ],
)
def test_the_caret_is_under_the_word_however_the_condition_is_written(refused, require):
    assert refused(top=policy(control(require=require))) == ["top, nope.x: `tls` has no fact group `nope`"]


# fmt: off
CONTROLS = [
    ("    when: tls.nope.x\n", TRUSTED, "{tls: {}}", "nope.x: `tls` has no fact group `nope`"),
    ("    recommend: tls.certificate.nope\n", TRUSTED, "{tls: {}}", "nope: `tls.certificate` has no fact `nope`"),
    ('    recommend: ""\n', TRUSTED, "{tls: {}}", '": `recommend` is empty: it would always hold'),
    ("", "endpoint.nope == tls.certificate.key_type", "{tls: {}}", "nope: `endpoint` has no `nope`"),
    ("", "others.all(o, o.spf.valid)", "{others: {probe: mail, targets: {kind: domain}}}",
     "all: `others` may be empty here, and then this would say nothing"),
    ("", "others[0].spf.nope", "{others: {probe: mail, targets: {kind: domain}}}",
     "nope: `others[0].spf` has no fact `nope`"),
    ("", TRUSTED, "{tls: {targets: {kind: sight}}}", "sight: there is no target kind `sight`"),
    ("", TRUSTED, "{tls: {targets: {kind: domain}}}", "tls: the probe `tls` does not look at a domain"),
    ("", "dns.soa.serial > 0", "{dns: {with: {types: A}}}", "A: `types` must be a list, not text"),
    ("", "dns.soa.serial > 0", "{dns: {with: {types: [B]}}}",
     "B: item 1 of `types` must be one of A, AAAA, CAA, CNAME, DNAME, HTTPS, MX, NS, SOA, SRV, SVCB, TLSA … (1 more)"),
    ("", "dns.soa.serial > 0", "{dns: {with: {types: params.nope}}}", "params.nope: there is no parameter `nope`"),
    ("", "dns.soa.serial > 0", "{dns: {with: {name: target.nope}}}", "target.nope: a site has no `nope`"),
    ("", "dns.soa.serial > 0", "{dns: {with: {nmae: x}}}", "nmae: the probe `dns` has no input `nmae`"),
    ("", TRUSTED, "{tls: {probes: tls}}", "probes: unknown key `probes`"),
    ("", TRUSTED, "{now: {probe: tls}}", "now: `now` is a reserved name"),
    ("", TRUSTED, "{}", "{: `observe` must not be empty"),
]
# fmt: on


@pytest.mark.parametrize(("more", "require", "observe", "mistake"), CONTROLS)
def test_mistakes_in_one_control(refused, more, require, observe, mistake):
    found = refused(top=policy(control(require=require, observe=observe, more=more)))
    assert found == [f"top, {mistake}"]


def test_mistakes_of_all_files_are_told_together(refused):
    found = refused(
        top=policy(control(require="tls.nope.x"), head="extends: [./b.yaml]\n"),
        b=policy(control("b", target="sight"), name="b"),
    )
    assert found == [
        "b, sight: there is no target kind `sight`",
        "top, nope.x: `tls` has no fact group `nope`",
    ]


def test_a_misspelt_parameter_is_one_mistake_and_not_also_an_unused_one(refused):
    head = "params: {days: {type: int, default: 3, source: x}}\n"
    assert refused(top=policy(control(require="tls.certificate.key_bits > params.dais"), head=head)) == [
        "top, dais: there is no parameter `dais`"
    ]


# fmt: off
DEFAULTS = [
    ("int", "three", "a whole number"), ("int", "3.5", "a whole number"), ("int", "true", "a whole number"),
    ("int", "[3]", "a whole number"), ("int", "null", "a whole number"), ("int", '"3"', "a whole number"),
    ("float", "x", "a number"), ("string", "3", "text"), ("bool", "1", "true or false"),
    ("strings", "x", "a list of texts"), ("strings", "[1]", "a list of texts"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "default", "right"), DEFAULTS)
def test_a_default_must_be_of_its_type(refused, kind, default, right):
    head = f"params: {{x: {{type: {kind}, default: {default}, source: x}}}}\n"
    (found,) = refused(top=policy(control(require="tls.certificate.trusted || params.x == params.x"), head=head))
    word = re.match(r"[\w./]+|.", default)
    assert found == f"top, {word and word[0]}: the default of `x` must be {right}"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("web-baselin", "there is no policy `web-baselin`", "did you mean `web-baseline`?"),
        ("zzz", "there is no policy `zzz`", "there are edpsych-connect, web-baseline; a file is written ./zzz.yaml"),
        ("./zzz.yaml", "there is no file `./zzz.yaml`", "it would be {}/zzz.yaml"),
    ],
)
def test_a_policy_that_is_not_there_is_told(tmp_path, name, message, hint):
    with pytest.raises(InputError) as error:
        load_policy(name, tmp_path)
    (mistake,) = error.value.mistakes
    assert (str(mistake.position), mistake.message) == ("command line", message)
    assert mistake.hint == hint.replace("{}", str(tmp_path))


def test_a_chain_of_policies_has_an_end(load, tmp_path):
    for number in range(30):
        text = policy(control(f"c{number}"), head=f"extends: [./p{number + 1}.yaml]\n", name=f"p{number}")
        (tmp_path / f"p{number}.yaml").write_text(text)
    (tmp_path / "p30.yaml").write_text(policy(control("last"), name="last"))
    with pytest.raises(InputError, match="extends"):
        load_policy("./p0.yaml", Path(tmp_path))
