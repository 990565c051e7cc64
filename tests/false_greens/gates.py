"""Gates that let through what they were to hold back."""

from __future__ import annotations

from records import unseen
from signed import waiver

from false_greens.cases import false_green, false_greens
from false_greens.written import GUIDE, STRONG, WEAK, modern, recorded, versions
from readiness.model.policy import Gate, WaiverRules
from readiness.model.report import Selection

MAY_NOT_REGRESS = Gate(regressions=False)


def compared(stage, before, now, *options):
    """A record judged against an earlier one."""
    stage.keep("before.jsonl", before)
    return stage.judge(now, "--baseline", "before.jsonl", *options)


def low(name, facts=STRONG, **more):
    """A record of a control that the gate by itself does not care about."""
    return recorded(
        [modern(name, severity="low"), modern("kept", require="size(tls.versions.accepted) > 0")],
        [versions(facts)],
        gate=MAY_NOT_REGRESS.model_copy(update={"score": 0}),
        **more,
    )


@false_green("nothing is worse than nothing", says="nothing was given to compare with")
def no_baseline(stage):
    now = low("comparing")
    return compared(stage, now, now) if not stage.tricked else stage.judge(now)


@false_green(
    "a regression of something small stays under the gate", code=1, says="slipping on site is fail and was pass"
)
def a_regression(stage):
    return compared(stage, low("slipping"), low("slipping", stage.pick(WEAK, STRONG)))


@false_green("what could not be looked at is no worse than before", says="vanishing on site is error and was pass")
def a_regression_into_ignorance(stage):
    now = low("vanishing")
    other = modern("vanishing", severity="low", require="tls.certificate.trusted")
    gate = MAY_NOT_REGRESS.model_copy(update={"score": 0, "coverage": 0})
    sure = versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}})
    before, now = (
        recorded([other, modern("kept")], [versions(STRONG), looked], gate=gate)
        for looked in (sure, stage.pick(unseen("certificate"), sure))
    )
    return compared(stage, before, now)


@false_greens(
    "a baseline is compared with that says nothing about what is judged",
    [
        ("of another environment", "the baseline is of the environment staging"),
        ("of a selection", "the baseline is of a selection of controls"),
        ("of an interrupted scan", "the baseline is of a scan that was interrupted"),
        ("of another policy", "the baseline knows none of the controls"),
    ],
    code=2,
)
def a_baseline_that_is_none(stage, what):
    other = {
        "of another environment": low("based", environment="staging"),
        "of a selection": low("based", header={"selection": Selection(only=("kept",))}),
        "of an interrupted scan": low("based", complete=False),
        "of another policy": recorded([modern("unheard-of")], [versions(STRONG)]),
    }[what]
    return compared(stage, stage.pick(other, low("based")), low("based"))


@false_green("the total is high, and one chapter is bad", code=1, says="the score of chapter web can reach 50 at best")
def a_bad_chapter(stage):
    good = modern("fine", require="size(tls.versions.accepted) > 0", rows=["1.1"])
    heavy = modern("heavy", require="size(tls.versions.accepted) > 0", rows=["2.1"], weight=100)
    bad = modern("in-web", rows=["1.2"], severity="medium", weight=7.5)
    return stage.judge(
        recorded(
            [good, bad, heavy], [versions(stage.pick(WEAK, STRONG))], gate=Gate(chapters={"web": 90}), catalog=GUIDE
        )
    )


@false_green(
    "a gate for a chapter with a typo in its name asks for nothing", code=2, says="of chapter `wbe`, which the catalog"
)
def a_chapter_that_is_not_there(stage):
    gate = Gate(chapters={stage.pick("wbe", "web"): 90})
    return stage.judge(recorded([modern("charted", rows=["1.1"])], [versions(STRONG)], gate=gate, catalog=GUIDE))


@false_green("little was looked at, and that was good", says="66.67% of the policy's weight is decided")
def too_little_was_looked_at(stage):
    controls = [
        modern("looked-at", severity="medium"),
        modern("not-looked-at", severity="low", require="tls.certificate.trusted"),
    ]
    sure = versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}})
    return stage.judge(
        recorded(controls, [versions(STRONG), stage.pick(unseen("certificate"), sure)], gate=Gate(score=0))
    )


@false_green("many small passes outweigh a critical failure", code=1, says="because critical control capping fails")
def a_critical_control_among_many(stage):
    many = [modern(f"small-{n}", require="size(tls.versions.accepted) > 0") for n in range(20)]
    seen = stage.judge(recorded([modern("capping", severity="critical"), *many], [versions(stage.pick(WEAK, STRONG))]))
    assert seen.report.scorecard.score == stage.pick(59, 100)
    return seen


@false_green("a gate that blocks on nothing still has its score", code=1, says="because the score can reach 59 at best")
def a_gate_that_blocks_on_nothing(stage):
    many = [modern(f"small-{n}", require="size(tls.versions.accepted) > 0") for n in range(20)]
    gate = Gate(blocking=())
    return stage.judge(
        recorded([modern("unblocked", severity="critical"), *many], [versions(stage.pick(WEAK, STRONG))], gate=gate)
    )


@false_green("ready with conditions is ready", code=4, says="conditional is waived until 2026-12-31")
def conditions_that_are_not_wanted(stage):
    found = recorded(
        [modern("conditional"), modern("kept", require="size(tls.versions.accepted) > 0")],
        [versions(stage.pick(WEAK, STRONG))],
        header={"waivers": (waiver(control="conditional"),)},
    )
    return stage.judge(found, "--no-conditions")


@false_green("a first baseline need not be said", code=4, says="there is no baseline yet")
def a_first_baseline_is_a_condition(stage):
    now = low("first-time")
    return stage.judge(now, "--baseline", "none", "--no-conditions") if stage.tricked else compared(stage, now, now)


@false_green("a selection that holds is as good as all of it", code=1, says="high control left-out fails")
def a_part_is_not_the_whole(stage):
    found = recorded([modern("left-out"), modern("kept", require="size(tls.versions.accepted) > 0")], [versions(WEAK)])
    seen = stage.judge(found, *stage.pick((), ("--only", "kept")))
    assert str(seen.report.verdict.word) == stage.pick("NOT READY", "SELECTION HOLDS")
    return seen


@false_green("nearly all is rounded to all", says="99.99% of the policy's weight is decided")
def nearly_all(stage):
    heavy = modern("heavy", severity="medium", weight=100)
    light = modern("light", severity="low", weight=0.004, require="tls.certificate.trusted")
    sure = versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}})
    return stage.judge(recorded([heavy, light], [versions(STRONG), *stage.pick([], [sure])]))


@false_green(
    "nearly nothing is rounded to nothing", code=1, says="waivers cover 0.01% of the weight, the gate allows 0%"
)
def nearly_nothing(stage):
    gate = Gate(waivers=WaiverRules(most_weight=0))
    heavy = modern("heavy", weight=100, require="size(tls.versions.accepted) > 0")
    light = modern("light", severity="low", weight=0.004)
    return stage.judge(
        recorded(
            [heavy, light],
            [versions(stage.pick(WEAK, STRONG))],
            gate=gate,
            header={"waivers": (waiver(control="light"),)},
        )
    )
