"""Controls that are judged once for the environment as a whole, variants, attestations and the guide's demands."""

from __future__ import annotations

import pytest
from policy_texts import CATALOG, TRUSTED, control, policy

HEAD = "catalog: c.yaml\n"
DEMANDING = CATALOG.replace("asks: Something else", 'asks: Node.js 20, demands: {nodejs: "20"}')
OTHERS = "{sites: {probe: tls, targets: {kind: site}}}"
WHOLE = """\
  - id: whole
    title: A control
    severity: high
{said}    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""


def whole(*lines: str) -> str:
    return WHOLE.format(said="".join(f"    {line}\n" for line in lines))


def variants(*texts: str) -> str:
    return "    variants:\n" + "".join(f"      - {text}\n" for text in texts)


@pytest.mark.parametrize(
    "lines",
    [
        ["attest: {valid_for_days: 30}"],
        ["attest: {valid_for_days: 30}", 'rows: ["1"]', "target: environment"],
        ['require: guide.demands["nodejs"] == "20"'],
        ['require: \'"python" in guide.demands || guide.demands["nodejs"] != ""\''],
        ['require: release.commit == "abc" && has(release.version)', "when: has(release.digest)"],
        ["require: age_days(release.deployed_at) < 30.0"],
        [f"observe: {OTHERS}", "require: size(sites) > 1 && sites.all(s, s.certificate.trusted)"],
        [f"observe: {OTHERS}", "require: size(sites) > 0 && sites.all(s, s.target.http_port == 80)"],
    ],
)
def test_what_such_a_control_may_read(load, lines):
    (found,) = load(top=policy(whole(*lines), head=HEAD), c=DEMANDING).controls
    assert found.target == "environment"


def test_a_site_may_be_attested_and_read_the_release(load):
    more = "    attest: {valid_for_days: 3}\n"
    assert load(
        top=policy(control(require="http.response.status == 200 || release.commit == ''", observe="{http: {}}"))
    )
    text = policy(control(more=more).replace("    observe: {tls: {}}\n", "").replace(f"    require: {TRUSTED}\n", ""))
    assert load(top=text).controls[0].target == "site"


# fmt: off
MISTAKES = [
    (["observe: {tls: {}}", f"require: {TRUSTED}"],
     "tls: `tls` is observed on the environment, which no probe looks at",
     "name the kind of target with `target:`; other targets are read with `targets: {kind: …}`"),
    (["observe: {s: {probe: tls, targets: {kind: site, of: target}}}", "require: size(s) > 0"],
     "target: an environment is related to no target", "leave `of` out: all targets of the kind are read"),
    (["attest: {valid_for_days: 0}"], "0: `valid_for_days` must be greater than or equal to 1", ""),
    (["tags: [x]"], "id: `require` is missing", "write the conditions, or `attest` what no machine can see"),
    (["attest: {valid_for_days: 3}", "recommend: has(release.commit)"], "has: `recommend` needs a `require`",
     "nothing is recommended beyond no minimum"),
    (["require: target.url == ''"], "target.url: unknown name `target`", None),
    (["require: endpoint.port == 1"], "endpoint.port: unknown name `endpoint`", None),
    (["require: release.comit == ''"], "comit: `release` has no `comit`", "did you mean `commit`?"),
    (["require: guide.demand['nodejs'] == ''"], "demand: `guide` has no `demand`", "did you mean `demands`?"),
    (["require: guide.demands['nodesj'] == ''"], "nodesj: the guide demands no version of `nodesj`",
     "did you mean `nodejs`?"),
    (["require: params.x == 1"], "x: there is no parameter `x`", None),
    (["require: 1 == 1"], "1: this condition reads no fact: it is always the same", ""),
    (["require: has(release.commit)", "observe: {guide: {probe: tls, targets: {kind: site}}}"],
     "guide: `guide` is a reserved name", ""),
    (["require: has(release.commit)", "observe: {release: {probe: tls, targets: {kind: site}}}"],
     "release: `release` is a reserved name", ""),
    (["require: has(release.commit)", "target: environmnt"], "environmnt: there is no target kind `environmnt`",
     "did you mean `environment`?"),
]
# fmt: on


@pytest.mark.parametrize(("lines", "mistake", "hint"), MISTAKES)
def test_what_it_may_not(refused, hints, lines, mistake, hint):
    files = {"top": policy(whole(*lines), head=HEAD), "c": DEMANDING}
    assert refused(**files) == [f"top, {mistake}"]
    if hint is not None:
        assert hints(**files) == [hint]


def test_the_guide_is_known_to_such_controls_alone(refused):
    text = policy(control(require="\"guide.demands['nodejs'] == tls.certificate.key_type\""), head=HEAD)
    message = "`guide` is known to controls of the environment as a whole alone"
    assert refused(top=text, c=DEMANDING) == [f"top, guide.demands: {message}"]


def test_a_guide_demands_one_version_of_a_product(refused):
    twice = DEMANDING.replace("asks: Something}", 'asks: Node.js 18, demands: {nodejs: "18"}}')
    found = refused(top=policy(control(), head=HEAD), c=twice)
    assert found == ['c, ": row 1 demands nodejs 18, this one 20']


def test_variants_share_the_names_and_the_guards_of_their_control(load):
    more = variants(
        "{id: http, when: target.http_port == 80, require: 'tls.versions.refused.all(v, v != \"TLSv1.3\")'}",
        "{id: other, when: tls.certificate.trusted, require: params.days > size(tls.versions.accepted)}",
    )
    head = "params: {days: {type: int, default: 1, source: x}}\n"
    assert load(top=policy(control(require="size(tls.versions.refused) > 0", more=more), head=head))


def test_a_control_may_leave_its_conditions_to_its_variants(load):
    text = policy(control(more=variants("{id: a, when: target.http_port == 80, require: tls.certificate.trusted}")))
    assert load(top=text.replace(f"    require: {TRUSTED}\n", ""))


def test_a_variant_that_alone_reads_an_observation_is_enough(load):
    more = variants("{id: a, when: target.http_port == 80, require: http.response.status == 200}")
    assert load(top=policy(control(observe="{tls: {}, http: {}}", more=more)))


# fmt: off
VARIANTS = [
    ("{id: a, when: params.days > 0, require: tls.certificate.trusted}",
     "params.days: a variant is chosen by what is observed or declared"),
    ("{id: a, when: has(release.commit), require: tls.certificate.trusted}",
     "has: a variant is chosen by what is observed or declared"),
    ('{id: a, when: "", require: tls.certificate.trusted}', '": `when` is empty: it would always hold'),
    ('{id: a, when: target.http_port == 80, require: ""}', '": `require` is empty: it would always hold'),
    ("{id: a, when: target.http_port == 80}", "{: `require` is missing"),
    ("{id: a, when: target.htp_port == 80, require: tls.certificate.trusted}", "htp_port: `target` has no `htp_port`"),
    ("{id: a, when: target.http_port == 80, require: tls.certificate.trsted}",
     "trsted: `tls.certificate` has no fact `trsted`"),
    ("{id: a, when: target.http_port == 80, require: params.days > 0}",
     "params.days: this condition reads no fact: it is always the same"),
    ("{id: a, when: target.http_port == 80, require: tls.certificate.trusted, recommend: tls.nope.x}",
     "nope.x: `tls` has no fact group `nope`"),
]
# fmt: on


@pytest.mark.parametrize(("variant", "mistake"), VARIANTS)
def test_mistakes_in_a_variant_are_told_where_they_stand(refused, variant, mistake):
    require = "tls.certificate.trusted || params.days > 0"
    head = "params: {days: {type: int, default: 1, source: x}}\n"
    found = refused(top=policy(control(require=require, more=variants(variant)), head=head))
    assert found == [f"top, {mistake}"]


QUANTIFYING = variants("{id: a, when: target.http_port == 80, require: 'others.all(o, o.spf.valid)'}")
OBSERVE = "{tls: {}, others: {probe: mail, targets: {kind: domain}}}"


@pytest.mark.parametrize("key", ["when", "require"])
def test_a_guard_of_the_control_is_one_for_its_variants(load, key):
    guard = "size(others) > 0 && tls.certificate.trusted"
    more = QUANTIFYING if key == "require" else f"    when: {guard}\n{QUANTIFYING}"
    assert load(top=policy(control(require=guard if key == "require" else TRUSTED, observe=OBSERVE, more=more)))


def test_what_is_recommended_guards_nothing(refused):
    more = f"    recommend: size(others) > 0\n{QUANTIFYING}"
    found = refused(top=policy(control(observe=OBSERVE, more=more)))
    assert found == ["top, all: `others` may be empty here, and then this would say nothing"]


def test_the_guard_of_one_variant_is_none_for_another(refused):
    observe = "{tls: {}, others: {probe: mail, targets: {kind: domain}}}"
    guarded = "{id: a, when: size(others) > 0, require: 'others.all(o, o.spf.valid)'}"
    bare = "{id: b, when: target.http_port == 80, require: 'others.all(o, o.spf.valid)'}"
    found = refused(top=policy(control(observe=observe, more=variants(guarded, bare))))
    assert found == ["top, all: `others` may be empty here, and then this would say nothing"]


def test_a_variants_name_is_its_own(refused):
    one = "{id: a, when: target.http_port == 80, require: tls.certificate.trusted}"
    assert refused(top=policy(control(more=variants(one, one)))) == ["top, a: the variant `a` stands here twice"]


def test_an_observation_that_neither_control_nor_variant_reads_is_told(refused):
    more = variants("{id: a, when: target.http_port == 80, require: tls.certificate.trusted}")
    found = refused(top=policy(control(observe="{tls: {}, http: {}}", more=more)))
    assert found == ["top, http: nothing reads the observation `http`"]
