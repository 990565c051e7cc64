"""Records that were cut off, or changed by somebody who would like another verdict."""

from __future__ import annotations

import json
from dataclasses import replace

from records import NOW, ONE, SITE, TWO, unseen

from false_greens.cases import false_green, false_greens
from false_greens.written import STRONG, TLS13, WEAK, lines, modern, recorded, versions
from readiness.model.observation import Expansion
from readiness.model.record import End


def edited(text, change):
    """A record whose header was changed by hand."""
    first, rest = text.split("\n", 1)
    header = json.loads(first)
    change(header)
    return json.dumps(header) + "\n" + rest


@false_green("a record that is garbled in the middle is read as far as it goes", code=2, says="the line is not JSON")
def garbled_in_the_middle(stage):
    text = lines(recorded([modern("garbled")], [versions(STRONG)]))
    half = text.index("\n") + 20
    return stage.judge(stage.pick(text[:half] + text[half + 30 :], text))


@false_greens(
    "a record that breaks off says all that there was to say",
    [
        ("in the last line", "its record has no end: the scan was killed"),
        ("before the last line", "its record has no end: the scan was killed"),
    ],
)
def cut_off(stage, where):
    text = lines(recorded([modern("cut-off")], [versions(STRONG)]))
    cut = text[:-9] if where.startswith("in") else text[: text.rindex("\n", 0, -1) + 1]
    return stage.judge(stage.pick(cut, text))


@false_green(
    "a scan that was stopped found nothing wrong so far", says="the scan was interrupted: interrupted (SIGINT)"
)
def an_end_that_is_none(stage):
    end = End(finished=NOW, complete=False, requests=0, why="interrupted (SIGINT)")
    found = recorded([modern("stopped")], [versions(STRONG)])
    return stage.judge(stage.pick(replace(found, end=end), found))


@false_green("the observation that is bad is deleted", says="high control deleted is unproven")
def an_observation_is_removed(stage):
    found = recorded([modern("deleted")], [versions(STRONG)])
    return stage.judge(stage.pick(replace(found, observations=()), found))


@false_greens(
    "the condition that is not met is edited away",
    [
        ("", "high control edited is unproven"),
        ("tls.versions.accepted", "neither true nor false, but of type list"),
        ('"true"', "neither true nor false, but of type string"),
    ],
)
def a_condition_is_edited(stage, condition):
    text = lines(recorded([modern("edited")], [versions(WEAK if stage.tricked else STRONG)]))

    def change(header):
        header["policy"]["controls"][0]["require"] = condition

    return stage.judge(edited(text, change) if stage.tricked else text)


@false_greens(
    "the condition that is not met is edited until nobody can read it",
    [("tls.versions.", "control `unreadable`: syntax error"), ("nope(", "control `unreadable`: the condition ends")],
    code=2,
)
def a_condition_that_is_none(stage, condition):
    text = lines(recorded([modern("unreadable")], [versions(WEAK if stage.tricked else STRONG)]))

    def change(header):
        header["policy"]["controls"][0]["require"] = condition

    return stage.judge(edited(text, change) if stage.tricked else text)


@false_green("a condition of a variant is edited away", code=2, says="control `varied`")
def a_condition_of_a_variant_is_edited(stage):
    one = modern("varied", variants=[{"id": "all", "when": "true", "require": "true"}])
    text = lines(recorded([one], [versions(STRONG)]))

    def change(header):
        header["policy"]["controls"][0]["variants"][0]["require"] = "tls.versions..("

    return stage.judge(edited(text, change) if stage.tricked else text)


@false_green(
    "two scans in one file: of the second only the good half counts", code=2, says="another record begins here"
)
def two_headers(stage):
    good, bad = (lines(recorded([modern("doubled")], [versions(facts)])) for facts in (STRONG, WEAK))
    return stage.judge(stage.pick(bad + good, good))


