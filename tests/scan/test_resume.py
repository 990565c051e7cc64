"""Going on with an interrupted scan: only what has no answer is asked, and only if it is still the same scan."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.judge.report import report
from readiness.model.errors import InputError
from readiness.model.observation import Expansion, Observation
from readiness.model.record import End, Resumed
from readiness.record.lines import read, write
from readiness.record.resume import interrupted
from readiness.scan.plan import Leave
from readiness.scan.scan import Run
from readiness.scan.stopping import Stop

TWO = {"first": "tried.well.number == 1", "second": "once.echo.text != ''"}
CONSENT = "[{allow: disruptive, targets: [site], by: cto@example.com, until: 2026-12-31}]"


class OwnError(Exception):
    """A bug in the scanner's own code."""


class File:
    """Keeps lines in a file, until it fails after so many of them."""

    def __init__(self, file: Path, fails_after: int | None = None) -> None:
        self.file, self.left = file, fails_after

    def __call__(self, line, item):
        if self.left == 0:
            raise OwnError
        self.left = None if self.left is None else self.left - 1
        with self.file.open("a") as stream:
            stream.write(line)

    def earlier(self):
        return interrupted(self.file, "prod")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "record.jsonl"


@pytest.fixture
def broken(scanning, file):
    """``broken(lines)``: a scan whose own code failed after so many lines, and its file."""

    def run(lines, conditions=TWO, **more):
        with pytest.raises((OwnError, ExceptionGroup)):
            scanning(conditions, listen=File(file, lines), **more)
        return File(file)

    return run


@pytest.mark.parametrize("lines", range(1, 6))
def test_a_scan_whose_own_code_fails_leaves_a_record_that_is_read_and_resumed(scanning, broken, file, lines):
    kept = broken(lines)
    before = file.read_bytes()
    assert read(before.decode().splitlines(True), "r").end is None
    record, found, _ = scanning(TWO, listen=kept, how=Run(earlier=kept.earlier()))
    _, whole, _ = scanning(TWO)
    assert file.read_bytes().startswith(before)
    assert read(file.read_text().splitlines(True), "r") == record
    assert (record.end.complete, len(record.resumed)) == (True, 1)
    volatile = ("started", "finished", "judged_at", "resumed", "requests")
    assert found.model_dump(exclude=set(volatile)) == whole.model_dump(exclude=set(volatile))


@pytest.mark.parametrize("lines", [2, 3, 4, 5])
def test_what_was_answered_is_not_asked_again(scanning, broken, lines):
    import testprobe

    kept = broken(lines)
    answered = sum(seen.group == "well" for seen in kept.earlier().record.observations)
    testprobe.ORDER.clear()
    record, _, _ = scanning(TWO, listen=kept, how=Run(earlier=kept.earlier()))
    assert len(record.observations) == 3
    assert ["well"] * (2 - answered) == testprobe.ORDER


def test_the_clock_and_the_name_of_the_run_stay(scanning, broken):
    kept = broken(3, how=Run(id="one"))
    earlier = kept.earlier()
    record, found, _ = scanning(TWO, listen=kept, how=Run(id="other", earlier=earlier))
    assert (record.header.run, record.header.started) == ("one", earlier.record.header.started)
    assert found.started == earlier.record.header.started


def test_a_line_that_was_cut_off_is_asked_again(scanning, broken, file):
    kept = broken(4)
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    earlier = kept.earlier()
    assert whole[: earlier.size].endswith(b"\n")
    assert len(earlier.lines) == 3
    assert "".join(earlier.lines).encode() == whole[: earlier.size]


