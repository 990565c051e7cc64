"""Judging a record again: offline, the same bytes, another policy, selection or day; and records that are none."""

from __future__ import annotations

import json

import pytest
from mistakes_shown import LINE, POLICY, assert_refused, assert_says

FORBIDDING = """
import sys
def hook(event, arguments):
    if event.split(".")[0] in ("socket", "subprocess", "ctypes") or event in ("os.fork", "os.exec", "os.posix_spawn"):
        raise PermissionError(f"judging may not use {event}")
sys.addaudithook(hook)
from readiness.cli import main
main(sys.argv[1:])
"""


def test_without_any_socket_or_process_it_gives_the_same_bytes(apart, imperfect):
    done = apart("judge", str(imperfect.record), "--json", "-", code=FORBIDDING)
    assert (done.code, done.err) == (1, "")
    assert done.out.encode() == imperfect.json.read_bytes()


def test_the_ban_on_sockets_bites(apart):
    done = apart("scan", "https://example.invalid", code=FORBIDDING)
    assert done.code == 3
    assert "judging may not use s" in done.err


def test_it_prints_what_the_scan_printed(readiness, imperfect):
    assert readiness("judge", str(imperfect.record)).out == imperfect.done.out


def test_a_selection_of_what_was_recorded(readiness, imperfect, contacts):
    done = readiness("judge", str(imperfect.record), "--only", "spf", "--json", "-")
    assert [one["control"] for one in done.json["findings"]] == ["spf"]
    assert done.json["verdict"]["word"].startswith("SELECTION ")
    assert contacts == []


def test_another_policy_that_asks_for_more_says_that_it_is_not_in_the_record(readiness, imperfect, folder, contacts):
    text = POLICY.replace("      # the first line says nothing", "      tls.ciphers.aead_only")
    (folder / "other.yaml").write_text(text)
    done = readiness("judge", str(imperfect.record), "--policy", "./other.yaml", "--json", "-")
    assert (done.json["policy"], contacts) == ("tried", [])
    (finding,) = done.json["findings"]
    told = {(reason["result"], reason["detail"]) for one in finding["judgements"] for reason in one["reasons"]}
    assert [detail for result, detail in told if result == "unproven" and detail.endswith("is not in the record")]


def test_the_policy_of_any_site_over_the_same_record(readiness, imperfect):
    done = readiness("judge", str(imperfect.record), "--policy", "web-baseline", "--json", "-")
    assert done.json["policy"] == "web-baseline"
    assert {one["outcome"] for one in done.json["findings"]} <= {"pass", "fail", "partial", "error"}


def test_another_day_lets_certificates_run_out(readiness, healthy):
    done = readiness("judge", str(healthy.record), "--at", "2090-01-01", "--only", "control:certificate", "--json", "-")
    assert done.json["judged_at"] == "2090-01-01T00:00:00Z"
    assert [one["outcome"] for one in done.json["findings"]] != ["pass"]


def test_the_record_is_never_overwritten(readiness, imperfect, contacts):
    before = imperfect.record.read_bytes()
    done = readiness("judge", str(imperfect.record), "--json", str(imperfect.record))
    assert_refused(done, contacts)
    assert_says(done, f"{LINE}the report would overwrite the record {imperfect.record}")
    assert imperfect.record.read_bytes() == before


@pytest.fixture
def lines(imperfect):
    return imperfect.record.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture
def judging(readiness, folder):
    """``judging(text)``: judge a record of this text."""

    def judge(text: str | bytes):
        (folder / "record.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())
        return readiness("judge", "record.jsonl")

    return judge


def test_a_record_that_was_cut_off_is_read_and_undecided(judging, lines):
    done = judging("".join(lines[: len(lines) // 2]) + lines[-2][:100])
    assert done.code in (1, 3)
    assert "the scan was interrupted" in done.out or "interrupted before the end" in done.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "record.jsonl: is not a record: it has no header"),
        (b"\n\n", "record.jsonl: is not a record: it has no header"),
        (b"not json\n", "record.jsonl:1:1: the line is not JSON"),
        (b"[1]\n", "record.jsonl:1:1: the line is not part of a record"),
        (b'{"line": "nope"}\n', "record.jsonl:1:1: the line is not part of a record"),
        (b'{"line": "header"}\n', "record.jsonl:1:1: `"),
        (b'{"line": ["header"]}\n', "record.jsonl:1:1: the line is not part of a record"),
        (b"[" * 100_000 + b"\n", "record.jsonl:1:1: the line is not JSON"),
        (b"\xff\xfe\n", "record.jsonl: is not text, so not a record"),
        (b"\x1f\x8b\x08", "record.jsonl: is not text, so not a record"),
    ],
)
def test_what_is_no_record_is_told(judging, contacts, text, message):
    done = judging(text)
    assert_refused(done, contacts)
    assert done.err.startswith(message)


def test_a_record_that_is_missing_or_a_folder_is_told(readiness, folder, contacts):
    missing = readiness("judge", "nowhere.jsonl")
    assert_refused(missing, contacts)
    assert_says(missing, "nowhere.jsonl: cannot be read: No such file or directory")
    assert readiness("judge", str(folder)).err == f"{folder}: cannot be read: Is a directory\n"


def changed(lines, path, value):
    header = json.loads(lines[0])
    place = header
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(header) + "\n" + "".join(lines[1:])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("policy", "controls", 0, "require"), "tls.versions.accepted &&"),
        (("policy", "controls", 0, "when"), "nope("),
        (("policy", "controls", 0, "observe"), {"tls": {"with": {"a": "params.nope"}}}),
        (("policy", "controls", 0, "target"), "nope"),
        (("selection",), {"only": ["nope"]}),
        (("selection",), {"phase": "nope"}),
        (("targets",), {"site": {}}),
        (("targets",), {}),
        (("params",), {}),
        (("format",), 2),
    ],
)
def test_a_record_that_was_tampered_with_is_no_crash(judging, lines, path, value):
    done = judging(changed(lines, path, value))
    assert "Traceback" not in done.err
    assert done.code in (1, 2, 3)