@false_green(
    "a bad target is taken out of the header, and what was seen of it is ignored", code=2, says="target `ghost`"
)
def facts_of_an_undeclared_target(stage):
    ghost = [versions(WEAK, target="ghost")]
    return stage.judge(recorded([modern("haunted")], [versions(STRONG), *stage.pick(ghost, [])]))


@false_green("a bad endpoint is taken out of the expansions", code=2, says="answers about example.com@192.0.2.2:443")
def facts_of_an_endpoint_that_is_not_there(stage):
    bad = [versions(WEAK, endpoint=TWO)]
    return stage.judge(recorded([modern("gone")], [versions(STRONG), *stage.pick(bad, [])], endpoints=(ONE,)))


@false_green("a folder has no bad lines", code=2, says="unreadable: cannot be read")
def an_unreadable_record(stage):
    name = stage.keep("record", recorded([modern("unread")], [versions(STRONG)]))
    (stage.folder / "unreadable").mkdir()
    return stage.report("judge", stage.pick("unreadable", name))


@false_green("bytes that are no text have no bad lines", code=2, says="is not text, so not a record")
def a_binary_record(stage):
    name = stage.keep("record", recorded([modern("binary")], [versions(STRONG)]))
    if stage.tricked:
        (stage.folder / name).write_bytes(b"\x89PNG\r\n\xff\xfe")
    return stage.report("judge", name)


@false_greens(
    "the gate in the record is edited until it asks for nothing that can be told",
    [("-1", "policy.gate.score"), ("null", "policy.gate.coverage"), ("nope", "policy.gate.nope")],
    code=2,
)
def a_gate_is_edited(stage, what):
    text = lines(recorded([modern("gated")], [versions(STRONG)]))

    def change(header):
        header["policy"]["gate"] |= {"-1": {"score": -1}, "null": {"coverage": None}}.get(what, {"nope": 1})

    return stage.judge(edited(text, change) if stage.tricked else text)


@false_green("of two answers to one question the good one counts", code=1, says="high control twice-asked fails")
def the_last_answer_counts(stage):
    """A scan that was resumed asks again; what it saw last is what is there."""
    return stage.judge(recorded([modern("twice-asked")], [versions(STRONG), versions(stage.pick(WEAK, STRONG))]))


@false_green("an error in the state of an observation leaves its old facts in place", says="high control both is error")
def facts_beside_a_cause(stage):
    lying = unseen("versions").model_copy(update={"facts": STRONG})
    return stage.judge(recorded([modern("both")], [stage.pick(lying, versions(STRONG))]))


@false_green("a name leads nowhere, and nobody says why", code=2, says="has neither endpoints nor a cause")
def a_name_without_endpoints(stage):
    """An expansion of nothing is judged nowhere."""
    good = Expansion(target="site", name="example.com", endpoints=(ONE,))
    empty = Expansion(target="site", name="www.example.com")
    return stage.judge(recorded([modern("led")], [versions(STRONG)], expansions=stage.pick((good, empty), (good,))))


@false_green(
    "everything about a bad name is taken out of the record", code=2, says="nothing is told of www.example.com"
)
def a_name_is_removed(stage):
    """The header still declares it."""
    names = stage.pick(["www.example.com"], [])
    return stage.judge(recorded([modern("told")], [versions(STRONG)], targets={"site": {**SITE, "names": names}}))


@false_greens(
    "a condition is edited to take the whole of what was seen as one value, of which a part is missing",
    [
        ("!has(tls.flaws)", "high control as-one is error"),
        ('!("flaws" in tls)', "high control as-one is error"),
        ("dyn(tls) != 1", "high control as-one is error"),
    ],
)
def a_missing_group_is_another_value(stage, condition):
    looked = [versions(STRONG), *stage.pick([unseen("flaws")], [])]
    text = lines(recorded([modern("as-one", require=stage.pick(condition, TLS13))], looked))
    return stage.judge(text)
