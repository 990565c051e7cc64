"""Controls map to requirements of named frameworks, which must be possible ones."""

from __future__ import annotations

import re

import pytest
from policy_texts import control, policy

from readiness.load.policy.frameworks import frameworks
from readiness.load.shipped import find_policy, policy_names

# fmt: off
REQUIREMENTS = {
    "asvs-5.0": (["1.2.3", "17.3.2", "12.1.10"], ["V1.2.3", "1.2", "18.1.1", "1.0.1", "0.1.1", "1.2.3.4"]),
    "nist-800-53-r5": (["SC-8", "SC-8(1)", "AC-2(13)"], ["sc-8", "SC-0", "XX-1", "SC8", "SC-8 (1)"]),
    "iso-27001-2022": (["A.5.1", "A.5.37", "A.6.8", "A.7.14", "A.8.34", "6.1.2", "10.1"],
                       ["A.5.38", "A.6.9", "A.7.15", "A.8.35", "A.9.1", "5", "3.1", "A.5"]),
    "cis-8.1": (["1.1", "18.5", "8.12"], ["19.1", "1", "1.0", "1.15"]),
}
# fmt: on


def test_the_frameworks_that_come_with_it_are_known_by_title_version_and_source():
    assert sorted(frameworks()) == sorted(REQUIREMENTS)
    assert all(one.title and one.version and one.source.startswith("https://") for one in frameworks().values())


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_what_a_requirement_looks_like(name):
    right, wrong = REQUIREMENTS[name]
    pattern = frameworks()[name].requirement
    assert [one for one in right if re.fullmatch(pattern, one) is None] == []
    assert [one for one in wrong if re.fullmatch(pattern, one)] == []


def test_what_stands_beside_the_policies_is_none():
    assert not {"frameworks", "lifecycle"} & set(policy_names())
    assert (find_policy("frameworks", None), find_policy("lifecycle", None)) == (None, None)


def test_a_policy_has_the_frameworks_that_its_controls_map_to(load):
    loaded = load(
        top=policy(
            control("a", more="    maps: {nist-800-53-r5: [SC-8, SC-13]}\n"),
            control("b", more='    maps: {asvs-5.0: ["12.1.1"], nist-800-53-r5: [SC-8]}\n'),
        )
    )
    assert list(loaded.frameworks) == ["asvs-5.0", "nist-800-53-r5"]
    assert load(top=policy(control())).frameworks == {}


@pytest.mark.parametrize(
    ("maps", "mistake", "hint"),
    [
        ("{asvs-5: [1.2.3]}", "asvs: there is no framework `asvs-5`", "did you mean `asvs-5.0`?"),
        ("{soc2: [x]}", "soc2: there is no framework `soc2`",
         "there are asvs-5.0, nist-800-53-r5, iso-27001-2022, cis-8.1"),
        ("{cis-8.1: []}", "cis: `cis-8.1` must not be empty", "remove it"),
        ("{nist-800-53-r5: [SC-8, SC8]}", "SC8: NIST SP 800-53, Security and Privacy Controls for Information Systems"
         " and Organizations Revision 5 has no requirement `SC8`", None),
        ("{nist-800-53-r5: [SC-8, SC-8]}", "SC: `SC-8` stands here twice", "remove it"),
        ("{ASVS: [x]}", None, None),
    ],
)  # fmt: skip
def test_what_cannot_be_one_is_told_where_it_stands(refused, hints, maps, mistake, hint):
    files = {"top": policy(control(more=f"    maps: {maps}\n"))}
    (found,) = refused(**files)
    assert found == f"top, {mistake}" if mistake else found.startswith("top, ASVS: ")
    assert hint is None or hints(**files) == [hint]
