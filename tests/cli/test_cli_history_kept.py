"""Records are kept without being asked for, where the environment is declared, and resumed from there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from mistakes_shown import write

ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {{addresses: {{example.com: [127.0.0.1]}}, timeout_s: 60}}
    targets:
      site: {{kind: site, url: "{scheme}://example.com:{port}", http_port: {port}}}
"""
POLICY = """\
policy: plain
version: "1"
controls:
  - id: plain
    title: Plain HTTP serves nothing
    severity: high
    target: site
    observe: {http: {}}
    require: "!http.redirects.serves_content"
    rationale: tried
    remedy: {none: none}
    references: [none]
  - id: secure
    title: It answers
    severity: high
    target: site
    observe: {http: {}}
    require: http.response.answered
    rationale: tried
    remedy: {none: none}
    references: [none]
"""


@pytest.fixture
def closed(folder, closed_port):
    """An environment whose server is not there, so that a scan of it is over at once."""
    write(folder, policy=POLICY, readiness=ENVIRONMENT.format(scheme="http", port=closed_port))


@pytest.fixture
def closed_port():
    """A port on which nobody listens."""
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def hanging(started, folder, silent):
    """``hanging(options)``: a scan that waits for a server which will never answer."""
    write(folder, policy=POLICY, readiness=ENVIRONMENT.format(scheme="https", port=silent.port))

    def start(*options):
        silent.reached.clear()
        scan = started("scan", "prod", *options)
        assert silent.reached.wait(30)
        return scan

    return start


def kept() -> list[Path]:
    return sorted(Path(".readiness/prod").glob("*.jsonl"))


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_scan_of_a_declared_environment_is_kept_beside_its_file_and_out_of_version_control(closed, readiness):
    done = readiness("scan", "prod", "--record", "copy.jsonl")
    assert done.code in (1, 3), done.err
    (file,) = kept()
    header = lines(file)[0]
    assert re.fullmatch(r"\d{8}t\d{6}z-[0-9a-f]{6}", header["run"])
    assert Path("copy.jsonl").read_bytes() == file.read_bytes()
    assert Path(".readiness/.gitignore").read_text() == "*\n"
    assert readiness("judge", str(file)).out == done.out


def test_every_scan_is_a_run_of_its_own(closed, readiness):
    readiness("scan", "prod")
    readiness("scan", "prod")
    assert len({lines(file)[0]["run"] for file in kept()}) == 2


def test_nothing_is_kept_where_that_is_not_wanted(closed, readiness, folder):
    readiness("scan", "prod", "--no-history")
    assert not (folder / ".readiness").exists()


def test_the_history_can_be_elsewhere(closed, readiness, folder):
    readiness("scan", "prod", "--history", "elsewhere")
    assert not (folder / ".readiness").exists()
    assert len(list((folder / "elsewhere" / "prod").glob("*.jsonl"))) == 1


def test_both_at_once_make_no_sense(closed, readiness):
    done = readiness("scan", "prod", "--history", "elsewhere", "--no-history")
    assert (done.code, done.out) == (2, "")


def test_a_folder_that_cannot_be_written_is_a_warning_and_the_scan_goes_on(closed, readiness, folder):
    whole = readiness("scan", "prod", "--no-history")
    (folder / ".readiness").write_text("in the way")
    done = readiness("scan", "prod")
    assert (done.code, whole.code) == (whole.code, whole.code)
    assert done.out.splitlines()[0] == whole.out.splitlines()[0]
    (said,) = done.told.splitlines()
    assert said.startswith("warning: .readiness: cannot be written: ")


def test_the_demo_is_kept_only_where_that_is_asked_for(apart, folder):
    scan = ("scan", "demo", "--healthy", "--only", "tls-versions", "-q")
    assert apart(*scan).code == 0
    assert list(folder.iterdir()) == []
    assert apart(*scan, "--history", "kept").code == 0
    assert len(list((folder / "kept" / "demo").glob("*.jsonl"))) == 1


