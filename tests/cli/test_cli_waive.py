"""``readiness waive``: one entry more in a file, and nothing else about the file is different."""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from mistakes_shown import ENVIRONMENT
from signed import waiver
from signing_files import OLD_WAIVERS as OLD
from signing_files import WAIVE, options, write

from readiness.cli._ledger import Ledger, add
from readiness.load.waivers import KEY, load_waivers, waivers_of

TODAY = datetime.now(UTC).date()


@pytest.fixture
def waive(readiness, folder):
    """``waive(ticket="OPS-2")``: waive the observed control, with these changes to the usual options."""
    write(folder)

    def run(*more, control="versions", **changed):
        return readiness("waive", control, *options(WAIVE, *more, **changed))

    return run


def test_a_new_file_begins_with_a_comment_and_has_the_waiver(waive, folder, contacts):
    done = waive()
    assert (done.code, contacts) == (0, [])
    text = (folder / "waivers.yaml").read_text()
    assert [line.startswith("# ") for line in text.splitlines()[:3]] == [True, True, False]
    (one,) = load_waivers(folder / "waivers.yaml")
    assert (one.control, one.targets, one.owner, one.ticket) == ("versions", "*", "jo@example.com", "OPS-1")
    assert one.granted in (TODAY, TODAY + timedelta(days=1))
    assert one.expires == one.granted + timedelta(days=29)


def test_it_prints_what_it_wrote_and_when_that_ends(waive, folder):
    done = waive()
    (one,) = load_waivers(folder / "waivers.yaml")
    assert "- control: versions\n" in done.out
    assert f"  expires: {one.expires}\n" in done.out
    assert done.err == (
        f"wrote waivers.yaml: `versions` is waived until {one.expires}, the end of that day in UTC (in 29 days)\n"
    )


def test_what_was_there_stays_byte_for_byte(waive, folder):
    file = folder / "waivers.yaml"
    file.write_text(OLD)
    assert waive().code == 0
    new = file.read_text()
    head, foot = OLD.split("\n\n")
    assert new.startswith(head + "\n- control: versions\n")
    assert new.endswith("\n\n" + foot)
    assert [one.ticket for one in load_waivers(file)] == ["OPS-0", "OPS-1"]


def test_one_after_the_other_they_add_up(waive, folder):
    for ticket in ("OPS-1", "OPS-2", "OPS-3"):
        assert waive(ticket=ticket).code == 0
    assert [one.ticket for one in load_waivers(folder / "waivers.yaml")] == ["OPS-1", "OPS-2", "OPS-3"]


def test_several_at_once_lose_none(folder, apart):
    write(folder)
    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(apart, "waive", "versions", *options(WAIVE, ticket=f"OPS-{n}")) for n in range(3)]
        assert [run.result().code for run in runs] == [0, 0, 0]
    assert sorted(one.ticket for one in load_waivers(folder / "waivers.yaml")) == ["OPS-0", "OPS-1", "OPS-2"]


def test_an_addition_waits_for_another_in_the_same_folder(waive, folder):
    """Whoever has locked the folder may change the file; what is added then is added to the changed one."""
    file = folder / "waivers.yaml"
    done = threading.Event()

    def add_ours():
        add(Ledger(KEY, waivers_of, ""), file, waiver())
        done.set()

    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    adding = threading.Thread(target=add_ours)
    adding.start()
    assert not done.wait(0.3)
    file.write_text(OLD)
    os.close(handle)
    adding.join(10)
    assert [one.ticket for one in load_waivers(file)] == ["OPS-0", "OPS-1"]


def test_mode_and_link_of_the_file_are_kept(waive, folder):
    (folder / "real").mkdir()
    real = folder / "real/w.yaml"
    real.write_text(OLD)
    real.chmod(0o640)
    (folder / "waivers.yaml").symlink_to("real/w.yaml")
    assert waive().code == 0
    assert (folder / "waivers.yaml").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(load_waivers(real)) == 2
    assert sorted(path.name for path in (folder / "real").iterdir()) == ["w.yaml"]


def test_whoever_reads_sees_the_old_file_or_the_new_one(waive, folder):
    file = folder / "waivers.yaml"
    file.write_text(OLD)
    with file.open() as reading:
        assert waive().code == 0
        assert reading.read() == OLD


def test_the_file_that_the_environment_names_is_written(readiness, folder):
    write(folder, ENVIRONMENT.replace("    targets:", "    waivers: ours/w.yaml\n    targets:", 1))
    (folder / "ours").mkdir()
    (folder / "ours/w.yaml").write_text(OLD)
    assert readiness("waive", "versions", *options(WAIVE)).code == 0
    assert len(load_waivers(folder / "ours/w.yaml")) == 2


def test_another_file_can_be_named(waive, folder):
    assert waive(waivers="mine.yaml").code == 0
    assert len(load_waivers(folder / "mine.yaml")) == 1
    assert not (folder / "waivers.yaml").exists()


def test_words_are_kept_on_one_line_whatever_they_hold(waive, folder):
    assert waive(reason="it is: 'so' # and\n  \"so\" – ☂", owner="-", risk="yes").code == 0
    (one,) = load_waivers(folder / "waivers.yaml")
    assert (one.reason, one.owner, one.risk) == ("it is: 'so' # and \"so\" – ☂", "-", "yes")


def test_until_a_day(waive, folder):
    last = TODAY + timedelta(days=50)
    assert waive(days=None, until=str(last)).code == 0
    assert load_waivers(folder / "waivers.yaml")[0].expires == last
