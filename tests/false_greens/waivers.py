"""Waivers that should cover nothing: malformed, ended, not begun, granted to oneself, too many."""

from __future__ import annotations

from datetime import date

from records import SITE, unseen
from signed import waiver

from false_greens.cases import false_green, false_greens
from false_greens.written import STRONG, TWO_SITES, WEAK, modern, recorded, versions
from readiness.model.policy import Gate, WaiverRules

LIST = """\
waivers:
  - {{control: old, reason: the partner's client is old, risk: downgrade, owner: jo@example.com,
     approver: {approver}, ticket: OPS-1, granted: 2026-11-01, expires: {expires}}}
"""
KEPT = modern("kept", require="size(tls.versions.accepted) > 0")


def waived(stage, name, *more, gate=None, controls=(), facts=WEAK, **changed):
    """A control that fails, with a waiver that would cover it, beside one that passes."""
    one = waiver(control=name, **changed)
    return recorded([modern(name), KEPT, *controls], [versions(facts)], gate=gate, header={"waivers": (one, *more)})


@false_greens(
    "InSpec misreads the dates of waivers, and whoever misreads one waives for ever",
    [
        ("31.12.2026", "expires: 31.12.2026"),
        ("2026-02-30", "expires: 2026-02-30"),
        ("2026-12-31T23:00:00+14:00", "23:00:00+14:00"),
        ('"31 Dec 2026"', "31 Dec 2026"),
        ("1798675200", "not a number"),
        ("never", "expires: never"),
    ],
    code=2,
)
def a_date_that_is_none(stage, text):
    stage.write(waivers=LIST.format(approver="cto@example.com", expires=stage.pick(text, "2026-12-31")))
    return stage.judge(recorded([modern("old"), KEPT], [versions(WEAK)]), "--waivers", "waivers.yaml")


@false_green("a waiver that ended yesterday is still applied", code=1, says="it ended with 2026-11-21")
def it_ended_yesterday(stage):
    return stage.judge(waived(stage, "yesterday", expires=stage.pick(date(2026, 11, 21), date(2026, 11, 22))))


@false_green("a waiver for later is applied today", code=1, says="it holds from 2026-11-23 on")
def it_is_granted_for_tomorrow(stage):
    return stage.judge(waived(stage, "tomorrow", granted=stage.pick(date(2026, 11, 23), date(2026, 11, 22))))


@false_green("a waiver for ever is a policy change that nobody decided", code=1, says="the policy allows 30")
def it_lasts_too_long(stage):
    gate = Gate(waivers=WaiverRules(longest_days=30))
    return stage.judge(waived(stage, "lasting", gate=gate, expires=stage.pick(date(2026, 12, 1), date(2026, 11, 30))))


@false_green(
    "a waiver that ends before it begins is one for ever to whoever subtracts", code=1, says="it ends before it begins"
)
def it_ends_before_it_begins(stage):
    return stage.judge(waived(stage, "backwards", granted=stage.pick(date(2027, 1, 1), date(2026, 11, 1))))


OWN = (
    "jo@example.com",
    " JO@Example.com ",
    "jo\u200b@example.com",
    "ｊｏ@example.com",
    "jo\ufe0f@example.com",
    "jo@example.com\u3164",
    "j\u034fo@example.com",
    "jo@example.com\x08",
)


@false_greens(
    "somebody accepts a risk of their own, under a name that only looks like another",
    [(number, f"high control own-{number} fails") for number in range(len(OWN))],
    code=1,
)
def its_approver_is_its_owner(stage, number):
    return stage.judge(waived(stage, f"own-{number}", approver=stage.pick(OWN[number], "cto@example.com")))


@false_green("the same in the file", code=2, says="`approver` is the `owner`")
def its_approver_is_its_owner_in_the_file(stage):
    approver = stage.pick('"Jo@EXAMPLE.com"', "cto@example.com")
    stage.write(waivers=LIST.format(approver=approver, expires="2026-12-31"))
    return stage.judge(recorded([modern("old"), KEPT], [versions(WEAK)]), "--waivers", "waivers.yaml")


@false_green(
    "a waiver for what is not there is taken for one of what is",
    code=1,
    says="globbed on eu-* (OPS-1): no target matches",
)
def its_glob_matches_nothing(stage):
    return stage.judge(waived(stage, "globbed", targets=stage.pick("eu-*", "s*")))


@false_green(
    "a waiver of a control that was renamed is taken along", code=1, says="there is no such control among those judged"
)
def its_control_is_another(stage):
    found = recorded(
        [modern("renamed"), KEPT],
        [versions(WEAK)],
        header={"waivers": (waiver(control=stage.pick("rename", "renamed")),)},
    )
    return stage.judge(found)


@false_green("a waiver of one target covers all of them", code=1, says="high control on-both fails")
def it_covers_one_target_of_two(stage):
    one = waiver(control="on-both", targets=stage.pick("b", "*"))
    return stage.judge(
        recorded(
            [modern("on-both"), modern("fine", require="true")],
            [versions(WEAK), versions(WEAK, target="b")],
            targets={"site": SITE, "b": SITE},
            expansions=TWO_SITES,
            header={"waivers": (one,)},
        )
    )


@false_green("waivers add up until nothing is asked any more", code=1, says="2 waivers are applied, the gate allows 1")
def too_many(stage):
    gate = Gate(waivers=WaiverRules(most=stage.pick(1, 2)))
    second = waiver(control="second", ticket="OPS-2")
    return stage.judge(waived(stage, "first", second, gate=gate, controls=[modern("second")]))


@false_green(
    "a few waivers cover most of the weight", code=1, says="waivers cover 75% of the weight, the gate allows 50%"
)
def too_heavy(stage):
    gate = Gate(waivers=WaiverRules(most_weight=stage.pick(50, 75)))
    heavy = modern("heavy", weight=22.5)
    found = recorded([heavy, KEPT], [versions(WEAK)], gate=gate, header={"waivers": (waiver(control="heavy"),)})
    return stage.judge(found)


@false_green("what is waived need not even be looked at", code=4, says="unseen is waived until 2026-12-31")
def what_it_covers_could_not_be_looked_at(stage):
    looked = stage.pick(unseen("versions"), versions(STRONG))
    other = versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}})
    sure = modern("sure", require="tls.certificate.trusted")
    one = modern("unseen", severity="critical")
    seen = stage.judge(
        recorded([one, sure], [looked, other], header={"waivers": (waiver(control="unseen"),)}), "--no-conditions"
    )
    assert (stage.outcome(seen, "unseen"), seen.report.scorecard.score <= 59) == stage.pick(
        ("error", True), ("pass", False)
    )
    return seen


@false_green("mending one thing on paper mends it", code=1, says="high control supposed fails")
def to_suppose_is_not_to_mend(stage):
    return stage.judge(
        recorded([modern("supposed")], [versions(stage.pick(WEAK, STRONG))]), "--what-if", "fix:supposed"
    )
