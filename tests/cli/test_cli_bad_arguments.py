"""What a bad command line gets: a message, a hint, exit code 2, and nothing contacted."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import CHECKOUT
from mistakes_shown import LINE, POLICIES, assert_refused, assert_says, write

# fmt: off
CHOICES = [
    ("--set dais=3", "--set dais: the policy tried has no parameter `dais`", "did you mean `days`?"),
    ("--set xyz=3", "--set xyz: the policy tried has no parameter `xyz`", "it has days"),
    ("--set days=three", "--set days=three: must be a whole number", ""),
    ("--set days=3.5", "--set days=3.5: must be a whole number", ""),
    ("--set days=", "--set days=: must be a whole number", ""),
    ("--only versoins", "--only versoins names no control, row or group", "did you mean `versions`?"),
    ("--only row:9.9", "--only row:9.9 names no control, row or group", ""),
    ("--skip versoins", "--skip versoins names no control, row or group", "did you mean `versions`?"),
    ("--skip versions", "the selection leaves no control", "nothing would be judged"),
    ("--only high --skip high", "the selection leaves no control", "nothing would be judged"),
    ("--phase network", "--phase: tried has no phase `network`", ""),
    ("--policy nope", "there is no policy `nope`", POLICIES),
    ("--policy web-baselin", "there is no policy `web-baselin`", "did you mean `web-baseline`?"),
    ("--policy ./nope.yaml", "there is no file `./nope.yaml`", ""),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "message", "hint"), CHOICES)
@pytest.mark.parametrize("command", ["plan", "scan"])
def test_choices_that_cannot_be(readiness, folder, contacts, command, arguments, message, hint):
    write(folder)
    done = readiness(command, "prod", *arguments.split())
    assert_refused(done, contacts)
    assert_says(done, LINE + message, hint)


def test_a_term_that_means_two_things_is_refused_with_both(readiness, folder, contacts):
    write(folder, policy=TWO)
    done = readiness("plan", "prod", "--only", "tls")
    assert_refused(done, contacts)
    assert_says(done, LINE + "--only tls means two things", "say control:tls or tag:tls")
    assert readiness("plan", "prod", "--only", "tag:tls").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "days"], "Invalid value for --set: 'days' is not NAME=VALUE"),
        (["--set", "=3"], "Invalid value for --set: '' is not NAME=VALUE"),
        (["--wait", "5x"], "Invalid value for --wait: '5x' is not a time such as 90s or 5m"),
        (["--wait", ""], "Invalid value for --wait: '' is not a time such as 90s or 5m"),
        (["--wait", "-5s"], "Invalid value for --wait: '-5s' is not a time such as 90s or 5m"),
        (["--wait", "nan"], "Invalid value for --wait: 'nan' is not a time such as 90s or 5m"),
        (["--wait", "9" * 400], f"Invalid value for --wait: '{'9' * 400}' is not a time such as 90s or 5m"),
        (["--report", "json"], "Invalid value for --report: 'json' is not FORMAT=FILE"),
        (["--report", "pdf=x"], "Invalid value for --report: there is no format 'pdf'; there are json, junit"),
        (["--healthy"], "--healthy goes with the demo: readiness scan demo --healthy"),
        (["--nope"], "No such option"),
    ],
)
def test_options_that_cannot_be_read(readiness, folder, contacts, arguments, message):
    write(folder)
    done = readiness("scan", "prod", *arguments)
    assert_refused(done, contacts)
    assert done.err.startswith("Usage: readiness scan [OPTIONS] ENVIRONMENT\n")
    assert f"Error: {message}" in done.err


@pytest.mark.parametrize("option", ["--json", "--junit", "--record", "--journal", "--report"])
def test_a_file_that_cannot_be_written_is_told_before_the_scan(readiness, folder, contacts, option):
    write(folder)
    file = "nowhere/file"
    done = readiness("scan", "prod", option, f"json={file}" if option == "--report" else file)
    assert_refused(done, contacts)
    assert_says(done, f"{file}: cannot be written: No such file or directory")


@pytest.mark.parametrize("option", ["--json", "--junit", "--record", "--journal", "--report"])
def test_a_folder_is_no_file_to_write(readiness, folder, contacts, option):
    write(folder)
    (folder / "there").mkdir()
    done = readiness("scan", "prod", option, "json=there" if option == "--report" else "there")
    assert_refused(done, contacts)
    assert "there" in done.err
    assert "is a directory" in done.err.lower()


def test_asking_whether_a_file_can_be_written_leaves_no_file_behind(readiness, folder, contacts):
    write(folder)
    kept = Path("older.json")
    kept.write_text("older")
    done = readiness("scan", "prod", "--json", "older.json", "--junit", "new.xml", "--only", "nope")
    assert_refused(done, contacts)
    assert (kept.read_text(), Path("new.xml").exists()) == ("older", False)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--json", "-", "--junit", "-"], "stdout"),
        (["--json", "x", "--report", "junit=x"], "x"),
        (["--record", "x", "--json", "x"], "x"),
        (["--record", "x", "--journal", "x"], "x"),
    ],
)
def test_two_outputs_cannot_share_a_file(readiness, folder, contacts, arguments, name):
    write(folder)
    done = readiness("scan", "prod", *arguments)
    assert_refused(done, contacts)
    assert_says(done, f"{LINE}two outputs cannot both go to {name}")


def test_a_full_disk_is_told_before_anything_is_sent(readiness, folder, contacts):
    write(folder)
    done = readiness("scan", "prod", "--record", "/dev/full")
    assert_refused(done, contacts)
    assert_says(done, "/dev/full: cannot be written: No space left on device")


def test_as_a_process_it_ends_with_2_says_it_on_stderr_and_shows_no_traceback(apart, folder):
    write(folder)
    done = apart("scan", "prod", "--set", "days=x", "--json", "-")
    assert (done.code, done.out) == (2, "")
    assert done.err == "command line: --set days=x: must be a whole number\n"


def test_a_bug_is_no_verdict(apart):
    code = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
import readiness.load.environment as environment
class Broken:
    def __getattr__(self, name): raise ZeroDivisionError("a bug")
sys.modules["readiness.load.environment"] = Broken()
from readiness.cli import main
main(sys.argv[1:])
"""
    done = apart(str(CHECKOUT), "plan", "https://example.com", code=code)
    assert done.code == 3
    assert "ZeroDivisionError: a bug" in done.err
    assert done.err.endswith("This is a bug in readiness: nothing was decided.\n")


TWO = """\
policy: two
version: "1"
controls:
  - id: tls
    title: Named like a tag
    severity: low
    target: site
    tags: [tls]
    observe: {tls: {}}
    require: tls.certificate.trusted
    rationale: tried
    remedy: {none: none}
    references: [none]
"""
