"""Two policies on the command line, and what each makes of the same record."""

from __future__ import annotations

import pytest
from mistakes_shown import POLICY, assert_refused, write

STRICTER = POLICY.replace("severity: high", "severity: critical").replace('version: "1"', 'version: "2"')


def test_what_a_policy_asks_for_more_and_less_is_told_and_ends_with_code_0(readiness, folder, contacts):
    write(folder, new=STRICTER)
    done = readiness("policy", "diff", "./policy.yaml", "./new.yaml")
    assert (done.code, contacts) == (0, [])
    assert done.out.splitlines()[0] == "tried 1 → tried 2"
    assert "versions severity: high → critical" in done.out
    assert "loosened (1)" in readiness("policy", "diff", "./new.yaml", "./policy.yaml").out


def test_a_policy_asks_for_the_same_as_itself(readiness):
    done = readiness("policy", "diff", "web-baseline", "web-baseline")
    assert done.out.splitlines()[-1] == "they ask for the same"


def test_with_a_record_the_outcomes_and_scores_of_both_are_shown(readiness, imperfect):
    arguments = ("policy", "diff", "edpsych-connect", "web-baseline", "--record", str(imperfect.record))
    found = readiness(*arguments, "--format", "json").json
    old, new = found["outcomes"]["sides"]
    assert old["score"] == imperfect.report["scorecard"]["score"]
    assert (old["policy"], new["policy"]) == ("edpsych-connect", "web-baseline")
    gone = {change["control"] for change in found["outcomes"]["changes"] if change["move"] == "gone"}
    assert gone == {one["of"] for one in found["changes"] if one["what"] == "control"} != set()
    assert "gone (" in readiness(*arguments).out


@pytest.mark.parametrize("more", [["-e", "demo"], ["-e", "demo", "--record", "real"]])
def test_a_run_of_the_history_will_do_as_the_record(readiness, folder, imperfect, more):
    copy = folder / ".readiness" / "demo" / "real.jsonl"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(imperfect.record.read_bytes())
    done = readiness("policy", "diff", "web-baseline", "web-baseline", *more, "--format", "json")
    assert done.json["outcomes"]["counts"]["unchanged"] > 0


def test_a_policy_that_is_not_there_is_refused(readiness, contacts):
    done = readiness("policy", "diff", "web-baseline", "web-basline")
    assert_refused(done, contacts)
    assert "did you mean `web-baseline`?" in done.err
