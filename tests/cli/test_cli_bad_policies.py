"""What a bad policy gets: one message for each mistake, with its place and what would be right."""

from __future__ import annotations

import pytest
from mistakes_shown import POLICY, assert_points_at, assert_refused, write

CONDITION = '"TLSv1.3" in tls.versions.accepted'


# fmt: off
MISTAKES = [
    ("severity: high", "severty: high", "severty", "unknown key `severty`", "did you mean `severity`?"),
    ("target: site", "target: site\n    target: api", "target", "duplicate key `target`: line 9 has it already", ""),
    ("title: Versions", "title: 12", "12", "`title` must be text, not a number", 'put it in quotes: "12"'),
    ("references: [none]", "references: none", "none", "`references` must be a list, not text",
     "a list is written `[a, b]`, or one `- ` line for each item"),
    ("severity: high", "severity: hihg", "hihg", "`severity` must be one of critical, high, medium, low",
     "did you mean `high`?"),
    ("    severity: high\n", "", "id: versions", "`severity` is missing", ""),
    ("target: site", "target: sites", "sites", "there is no target kind `sites`", "did you mean `site`?"),
    ("target: site", "target: xyz", "xyz", "there is no target kind `xyz`",
     "there are domain, site, api, balancer, mailserver, cutover, environment"),
    ("target: site", "target: balancer", "tls", "the probe `tls` does not look at a balancer",
     "it looks at api, mailserver, site"),
    ("tls: {}", "tlss: {}", "tlss", "there is no probe `tlss`", "did you mean `tls`?"),
    ("tls: {}", "tls: {probe: tlss}", "tlss", "there is no probe `tlss`", "did you mean `tls`?"),
    ("tls: {}", "tls: {}\n      target: {probe: http}", "target", "`target` is a reserved name", ""),
    ("tls: {}", "tls: {with: {tries: 1}}", "tries", "the probe `tls` has no input `tries`", ""),
    ("tls: {}", "tls: {}\n      http: {}", "http", "nothing reads the observation `http`",
     "remove it or use it in `require`"),
    (CONDITION, "tls.verisons.accepted == []", "verisons", "`tls` has no fact group `verisons`",
     "did you mean `versions`?"),
    (CONDITION, "tls.versions.acepted == []", "acepted", "`tls.versions` has no fact `acepted`",
     "did you mean `accepted`?"),
    (CONDITION, "tls.certificate.trusted && target.uri != ''", "uri", "`target` has no `uri`", "did you mean `url`?"),
    ("params.days", "params.dais", "dais", "there is no parameter `dais`", "did you mean `days`?"),
    (CONDITION, '"TLSv1.3" inn tls.versions.accepted', "inn", "syntax error: mismatched input 'inn'", ""),
    (CONDITION, 'tls.versions.accepted = ["TLSv1.3"]', "= ", "syntax error: token recognition error at: '= '",
     "write `==` to compare"),
    (CONDITION, "size(tls.versions.accepted)", "size",
     "a condition must be true or false, this is of type int", ""),
    (CONDITION, 'tls.versions.accepted > "TLSv1.2"', ">",
     "`>` does not take (list(string), string)", ""),
    (CONDITION, "1 + 1 == 2", "1 + 1", "this condition reads no fact: it is always the same", ""),
    (CONDITION, 'tls.versions.accepted.all(v, v != "SSLv3")', "all",
     "`tls.versions.accepted` may be empty here, and then this would say nothing",
     "add a condition: size(tls.versions.accepted) > 0"),
    ("default: 3", "default: three", "three", "the default of `days` must be a whole number", ""),
    ("default: 3", "default: 3.5", "3.5", "the default of `days` must be a whole number", ""),
    ("default: 3", "default: true", "true", "the default of `days` must be a whole number", ""),
    ("type: int", "type: integer", "integer",
     "`type` must be one of int, float, string, bool, strings, count, duration, bytes, regex",
     "did you mean `int`?"),
    ("    rationale:", '    rows: ["1.13"]\n    rationale:', '"1.13"', "there is no catalog with a row 1.13",
     "name the policy's catalog with `catalog: FILE`"),
    ('version: "1"', 'version: "1"\nextends: [web-basline]', "web-basline", "there is no policy `web-basline`",
     "did you mean `web-baseline`?"),
    ('version: "1"', 'version: "1"\nextends: [./elsewhere.yaml]', "./elsewhere.yaml",
     "there is no file `./elsewhere.yaml`", ""),
    ('version: "1"', 'version: "1"\nextends: [./policy.yaml]', "./policy.yaml",
     "`./policy.yaml` extends this policy in turn", "break the circle"),
    ('version: "1"', 'version: "1"\ninclude: [more.yaml]', "more.yaml", "there is no file `more.yaml`", ""),
    ('version: "1"', 'version: "1"\ninclude: [policy.yaml]', "policy.yaml",
     "`policy.yaml` is part of this policy already", ""),
    ('version: "1"', 'version: "1"\ncatalog: rows.yaml', "rows.yaml", "there is no file `rows.yaml`", ""),
    ('version: "1"', 'version: "1"\nrows: {versoins: ["1.13"]}', "versoins",
     "no extended policy has a control `versoins`", ""),
    ("{none: none}", "&all {none: *all}", "*all", "the alias `*all` is used inside itself",
     "a value that starts with `*` needs quotes"),
    ("{none: none}", "{none: none, <<: {}}", "<<", "the merge key `<<` is not supported",
     "write the keys out, or reuse a whole value with `*name`"),
    ('"1"', "1.10", "1.10", "`version` must be text, not a number", 'put it in quotes: "1.10"'),
    ("[none]", "[none", "[", "the list `[` is not closed", ""),
    ("{none: none}", "{\tnone: 'x}", "'x", "the quote is not closed", ""),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "word", "message", "hint"), MISTAKES)
