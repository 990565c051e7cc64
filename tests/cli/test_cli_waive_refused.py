"""What ``readiness waive`` refuses: then nothing is written, and a file that is there stays as it is."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from mistakes_shown import ENVIRONMENT, assert_points_at, assert_refused, assert_says
from signing_files import OLD_WAIVERS as OLD
from signing_files import WAIVE, options, write


@pytest.fixture
def waive(readiness, folder):
    """``waive(ticket="OPS-2")``: waive the observed control, with these changes to the usual options."""
    write(folder)

    def run(*more, control="versions", **changed):
        return readiness("waive", control, *options(WAIVE, *more, **changed))

    return run


# fmt: off
REFUSED = [
    ({"control": "version"}, "the policy tried has no control `version`", "did you mean `versions`?"),
    ({"targets": "sight"}, "no target of `versions` matches `sight`", "did you mean `site`?"),
    ({"targets": "zzz*"}, "no target of `versions` matches `zzz*`", "it is judged on site"),
    ({"approver": "Jo@Example.com"}, "`approver` is the `owner`: nobody accepts a risk of their own",
     "name somebody else, who answers for the decision"),
    ({"reason": "so"}, "`reason` must have at least 10 characters", ""),
    ({"owner": "\u200b"}, "--owner has characters that cannot be shown", ""),
    ({"owner": "  "}, "`owner` must not be empty", ""),
    ({"risk": "\x1b[2J"}, "--risk has characters that cannot be shown", ""),
]
# fmt: on


@pytest.mark.parametrize(("changed", "message", "hint"), REFUSED)
def test_what_no_waiver_may_be_is_refused_and_nothing_written(waive, folder, contacts, changed, message, hint):
    done = waive(**changed)
    assert_refused(done, contacts)
    assert_says(done, f"command line: {message}", hint)
    assert not (folder / "waivers.yaml").exists()


def test_the_longest_that_the_policy_allows_is_allowed_and_no_longer(waive, folder, contacts):
    done = waive(days="101")
    assert_refused(done, contacts)
    assert done.err.startswith("command line: it would last 101 days, the policy tried allows 100\n")
    last = date.fromisoformat(done.err.split()[-1])
    assert waive(days=None, until=str(last + timedelta(days=2))).code == 2
    assert waive(days=None, until=str(last)).code == 0


# fmt: off
UNCLEAR = [
    ({"days": None}, "say for how long"),
    ({"until": "2030-01-01"}, "say for how long"),
    ({"days": "0"}, "0 is not in the range"),
    ({"days": None, "until": "2026-02-30"}, "does not match the format"),
    ({"days": None, "until": "31.12.2030"}, "does not match the format"),
    ({"days": None, "until": "2020-01-01"}, "`expires` is before `granted`"),
    ({"ticket": None}, "Missing option '--ticket'"),
]
# fmt: on


@pytest.mark.parametrize(("changed", "said"), UNCLEAR)
def test_how_long_must_be_clear(waive, folder, contacts, changed, said):
    done = waive(**changed)
    assert_refused(done, contacts)
    assert said in done.err
    assert not (folder / "waivers.yaml").exists()


def test_with_several_environments_one_must_be_named(readiness, folder, contacts):
    other = ENVIRONMENT.split("environments:\n")[1].replace("prod:", "staging:")
    write(folder, ENVIRONMENT + other)
    done = readiness("waive", "versions", *options(WAIVE))
    assert_refused(done, contacts)
    assert_says(done, "command line: readiness.yaml declares prod, staging", "say which with --environment")
    assert readiness("waive", "versions", *options(WAIVE, "-e", "staging")).code == 0
    assert readiness("waive", "versions", *options(WAIVE, "-e", "stagin")).code == 2


def test_a_malformed_entry_in_the_file_is_told_and_the_file_left_alone(waive, folder, contacts):
    text = OLD.replace("2026-02-01", "2026-02-30")
    (folder / "waivers.yaml").write_text(text)
    done = waive()
    assert_refused(done, contacts)
    assert_points_at(
        done,
        "waivers.yaml",
        "2026-02-30",
        "`expires` must be a date such as 2026-12-31",
        "day value is outside expected range",
    )
    assert (folder / "waivers.yaml").read_text() == text


def test_the_same_again_is_refused(waive, folder, contacts):
    assert waive().code == 0
    done = waive()
    assert_refused(done, contacts)
    assert_says(done, "waivers.yaml: has this very entry already")


def test_a_form_that_it_cannot_see_through_is_left_to_the_user(waive, folder, contacts):
    lines = OLD.replace("waivers:   # all of them\n- control:   versions", "waivers: &all\n-\n  control: versions")
    (folder / "waivers.yaml").write_text(lines)
    done = waive()
    assert_refused(done, contacts)
    assert done.err.startswith("waivers.yaml: is written in a form that nothing can be added to safely\n")
    assert '  hint: add it by hand: {"control": "versions", "targets": "*"' in done.err
    assert (folder / "waivers.yaml").read_text() == lines


def test_what_is_no_file_is_not_waited_for(waive, folder, contacts):
    os.mkfifo(folder / "pipe")
    done = waive(waivers="pipe")
    assert_refused(done, contacts)
    assert_says(done, "pipe: is not a regular file")


def test_a_link_in_circles_is_refused(waive, folder, contacts):
    (folder / "circle").symlink_to("circle")
    done = waive(waivers="circle")
    assert_refused(done, contacts)


def test_a_folder_that_is_not_there_is_refused(waive, folder, contacts):
    done = waive(waivers="none/w.yaml")
    assert_refused(done, contacts)
    assert_says(done, "none/w.yaml: cannot be written: No such file or directory")


FULL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # nothing longer can be written, and writing more is an error
from readiness.cli import main
main(sys.argv[1:])
"""


def test_a_file_that_cannot_be_replaced_is_left_whole(apart, folder):
    write(folder)
    (folder / "deep").mkdir()
    (folder / "deep" / "w.yaml").write_text(OLD)
    done = apart("waive", "versions", *options(WAIVE, waivers="deep/w.yaml"), code=FULL_DISK)
    assert done.code == 2
    assert_says(done, "deep/w.yaml: cannot be written: File too large")
    assert (folder / "deep" / "w.yaml").read_text() == OLD
    assert len(list((folder / "deep").iterdir())) == 1


def test_a_file_with_the_longest_name_that_there_is_can_be_added_to(waive, folder):
    name = f"{'w' * 250}.yaml"
    (folder / name).write_text(OLD)
    assert waive(waivers=name).code == 0
    assert (folder / name).read_text().startswith(OLD.rstrip().removesuffix("# the end").rstrip())
