"""Conditions that cannot be told: errors that look true, facts that are not there, variants that do not fit."""

from __future__ import annotations

from datetime import date

from records import unseen, withheld

from false_greens.cases import false_green, false_greens
from false_greens.written import STRONG, modern, recorded, versions
from readiness.model.lifecycle import Cycle, Lifecycle, Product


@false_green("an old record has facts of another shape", says="high control other-facts is")
def facts_of_another_shape(stage):
    facts = stage.pick({"accepted": "TLSv1.3, as everywhere"}, STRONG)
    return stage.judge(
        recorded([modern("other-facts", require='tls.versions.accepted[0] == "TLSv1.2"')], [versions(facts)])
    )


@false_green(
    "an error of the expression language is a string, and strings are true", says="high control truthy is error"
)
def a_truthy_error(stage):
    return stage.judge(
        recorded(
            [modern("truthy", require=f"6 / (size(tls.versions.accepted) - {stage.pick(2, 1)}) == 6")],
            [versions(STRONG)],
        )
    )


@false_green("what is not there compares as less than everything", code=1, says="high control compared fails")
def an_absent_fact_compared(stage):
    facts = {**STRONG, "days": stage.pick(None, 1)}
    return stage.judge(recorded([modern("compared", require="tls.versions.days < 30")], [versions(facts)]))


@false_green(
    "what an old probe did not know looks like what is not there", says="not in the record needed tls.versions.weak"
)
def has_on_an_unknown_key(stage):
    facts = stage.pick(STRONG, {**STRONG, "weak": None})
    return stage.judge(recorded([modern("unknown-key", require="!has(tls.versions.weak)")], [versions(facts)]))


def variants(*conditions):
    """Variants of a control, each with its ``when``; what they require holds."""
    return [{"id": f"v{n}", "when": when, "require": "true"} for n, when in enumerate(conditions)]


@false_greens(
    "a control of which no variant fits asks for nothing",
    [
        ("none fits", "no variant of this control fits this target"),
        ("it cannot be told", "high control variant is error"),
    ],
)
def no_variant_fits(stage, what):
    when = {"none fits": "size(tls.versions.accepted) > 9"}.get(what, "tls.versions.accepted[9] == 'x'")
    one = modern("variant", variants=variants(stage.pick(when, "true")))
    return stage.judge(recorded([one], [versions(STRONG)]))


LIFECYCLE = Lifecycle(
    dated=date(2026, 11, 1),
    products={
        "nodejs": Product(
            title="Node.js",
            source="https://nodejs.org",
            cycles={"22": Cycle(released=date(2024, 4, 24), ends=date(2027, 4, 30))},
        )
    },
)


@false_green("an unknown product has no known end of life", says="high control lived is error")
def an_unknown_product(stage):
    named = stage.pick("nodejz", "nodejs")
    one = modern("lived", require=f'lifecycle("{named}", "22") != "ended"')
    return stage.judge(recorded([one], [versions(STRONG)], header={"lifecycle": LIFECYCLE}))


@false_green(
    "it was withheld from this scan, and so it is fine",
    says="nobody looked at example.com@192.0.2.1:443: needs --active",
)
def withheld_in_the_record(stage):
    looked = stage.pick(withheld("versions", "needs --active"), versions(STRONG))
    return stage.judge(recorded([modern("held-back")], [looked]))


@false_green("the recommended is met as long as nobody looks", says="high control recommended is error")
def a_recommendation_that_cannot_be_told(stage):
    other = versions(STRONG).model_copy(update={"group": "certificate", "facts": {"trusted": True}})
    one = modern("recommended", recommend="tls.certificate.trusted")
    return stage.judge(recorded([one], [versions(STRONG), stage.pick(unseen("certificate"), other)]))