def test_each_mistake_has_one_message_with_its_place(readiness, folder, contacts, old, new, word, message, hint):
    assert old in POLICY
    write(folder, policy=POLICY.replace(old, new, 1))
    done = readiness("plan", "prod")
    assert_refused(done, contacts)
    assert_points_at(done, "policy.yaml", word, message, hint)


@pytest.mark.parametrize("require", ['""', "|\n      # nothing\n", "'  '"])
def test_an_empty_requirement_would_always_hold_and_is_one_mistake(readiness, folder, contacts, require):
    block = POLICY[POLICY.index("    require:") : POLICY.index("    rationale:")]
    write(folder, policy=POLICY.replace(block, f"    require: {require}\n"))
    done = readiness("plan", "prod")
    assert_refused(done, contacts)
    word = require.split("\n")[0]
    message = "`require` is empty: it would always hold"
    assert_points_at(done, "policy.yaml", word, message, "write one condition a line")


def test_a_parameter_that_nothing_uses_is_a_mistake(readiness, folder, contacts):
    write(folder, policy=POLICY.replace("params.days", "3"))
    done = readiness("plan", "prod")
    assert_refused(done, contacts)
    assert_points_at(done, "policy.yaml", "days", "no control uses the parameter `days`", "remove it")


def test_every_mistake_of_a_file_is_told_at_once(readiness, folder, contacts):
    bad = POLICY.replace("target: site", "target: sites").replace("default: 3", "default: x")
    write(folder, policy=bad)
    done = readiness("plan", "prod")
    assert_refused(done, contacts)
    assert [part.split(": ")[0] for part in done.err.split("\n\n")] == ["policy.yaml:4:30", "policy.yaml:9:13"]


@pytest.mark.parametrize("command", ["check", "test", "rows"])
def test_commands_about_policies_say_the_same(readiness, folder, contacts, command):
    write(folder, policy=POLICY.replace("severity: high", "severity: hihg"))
    done = readiness("policy", command, "./policy.yaml")
    assert_refused(done, contacts)
    assert_points_at(
        done,
        "policy.yaml",
        "hihg",
        "`severity` must be one of critical, high, medium, low",
        "did you mean `high`?",
    )


def test_a_good_policy_is_planned_and_nothing_is_contacted(readiness, folder, contacts):
    write(folder)
    done = readiness("plan", "prod")
    assert (done.code, done.err, contacts) == (0, "", [])
    assert "example.com:443" in done.out
