"""Clocks: midnight, leap days, other zones, the past and the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from records import NOW, control, seen
from signed import waiver

from false_greens.cases import false_green, false_greens
from false_greens.written import STRONG, WEAK, modern, recorded, versions
from readiness.model.environment import Release
from readiness.model.policy import Gate

KEPT = modern("kept", require="size(tls.versions.accepted) > 0")
MICROSECOND = timedelta(microseconds=1)
THIS, OTHER = Release(digest="sha256:this"), Release(digest="sha256:other")
BEHIND = timezone(-timedelta(hours=1))


def waived_at(stage, name, moment, expires):
    """A control that fails, waived until a day, scanned at a moment."""
    looked = versions(WEAK, started=moment)
    one = waiver(control=name, granted=expires - timedelta(days=60), expires=expires)
    return stage.judge(recorded([modern(name), KEPT], [looked], started=moment, header={"waivers": (one,)}))


@false_green("the last day of a waiver has a moment more", code=1, says="it ended with 2026-12-30")
def midnight(stage):
    day = datetime(2026, 12, 31, tzinfo=UTC)
    return waived_at(stage, "midnight", stage.pick(day, day - MICROSECOND), date(2026, 12, 30))


@false_green("InSpec: the day of a waiver is that of whoever looks", code=1, says="it ended with 2026-12-29")
def another_time_zone(stage):
    moment = datetime(2026, 12, 29, stage.pick(23, 22), 30, tzinfo=BEHIND)
    return waived_at(stage, "zoned", moment, date(2026, 12, 29))


@false_green("a leap day lasts until somebody knows what day comes next", code=1, says="it ended with 2028-02-29")
def a_leap_day(stage):
    return waived_at(stage, "leap", datetime(2028, *stage.pick((3, 1), (2, 29)), 12, tzinfo=UTC), date(2028, 2, 29))


@false_green(
    "last month's scan is good enough for today", says="the oldest evidence is 7.5 days old, the gate allows 7"
)
def evidence_that_is_too_old(stage):
    found = recorded([modern("aged")], [versions(STRONG)], gate=Gate(evidence_days=7))
    return stage.judge(found, "--at", stage.pick("2026-11-30", "2026-11-29"))


@false_green("a scan is judged as of a day before it", says="comes after the moment of judging")
def judged_before_it_was_scanned(stage):
    """Whatever the gate asks: on the day before, certificates had not ended yet and waivers had."""
    return stage.judge(recorded([modern("early")], [versions(STRONG)]), "--at", stage.pick("2026-11-22", "2026-11-23"))


@false_green("evidence without a time zone is of any age", says="there is evidence without a time zone")
def a_time_without_a_zone(stage):
    moment = stage.pick(NOW.replace(tzinfo=None), NOW)
    return stage.judge(recorded([modern("naive")], [versions(STRONG, started=moment)], gate=Gate(evidence_days=7)))


RULE = {"max_age_days": 60}
FROM = {**RULE, "from": ["staging"], "parity": "alike"}
ALIKE = modern("alike")


def drilled(stage, *, rule=RULE, days=10.0, release=OTHER, mine=THIS, environment="prod", at=None, parity=STRONG):
    """A scan of today that needs the drill of some days ago; the tls control passes in both unless told otherwise."""
    one = control("drill.restore.well", id="restored", target="domain", observe={"drill": {}}, carry=rule)
    then = NOW - timedelta(days=days)
    drill = seen("restore", {"well": True}, probe="drill", target="domain", endpoint=None, started=at or then)
    before = recorded([one, ALIKE], [drill], started=then, release=release, environment=environment)
    return stage.judge(recorded([one, ALIKE], [versions(parity)], release=mine), others=(before,))


@false_green("the restore drill of last year still counts", says="is 61 days old, 60 are allowed")
def a_drill_that_is_too_old(stage):
    return drilled(stage, days=stage.pick(61, 59), release=THIS)


@false_green(
    "a drill of another release says something about this one",
    says="2026-11-12 is of release sha256:other, this is sha256:this",
)
def a_drill_of_another_release(stage):
    return drilled(stage, release=stage.pick(OTHER, THIS))


@false_green("two releases that nobody named are the same one", says="does not count: no release is declared")
def a_drill_without_a_release(stage):
    return drilled(stage, release=stage.pick(None, THIS), mine=stage.pick(None, THIS))


@false_green("a drill of tomorrow", says="is from the future")
def a_drill_of_the_future(stage):
    return drilled(stage, release=THIS, at=stage.pick(NOW + timedelta(days=1), None))


@false_green("what was proven in staging is proven here", code=1, says="control alike does not pass here")
def staging_without_parity(stage):
    return drilled(stage, rule=FROM, release=THIS, environment="staging", parity=stage.pick(WEAK, STRONG))


@false_green(
    "what was proven in staging of another release is proven here", says="in staging is of release sha256:other"
)
def staging_of_another_release(stage):
    return drilled(stage, rule=FROM, release=stage.pick(OTHER, THIS), environment="staging")


@false_green("the proof of any environment will do", code=2, says="the record of qa has nothing for prod")
def an_environment_that_is_not_named(stage):
    return drilled(stage, rule=FROM, release=THIS, environment=stage.pick("qa", "staging"))


@false_greens(
    "an older success outlives a newer failure",
    [("failed", "high control restored fails")],
    code=1,
)
def an_older_success(stage, _):
    one = control("drill.restore.well", id="restored", target="domain", observe={"drill": {}}, carry=RULE)

    def drill(well, days):
        then = NOW - timedelta(days=days)
        looked = seen("restore", {"well": well}, probe="drill", target="domain", endpoint=None, started=then)
        return recorded([one], [looked], started=then, release=THIS, run=f"r{days}")

    return stage.judge(recorded([one], [], release=THIS), others=(drill(True, 9), drill(not stage.tricked, 8)))
