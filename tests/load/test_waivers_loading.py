"""Loading waivers and attestations: every malformed entry is told with its place, and then none is loaded."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.load.attestations import load_attestations
from readiness.load.waivers import load_waivers
from readiness.model.errors import InputError

WAIVERS = """\
# accepted
waivers:
  - control: tls-versions
    targets: "eu-*"
    reason: the partner's client is old
    risk: downgrade
    owner: jo@example.com
    approver: cto@example.com
    ticket: OPS-1
    granted: 2026-11-01
    expires: 2026-12-31
"""
ATTESTATIONS = """\
attestations:
  - control: rollback-tested
    statement: we rolled back and it worked
    by: Jo Doe
    role: cto
    date: 2026-11-01
    valid_for_days: 90
    evidence:
      - {what: run id, file: drills/run.txt, sha256: DIGEST}
      - {what: log, url: "https://ci.example.com/1", sha256: DIGEST}
""".replace("DIGEST", "a" * 64)
DATE = "must be a date such as 2026-12-31"
DAYS = "year, month and day; days are those of UTC"


@pytest.fixture
def load(tmp_path, monkeypatch):
    """``load(loader, text)``: write the text into ``file.yaml`` and load it."""
    monkeypatch.chdir(tmp_path)

    def run(loader, text):
        path = tmp_path / "file.yaml"
        path.write_text(text, encoding="utf-8")
        return loader(path.relative_to(tmp_path))

    return run


def mistakes(load, loader, text):
    with pytest.raises(InputError) as refused:
        load(loader, text)
    return [(str(one.position), one.message, one.hint) for one in refused.value.mistakes]


def test_waivers_are_what_was_written(load):
    (one,) = load(load_waivers, WAIVERS)
    assert (one.control, one.targets, one.ticket) == ("tls-versions", "eu-*", "OPS-1")
    assert (one.granted, one.expires) == (date(2026, 11, 1), date(2026, 12, 31))


def test_attestations_are_what_was_written(load):
    (one,) = load(load_attestations, ATTESTATIONS)
    assert (one.by, one.date, one.valid_for_days, one.targets) == ("Jo Doe", date(2026, 11, 1), 90, "*")
    assert [ref.place for ref in one.evidence] == ["drills/run.txt", "https://ci.example.com/1"]


def test_none_is_a_list_without_entries(load):
    assert load(load_waivers, "waivers: []\n") == ()
    assert load(load_attestations, "attestations: []\n") == ()


# fmt: off
WRONG_WAIVERS = [
    ("2026-12-31", "2026-02-30", "11:14", f"`expires` {DATE}", "day value is outside expected range"),
    ("2026-12-31", "2025-02-29", "11:14", f"`expires` {DATE}", "day value is outside expected range"),
    ("2026-12-31", "31.12.2026", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "12/31/2026", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "2026-12-31T00:00:00Z", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "2026-12-31T00:00:00+14:00", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "2026-12-31 00:00:00", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", '" 2026-12-31"', "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", '"20261231"', "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "２０２６-12-31", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "20261231", "11:14", f"`expires` {DATE}, not a number", ""),
    ("2026-12-31", "never", "11:14", f"`expires` {DATE}", DAYS),
    ("2026-12-31", "", "11:13", f"`expires` {DATE}, but is empty", ""),
    ("2026-12-31", "2026-10-31", "11:14", "`expires` is before `granted`, which is 2026-11-01",
     "a waiver holds on both days and those between them"),
    ("cto@example.com", "jo@example.com", "8:15", "`approver` is the `owner`: nobody accepts a risk of their own",
     "name somebody else, who answers for the decision"),
    ("cto@example.com", '" JO@Example.COM "', "8:15", "`approver` is the `owner`: nobody accepts a risk of their own",
     "name somebody else, who answers for the decision"),
    ("cto@example.com", "ｊｏ@example.com", "8:15", "`approver` is the `owner`: nobody accepts a risk of their own",
     "name somebody else, who answers for the decision"),
    ("cto@example.com", '"  "', "8:15", "`approver` must not be empty", ""),
    ("cto@example.com", '""', "8:15", "`approver` must not be empty", ""),
    ("the partner's client is old", "because", "5:13", "`reason` must have at least 10 characters", ""),
    ("the partner's client is old", '"            "', "5:13", "`reason` must not be empty", ""),
    ("    ticket: OPS-1\n", "", "3:5", "`ticket` is missing", ""),
    ("ticket:", "tikcet:", "9:5", "unknown key `tikcet`", "did you mean `ticket`?"),
    ("control: tls-versions", "control: TLS versions", "3:14",
     "`control` must match the pattern ^[a-z0-9]+(-[a-z0-9]+)*$", ""),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "place", "message", "hint"), WRONG_WAIVERS)
def test_a_malformed_waiver_is_told_with_its_place(load, old, new, place, message, hint):
    assert old in WAIVERS
    found = mistakes(load, load_waivers, WAIVERS.replace(old, new, 1))
    assert found == [(f"file.yaml:{place}", message, hint)]


# fmt: off
WRONG_ATTESTATIONS = [
    ("2026-11-01", "2026-11-01T12:00:00Z", "6:11", f"`date` {DATE}", DAYS),
    ("2026-11-01", "2026-11-31", "6:11", f"`date` {DATE}", "day value is outside expected range"),
    ("Jo Doe", '" "', "4:9", "`by` must not be empty", ""),
    ("90", "0", "7:21", "`valid_for_days` must be greater than or equal to 1", ""),
    ("90", "4000", "7:21", "`valid_for_days` must be less than or equal to 3660", ""),
    ("90", "90.5", "7:21", "`valid_for_days` must be a whole number, not a decimal number", ""),
    ("drills/run.txt", "../run.txt", "9:30", "`file` leads out of the folder: `../run.txt`",
     "evidence lies in the folder of the attestations' own file or below it"),
    ("drills/run.txt", "/etc/passwd", "9:30", "`file` leads out of the folder: `/etc/passwd`",
     "evidence lies in the folder of the attestations' own file or below it"),
    ("url:", "file: a, url:", "10:9", "needs either `file` or `url`", ""),
    ("https://ci.example.com/1", "ftp://x", "10:26", "`url` must be a URL such as https://example.com", ""),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "place", "message", "hint"), WRONG_ATTESTATIONS)
def test_a_malformed_attestation_is_told_with_its_place(load, old, new, place, message, hint):
    assert old in ATTESTATIONS
    ((found_place, found, found_hint),) = mistakes(load, load_attestations, ATTESTATIONS.replace(old, new, 1))
    assert (found_place, found_hint) == (f"file.yaml:{place}", hint)
    assert message in found


def test_a_digest_that_is_none_is_told(load):
    ((place, message, _),) = mistakes(load, load_attestations, ATTESTATIONS.replace("a" * 64, "a" * 63, 1))
    assert (place, message) == ("file.yaml:9:54", "`sha256` must match the pattern ^[0-9a-f]{64}$")


def test_the_very_same_entry_twice_is_a_mistake(load):
    entry = WAIVERS.split("waivers:\n")[1]
    found = mistakes(load, load_waivers, WAIVERS + entry.replace('    targets: "eu-*"\n', "    targets: 'eu-*'\n"))
    assert found == [("file.yaml:12:5", "the same entry is in line 3 already", "delete one of them")]
    assert len(load(load_waivers, WAIVERS + entry.replace("OPS-1", "OPS-2"))) == 2


def test_a_target_that_is_left_away_is_all_targets_and_so_the_same(load):
    text = WAIVERS.replace("eu-*", "*")
    entry = text.split("waivers:\n")[1].replace('    targets: "*"\n', "")
    assert len(mistakes(load, load_waivers, text + entry)) == 1


def test_every_mistake_of_every_entry_is_told(load):
    entry = WAIVERS.split("waivers:\n")[1]
    text = WAIVERS.replace("2026-12-31", "2026-02-30") + entry.replace("cto@", "jo@").replace("OPS-1", '""')
    assert [place for place, _, _ in mistakes(load, load_waivers, text)] == [
        "file.yaml:11:14",
        "file.yaml:17:15",
        "file.yaml:18:13",
    ]


@pytest.mark.parametrize("text", ["waivers: [1]\n", "waivers: {a: b}\n", "waivers:\n", "- a\n", "waivers: no\n"])
def test_what_is_no_list_of_waivers_is_refused(load, text):
    assert mistakes(load, load_waivers, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_waivers(tmp_path / "none.yaml")