def test_a_cause_is_an_answer_but_the_interruption_itself_is_none(scanning, file):
    conditions = {"a": "tried.blind.number == 1", "b": "tried.well.number == 1"}
    record, _, _ = scanning(conditions)
    ended = {"cause": {"kind": "interrupted"}, "state": "unobservable", "facts": None}
    cut = Observation.model_validate(record.observations[0].model_dump(mode="json") | ended)
    items = (record.header, *record.expansions, cut, *record.observations[1:])
    file.write_text("".join(map(write, items)))
    again, _, _ = scanning(conditions, how=Run(earlier=File(file).earlier()))
    assert [one for one in again.observations if one in items] == list(record.observations[1:])
    assert len(again.observations) == len(record.observations)
    assert {str(seen.cause) for seen in again.observations if seen.cause} == {"refused: nobody there"}


def test_a_name_that_could_not_be_resolved_is_asked_again_and_counts_as_it_was_found_last(scanning, file):
    record, _, _ = scanning(TWO)
    lost = Expansion.model_validate(
        {"target": "site", "name": "example.com", "cause": {"kind": "timeout", "detail": "no resolver"}}
    )
    file.write_text(write(record.header) + write(lost))
    again, found, _ = scanning(TWO, how=Run(earlier=File(file).earlier()))
    assert again.expansions == record.expansions
    assert found.verdict.exit_code == 0


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("the policy has changed", {"conditions": {**TWO, "second": "once.echo.text != '?'"}}),
        ("the targets have changed", {"extra": ", http_port: 81"}),
        ("the way to the targets has changed", {"addresses": 3}),
        ("where it is looked from has changed", {"vantage": "elsewhere"}),
        ("the consent has changed", {"consent": CONSENT}),
    ],
)
def test_another_scan_is_refused_by_what_has_changed_and_the_file_stays_as_it_was(scanning, broken, file, what, change):
    kept = broken(4)
    before = file.read_bytes()
    more = {"conditions": TWO, **change}
    how = Run(earlier=kept.earlier(), vantage=more.pop("vantage", "here"))
    with pytest.raises(InputError, match=f"{what} since; scan anew"):
        scanning(more.pop("conditions"), listen=kept, how=how, **more)
    assert file.read_bytes() == before


def test_other_leave_is_another_scan(scanning, broken):
    conditions = {"a": "tried.active.number == 1", "b": "tried.lasting.number == 1"}
    now = datetime(2026, 11, 22, tzinfo=UTC)
    kept = broken(3, conditions, consent=CONSENT, leave=Leave(now=now))
    with pytest.raises(InputError, match="what may be done to the targets has changed"):
        scanning(conditions, consent=CONSENT, leave=Leave(active=True, now=now), how=Run(earlier=kept.earlier()))


def test_all_requests_of_all_parts_are_counted(file, scanning):
    record, _, _ = scanning(TWO)
    sent = {"kind": "dns", "to": "resolver", "what": "A example.com", "when": "2026-11-22T12:00:00Z", "count": 3}
    told = record.expansions[0].model_dump(mode="json") | {"sent": [sent]}
    items = [record.header, Expansion.model_validate(told)]
    file.write_text("".join(map(write, items)))
    again, _, _ = scanning(TWO, how=Run(earlier=File(file).earlier()))
    assert again.end.requests == 3
    stopped = End(finished=record.end.finished, complete=False, requests=7, why="interrupted (SIGINT)")
    file.write_text("".join(map(write, [*items, stopped, Resumed(when=record.end.finished)])))
    again, _, _ = scanning(TWO, how=Run(earlier=File(file).earlier()))
    assert again.end.requests == 7


def test_a_scan_that_is_stopped_says_why_and_what_it_was_asking_leaves_no_line(scanning, file):
    conditions = {**TWO, "c": "tried.lasting.number == 1", "d": "tried.guessing.number == 1"}
    stop = Stop()

    def listen(line, item):
        if isinstance(item, Observation) and item.group == "echo":
            stop.request("enough")

    record, found, _ = scanning(conditions, listen=listen, how=Run(stop=stop))
    assert (record.end.complete, record.end.why) == (False, "enough")
    assert {seen.group for seen in record.observations} <= {"well", "echo"}
    assert "the scan was interrupted: enough" in found.verdict.because
    assert report(record) == found
