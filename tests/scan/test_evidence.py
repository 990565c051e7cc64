"""What a scan finds of files that are evidence: a digest, or a cause why there is none."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest
from evidence_looking import LOCAL, cause, naming, seen, sha256
from signed import NOON

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.request import Template
from readiness.scan.digest import digest_of_file
from readiness.scan.evidence import templates


def test_a_file_is_seen_by_its_digest_and_size(tmp_path):
    (tmp_path / "drills").mkdir()
    (tmp_path / "drills/run.txt").write_bytes(b"it worked")
    found = seen(tmp_path, naming("drills/run.txt"))["drills/run.txt"]
    assert (found.sha256, found.size, found.cause, found.when) == (sha256(b"it worked"), 9, None, NOON)
    assert found.sent == ()


def test_an_empty_file_has_a_digest_too(tmp_path):
    (tmp_path / "empty").touch()
    assert seen(tmp_path, naming("empty"))["empty"].sha256 == sha256(b"")


def test_a_file_of_many_pieces_is_read_to_its_end(tmp_path):
    content = os.urandom(9_000_001)
    (tmp_path / "large").write_bytes(content)
    assert seen(tmp_path, naming("large"))["large"].sha256 == sha256(content)


def test_a_place_that_several_name_is_looked_at_once(tmp_path):
    (tmp_path / "one").write_text("x")
    assert list(seen(tmp_path, naming("one"), naming("one", by="Al"))) == ["one"]


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


def make_device(path: Path) -> None:
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # what /dev/zero is: it never ends


def make_link_out(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def make_link_in_circles(path: Path) -> None:
    path.symlink_to(path.name)


# fmt: off
ODD = [
    (lambda path: None, CauseKind.UNREACHABLE),
    (Path.mkdir, CauseKind.NOT_ALLOWED),
    (make_fifo, CauseKind.NOT_ALLOWED),
    (make_socket, CauseKind.NOT_ALLOWED),
    (make_device, CauseKind.NOT_ALLOWED),
    (make_link_out, CauseKind.NOT_ALLOWED),
    (make_link_in_circles, CauseKind.UNREACHABLE),
]
# fmt: on


@pytest.mark.parametrize(("make", "kind"), ODD)
def test_what_is_no_file_in_the_folder_is_a_cause_and_never_waited_for(tmp_path, make, kind):
    make(tmp_path / "odd")
    begun = time.monotonic()
    assert cause(tmp_path, "odd") == kind
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("place", ["../outside", "sub/../../outside", "/etc/passwd", "a\0b", "x" * 5000])
def test_names_that_lead_elsewhere_or_nowhere_are_causes(tmp_path, place):
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "outside").write_text("secret")
    assert cause(folder, place) in (CauseKind.NOT_ALLOWED, CauseKind.UNREACHABLE)


def test_a_link_within_the_folder_is_followed(tmp_path):
    (tmp_path / "real").write_text("x")
    (tmp_path / "link").symlink_to("real")
    assert seen(tmp_path, naming("link"))["link"].sha256 == sha256(b"x")


def test_a_folder_that_is_a_link_itself_is_a_folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real/one").write_text("x")
    (tmp_path / "folder").symlink_to("real")
    assert seen(tmp_path / "folder", naming("one"))["one"].sha256 == sha256(b"x")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1_000_000_001)
    assert cause(tmp_path, "huge") == CauseKind.TOO_LARGE


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    (tmp_path / "one").write_bytes(b"12345")
    assert asyncio.run(digest_of_file(tmp_path, "one", most=5)).size == 5
    with pytest.raises(Unobservable, match="larger than"):
        asyncio.run(digest_of_file(tmp_path, "one", most=4))


def test_a_file_that_turns_out_longer_than_it_claims_is_not_read_to_its_end():
    assert Path("/proc/self/status").stat().st_size == 0
    with pytest.raises(Unobservable, match="larger than"):
        asyncio.run(digest_of_file(Path("/proc/self"), "status", most=4))


def test_one_bad_place_keeps_no_other_from_being_seen(tmp_path):
    (tmp_path / "good").write_text("x")
    found = seen(tmp_path, naming("bad", "good", "../worse"))
    assert {place: one.cause is None for place, one in found.items()} == {
        "bad": False,
        "good": True,
        "../worse": False,
    }


def test_templates_name_each_request_once():
    one = naming("https://Example.com/run?id=[1]*", "drill.txt", f"http://{LOCAL}:8080")
    assert templates([one, one]) == (
        Template(kind="dns", to="resolver", what="A example.com", at_most=1),
        Template(kind="dns", to="resolver", what="AAAA example.com", at_most=1),
        Template(kind="http", to="127.0.0.1:8080", what="GET /", at_most=1),
        Template(kind="http", to="example.com:443", what="GET /run?id=[[]1][*]", at_most=1),
    )
    assert templates([naming("drill.txt")]) == ()
