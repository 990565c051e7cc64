"""What parts of a policy say of each other must be there."""

from __future__ import annotations

import pytest
from policy_texts import CATALOG, control, policy


@pytest.mark.parametrize(
    ("head", "mistake", "hint"),
    [
        ("gate: {chapters: {wbe: 90}}\n", "wbe: there is no catalog with chapters", "name it with `catalog: FILE`"),
        (
            "catalog: c.yaml\ngate: {chapters: {wbe: 90}}\n",
            "wbe: the catalog has no chapter `wbe`",
            "did you mean `web`?",
        ),
        ("catalog: c.yaml\ngate: {chapters: {zzz: 90}}\n", "zzz: the catalog has no chapter `zzz`", "it has web"),
    ],
)
def test_a_gate_asks_scores_of_chapters_that_there_are(refused, hints, head, mistake, hint):
    files = {"top": policy(control(), head=head), "c": CATALOG}
    assert (refused(**files), hints(**files)) == ([f"top, {mistake}"], [hint])


def carried(carry: str) -> str:
    return policy(control("alike"), control("drill", more=f"    carry: {{max_age_days: 30, {carry}}}\n"))


@pytest.mark.parametrize(
    ("carry", "mistake"),
    [
        ("from: [staging], parity: alkie", "alkie: there is no control `alkie`"),
        ("from: [staging], parity: drill", "drill: a control cannot vouch for itself"),
        ("from: [staging]", "[: nothing shows that these environments are alike"),
    ],
)
def test_proofs_of_another_environment_need_another_control_that_shows_parity(refused, carry, mistake):
    assert refused(top=carried(carry)) == [f"top, {mistake}"]


def test_proofs_may_be_carried_where_parity_is_shown(load):
    assert load(top=carried("from: [staging], parity: alike"))
    top = policy(head="extends: [./base.yaml]\ndrop: {alike: no staging}\n").replace("controls:\n", "")
    assert load(top=top, base=carried("from: [staging], parity: alike").replace("policy: mine", "policy: base"))
