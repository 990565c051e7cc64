"""What other tools do wrong, one case for each row of the table in which that is written down."""

from __future__ import annotations

from records import DOMAIN, SITE, unseen
from signed import waiver

from false_greens.cases import false_green
from false_greens.written import (
    ENVIRONMENT,
    STRONG,
    TLS13,
    TWO_SITES,
    WEAK,
    modern,
    policy,
    recorded,
    versions,
    written,
)
from readiness.model.outcomes import CauseKind
from readiness.model.policy import Gate


@false_green("cnspec leaves a check that could not run out of the score", says="high control could-not-run is error")
def a_check_that_could_not_run(stage):
    looked = stage.pick(unseen("versions"), versions(STRONG))
    return stage.judge(recorded([modern("could-not-run")], [looked]))


@false_green(
    "goss keeps the last of two equal keys, so that a block is dropped", code=2, says="duplicate key `require`"
)
def a_duplicate_key(stage):
    one = written("twice", TLS13.join("''"))
    stage.write(policy=policy(one + stage.pick('    require: "true"\n', "")))
    return stage.run("policy", "check", "./policy.yaml")


@false_green(
    "goss passes `contents: []`: an empty list asks for nothing",
    code=2,
    says="`require` is empty: it would always hold",
)
def a_condition_that_asks_for_nothing(stage):
    stage.write(policy=policy(written("asks-nothing", stage.pick('""', TLS13.join("''")))))
    return stage.run("policy", "check", "./policy.yaml")


@false_green(
    "all() of an empty list is true, in every language", code=2, says="`tls.versions.accepted` may be empty here"
)
def all_of_nothing_when_it_is_written(stage):
    every = 'tls.versions.accepted.all(v, v != "TLSv1.0")'
    text = f"'{stage.pick('', 'size(tls.versions.accepted) > 0 && ')}{every}'"
    stage.write(policy=policy(written("every", text)))
    return stage.run("policy", "check", "./policy.yaml")


@false_green("all() of a list that is empty today is true", code=1, says="high control every-version fails")
def all_of_nothing_when_it_is_judged(stage):
    every = 'size(tls.versions.accepted) > 0 && tls.versions.accepted.all(v, v != "TLSv1.0")'
    accepted = stage.pick([], ["TLSv1.3"])
    return stage.judge(recorded([modern("every-version", require=every)], [versions({"accepted": accepted})]))


@false_green("goss counts a read error as a failure, cnspec in JUnit too", says="high control not-read is error")
def an_error_is_no_failure(stage):
    looked = stage.pick(unseen("versions", CauseKind.PROTOCOL), versions(STRONG))
    seen = stage.judge(recorded([modern("not-read")], [looked]))
    counts = (seen.suite.get("failures"), seen.suite.get("errors"))
    assert counts == stage.pick(("0", "1"), ("0", "0"))
    return seen


@false_green("checkov lists a crashed check in no report", says="ZeroDivisionError: a bug in the probe")
def a_crashed_check(stage):
    stage.install()
    group = stage.pick("crashing", "well")
    stage.write(readiness=ENVIRONMENT, policy=policy(written("crashed", f"tried.{group}.number == 1", "{tried: {}}")))
    seen = stage.scan()
    assert [one.control for one in seen.report.findings] == ["crashed"]
    return seen


@false_green("checkov's severity gate is silently inert", code=2, says="the gate blocks on `low`, but no control")
def a_gate_on_a_severity_that_nothing_has(stage):
    gate = Gate(blocking=(stage.pick("low", "high"),))
    return stage.judge(recorded([modern("blocking")], [versions(STRONG)], gate=gate))


@false_green("Kyverno's offline CLI applies exceptions that have expired", code=1, says="it ended with 2026-12-31")
def an_expired_exception_offline(stage):
    found = recorded(
        [modern("old"), modern("new", require="size(tls.versions.accepted) == 1")],
        [versions(WEAK)],
        header={"waivers": (waiver(control="old"),)},
    )
    return stage.judge(found, "--at", stage.pick("2027-01-01", "2026-12-31"))


@false_green("Kyverno does not evaluate rules that are exempted", code=4, says="exempted is waived until 2026-12-31")
def an_exempted_rule_still_runs(stage):
    found = recorded(
        [modern("exempted"), modern("kept", require="size(tls.versions.accepted) > 0")],
        [versions(stage.pick(WEAK, STRONG))],
        header={"waivers": (waiver(control="exempted"),)},
    )
    seen = stage.judge(found, "--no-conditions")
    assert stage.outcome(seen, "exempted") == stage.pick("fail", "pass")
    assert seen.report.scorecard.score == stage.pick(50, 100)
    return seen


@false_green("prowler loses the whole run to one stuck check", says="high control stuck is error")
def a_stuck_check(stage):
    one = written("stuck", f"tried.{stage.pick('deaf', 'well')}.number == 1", "{tried: {}}")
    stage.write(readiness=ENVIRONMENT, policy=policy(one, written("swift", "tried.well.number == 1", "{tried: {}}")))
    seen = stage.scan_apart()
    assert stage.outcome(seen, "swift") == "pass"
    return seen


@false_green(
    "prowler swallows the error of an API, and checks loop over nothing", says="high control over-all is error"
)
def an_error_is_no_empty_list(stage):
    every = 'size(sites) > 0 && sites.all(s, "TLSv1.3" in s.versions.accepted)'
    one = modern(
        "over-all", target="domain", require=every, observe={"sites": {"probe": "tls", "targets": {"kind": "site"}}}
    )
    looked = [versions(STRONG), stage.pick(unseen("versions", target="b"), versions(STRONG, target="b"))]
    return stage.judge(
        recorded([one], looked, targets={"site": SITE, "b": SITE, "domain": DOMAIN}, expansions=TWO_SITES)
    )


@false_green("conftest passes a namespace in which there is nothing", code=2, says="--only emptied names no control")
def a_selection_of_nothing(stage):
    return stage.judge(recorded([modern("selected")], [versions(STRONG)]), "--only", stage.pick("emptied", "selected"))


@false_green("cnspec's filters drop assets of which the filter cannot be told", says="high control filtered is error")
def a_filter_that_errors(stage):
    one = modern("filtered", when="tls.certificate.trusted")
    looked = [
        versions(STRONG),
        stage.pick(
            unseen("certificate"),
            versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}}),
        ),
    ]
    return stage.judge(recorded([one, modern("sure")], looked))


@false_green("conftest ends with 0 and says only in its XML that it failed", code=1, says="high control shouted fails")
def a_failure_is_one_in_every_format(stage):
    return stage.judge(recorded([modern("shouted")], [versions(stage.pick(WEAK, STRONG))]), "-v")


@false_green("repo-review ends with whatever a check makes it end with", says="it tried to end the program: SystemExit")
def a_check_that_ends_the_program(stage):
    stage.install()
    one = written("quits", f"tried.{stage.pick('quitting', 'well')}.number == 1", "{tried: {}}")
    stage.write(readiness=ENVIRONMENT, policy=policy(one))
    return stage.scan()