def test_a_second_scan_of_the_same_at_the_same_time_is_refused_in_one_line(hanging, readiness):
    hanging()
    done = readiness("scan", "prod")
    assert (done.code, done.out) == (2, "")
    assert "another scan of prod is running" in done.told.splitlines()[0]


def test_there_must_be_something_to_resume(closed, readiness):
    done = readiness("scan", "prod", "--resume")
    assert (done.code, done.told) == (2, ".readiness: there is no scan of prod; there is nothing to resume\n")
    readiness("scan", "prod", "--record", "copy.jsonl")
    done = readiness("scan", "prod", "--resume")
    assert (done.code, done.told) == (2, ".readiness: the last scan of prod is complete; there is nothing to resume\n")
    done = readiness("scan", "prod", "--resume", "--no-history", "--record", "copy.jsonl")
    assert (done.code, done.told) == (2, "copy.jsonl: the last scan of prod is complete; there is nothing to resume\n")
    assert readiness("scan", "prod", "--resume", "--no-history").code == 2


@pytest.mark.parametrize("place", [(), ("--no-history", "--record", "record.jsonl")])
def test_an_interrupted_scan_is_gone_on_with_in_the_same_file_and_journal(hanging, place, readiness):
    files = (*place, "--journal", "journal.jsonl")
    first = hanging("--deadline", "1s", *files).ended()
    assert first.code == 3, first.err
    (file,) = [Path("record.jsonl")] if place else kept()
    before, noted = file.read_bytes(), Path("journal.jsonl").read_bytes()
    with file.open("ab") as stream:
        stream.write(b'{"line": "obser')
    second = hanging("--resume", "--deadline", "1s", *files).ended()
    assert second.code == 3, second.err
    assert file.read_bytes().startswith(before)
    assert [line["line"] for line in lines(file)].count("header") == 1
    assert [line["line"] for line in lines(file)].count("resumed") == 1
    assert Path("journal.jsonl").read_bytes().startswith(noted)
    assert len(Path("journal.jsonl").read_bytes()) > len(noted)
    groups = [line["group"] for line in lines(file) if line["line"] == "observation"]
    assert len(groups) == len(set(groups))
    assert readiness("judge", str(file)).out == second.out


def test_a_resumed_scan_can_be_copied_whole(hanging):
    hanging("--deadline", "1s").ended()
    hanging("--resume", "--deadline", "1s", "--record", "copy.jsonl").ended()
    (file,) = kept()
    assert Path("copy.jsonl").read_bytes() == file.read_bytes()


def test_what_has_changed_since_is_told_in_one_line_and_nothing_is_asked(hanging, folder, readiness, silent):
    hanging("--deadline", "1s").ended()
    (file,) = kept()
    before = file.read_bytes()
    (folder / "policy.yaml").write_text(POLICY.replace('version: "1"', 'version: "2"'))
    silent.reached.clear()
    done = readiness("scan", "prod", "--resume")
    assert (done.code, done.out) == (2, "")
    assert done.told == f"{file}: the policy has changed since; scan anew\n"
    assert file.read_bytes() == before
    assert not silent.reached.is_set()


def test_a_record_that_is_garbled_in_the_middle_is_not_resumed(hanging, readiness):
    hanging("--deadline", "1s").ended()
    (file,) = kept()
    first, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(first + b"\n\x00garbled\n" + rest)
    done = readiness("scan", "prod", "--resume")
    assert done.code == 2
    assert f"{file}:2:1: the line is not JSON" in done.told


def test_the_slowest_questions_are_told_on_stderr(closed, readiness):
    done = readiness("scan", "prod", "--slowest", "1")
    (said,) = done.told.splitlines()
    assert re.fullmatch(r" *\d+ ms +\d+ requests  http\.\w+ on site, example\.com@127\.0\.0\.1:\d+", said)
