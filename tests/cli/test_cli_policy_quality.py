"""``policy lint`` and ``policy test --coverage`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.load.shipped import policy_names

DULL = """\
policy: dull
version: "1"
gate: {blocking: [high]}
controls:
  - id: pages
    title: Pages are served
    severity: high
    target: site
    observe:
      http: {}
    require: |
      http.response.answered
      http.redirects.offered || http.response.answered
    rationale: A page that nobody can open helps nobody, however well it is made.
    remedy: {any: start the server again}
    references: [RFC 9110]
    examples:
      - {outcome: pass, http: {response: {answered: true}, redirects: {offered: true}}}
      - {outcome: fail, http: {response: {answered: false}, redirects: {offered: false}}}
"""


@pytest.fixture
def dull(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("dull.yaml").write_text(DULL)
    return "./dull.yaml"


def test_what_comes_with_readiness_has_nothing_to_remark_but_open_rows(readiness, contacts):
    done = readiness("policy", "lint", *policy_names(), "--ignore", "unclaimed-rows")
    assert (done.code, done.out, contacts) == (0, "nothing to remark\n", [])


def test_a_remark_names_rule_control_and_condition_and_is_exit_code_1(readiness, dull):
    done = readiness("policy", "lint", dull)
    assert done.code == 1
    assert done.out == (
        "redundant-condition pages: says nothing: the others say it already\n"
        "  http.redirects.offered || http.response.answered\n"
    )
    assert readiness("policy", "lint", dull, "--ignore", "redundant-condition").code == 0


def test_remarks_are_given_as_json(readiness, dull):
    done = readiness("policy", "lint", dull, "--format", "json")
    (remark,) = done.json
    assert done.code == 1
    assert remark["policy"] == dull
    assert (remark["rule"], remark["control"]) == ("redundant-condition", "pages")
    assert readiness("policy", "lint", dull, "--format", "json", "--ignore", "redundant-condition").json == []


def test_a_rule_that_does_not_exist_is_a_mistake(readiness, dull):
    done = readiness("policy", "lint", dull, "--ignore", "redundant-conditions")
    assert done.code == 2
    assert "did you mean `redundant-condition`?" in done.err


def test_the_rules_can_be_listed(readiness):
    done = readiness("policy", "lint", "--rules")
    assert done.code == 0
    assert "contradiction: Conditions of one control that can never all hold, whatever is observed.\n" in done.out


def test_lint_without_a_policy_is_a_mistake(readiness):
    assert readiness("policy", "lint").code == 2


def test_examples_that_notice_too_little_are_exit_code_1(readiness, dull):
    assert readiness("policy", "test", dull).code == 0
    done = readiness("policy", "test", dull, "--coverage")
    assert done.code == 1
    assert (
        "pages require: no example notices when it is left out\n  http.redirects.offered || http.response.answered\n"
    ) in done.out
    assert "in http.redirects.offered || http.response.answered\n" in done.out
    assert "./dull.yaml: examples notice 2 of 8 changes (25.0 %)\n" in done.out


def test_the_coverage_of_what_comes_with_readiness_is_complete(readiness):
    done = readiness("policy", "test", "web-baseline", "--coverage", "-v")
    assert done.code == 0
    assert done.out.endswith(" changes (100.0 %)\n")
    assert "no example notices when it is days_until(" in done.out
