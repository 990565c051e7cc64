"""Nothing was judged, so nothing failed: every way in which a verdict can be about nothing."""

from __future__ import annotations

from records import DOMAIN
from signed import attestation, attested, waiver

from false_greens.cases import false_green, false_greens
from false_greens.written import GUIDE, STRONG, TLS13, WEAK, modern, policy, recorded, versions, written
from readiness.model.policy import Gate


@false_green(
    "a check of something that nobody declared finds nothing wrong", says="high control on-nothing is unproven"
)
def no_target_of_the_kind(stage):
    targets = stage.pick({"domain": DOMAIN}, None)
    return stage.judge(
        recorded(
            [modern("on-nothing")],
            [versions(STRONG)] if not stage.tricked else [],
            targets=targets,
            expansions=() if stage.tricked else None,
        )
    )


@false_green("an environment without targets has no problems", code=2, says="`targets` must not be empty")
def no_targets(stage):
    targets = stage.pick("{}", '{site: {kind: site, url: "https://example.com:9"}}')
    text = f"environments:\n  prod: {{policy: ./policy.yaml, targets: {targets}}}\n"
    stage.write(readiness=text, policy=policy(written("a", TLS13.join("''"))))
    return stage.run("plan", "prod")


@false_green("a policy without controls is met by everything", code=2, says="the policy has no controls")
def no_controls(stage):
    stage.write(policy=policy(written("a", TLS13.join("''"))))
    if stage.tricked:
        stage.write(policy='policy: tried\nversion: "1"\ncontrols: []\n')
    return stage.run("policy", "check", "./policy.yaml")


@false_green("a control that applies nowhere is not failed", says="no control applies: nothing was judged")
def nothing_applies(stage):
    when = stage.pick("size(tls.versions.accepted) > 9", "size(tls.versions.accepted) > 0")
    return stage.judge(recorded([modern("inapplicable", when=when)], [versions(STRONG)]))


@false_green("skipping every check leaves none that fails", code=2, says="the selection leaves no control")
def all_skipped(stage):
    return stage.judge(
        recorded([modern("skipped"), modern("left", severity="low")], [versions(STRONG)]),
        "--skip",
        "severity:high",
        *stage.pick(("--skip", "low"), ()),
    )


@false_green(
    "conftest: a phase of the launch of which there is nothing holds", code=2, says="decides a row of this phase"
)
def a_phase_of_nothing(stage):
    one = modern("phased", rows=["1.1"])
    return stage.judge(recorded([one], [versions(STRONG)], catalog=GUIDE), "--phase", stage.pick("open", "build"))


@false_green("a phase that is not there at all holds", code=2, says="has no phase `opne`")
def a_phase_that_is_not_there(stage):
    one = modern("phased", rows=["1.1"])
    return stage.judge(recorded([one], [versions(STRONG)], catalog=GUIDE), "--phase", stage.pick("opne", "build"))


@false_green("everything is waived, so nothing is wrong", says="because all that applies is waived")
def everything_is_waived(stage):
    return stage.judge(
        recorded(
            [modern("accepted")],
            [versions(stage.pick(WEAK, STRONG))],
            header={"waivers": (waiver(control="accepted"),)},
        )
    )


@false_green("controls that only inform are all there is", says="nothing that counts was judged")
def nothing_counts(stage):
    return stage.judge(recorded([modern("informing", weight=stage.pick(0, 1))], [versions(STRONG)]))


@false_green("a human task that nobody did fails no check", says="high control not-attested is unproven")
def nobody_attested_it(stage):
    said = stage.pick((), (attestation(control="not-attested"),))
    return stage.judge(
        recorded([modern("observed"), attested(id="not-attested")], [versions(STRONG)], header={"attestations": said})
    )


@false_green("a chapter of which all is waived has no bad score", says="nothing of chapter web is left to judge")
def a_chapter_that_is_waived_away(stage):
    gate = Gate(chapters={"web": 50})
    controls = [modern("in-chapter", rows=["1.1"]), modern("beside", require="size(tls.versions.accepted) > 0")]
    return stage.judge(
        recorded(
            controls,
            [versions(stage.pick(WEAK, STRONG))],
            gate=gate,
            catalog=GUIDE,
            header={"waivers": (waiver(control="in-chapter"),)},
        )
    )


@false_green("an empty record is a clean one", code=2, says="is not a record: it has no header")
def an_empty_record(stage):
    return stage.judge(stage.pick("", recorded([modern("in-header")], [versions(STRONG)])))


@false_green("a scan whose every question was left out found nothing", says="high control never-asked is unproven")
def a_record_without_observations(stage):
    return stage.judge(recorded([modern("never-asked")], stage.pick([], [versions(STRONG)])))


@false_greens(
    "a list of things to compare is empty on both sides, so that they are equal",
    [
        (
            "size(sites) == size(sites) && sum(sites.map(s, size(s.versions.accepted))) == 0",
            "high control same-nothing fails",
        )
    ],
    code=1,
)
def a_sum_of_nothing(stage, condition):
    one = modern(
        "same-nothing",
        target="domain",
        require="size(sites) > 0",
        observe={"sites": {"probe": "tls", "targets": {"kind": "site"}}},
    )
    if stage.tricked:
        return stage.judge(recorded([one], [], targets={"domain": DOMAIN}, expansions=()))
    return stage.judge(recorded([one], [versions(STRONG)]))
