"""One HTTP request to a server that means ill: a cause in time, and little memory."""

from __future__ import annotations

import resource
import time
import tracemalloc
from collections.abc import Callable

import pytest
from http_asking import PATIENCE_S, SILENCE_S, SLACK_S, ask, assert_cause, cause_of, patience
from http_behaviours import CUT_BODIES, HOSTILE_FRAMES, HOSTILE_HANDSHAKES, HOSTILE_HEADS, headers, spoken
from http_hostile import DATA, HEADERS, Talk, frame, hostile, tls

from readiness.model.outcomes import CauseKind


@pytest.mark.parametrize("case", HOSTILE_HEADS)
def test_a_hostile_server_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_HEADS[case]
    with hostile(behave) as server:
        assert_cause(expected, server)


@pytest.mark.parametrize("case", HOSTILE_HEADS)
def test_a_hostile_server_behind_tls_is_the_same_cause(case: str) -> None:
    behave, expected = HOSTILE_HEADS[case]
    with hostile(behave, tls()) as server:
        assert_cause(expected, server, "https")


@pytest.mark.parametrize("case", HOSTILE_HANDSHAKES)
def test_a_hostile_handshake_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_HANDSHAKES[case]

    def after_hello(talk: Talk) -> None:
        talk.connection.recv(10)
        behave(talk)
        if expected != CauseKind.RESET:
            talk.listen()

    with hostile(after_hello) as server:
        assert_cause(expected, server, "https")


@pytest.mark.parametrize("case", HOSTILE_FRAMES)
def test_hostile_http2_is_a_cause_in_time(case: str) -> None:
    behave, expected = HOSTILE_FRAMES[case]
    with hostile(behave, tls("h2")) as server:
        assert_cause(expected, server, "https", http2=True)


@pytest.mark.parametrize("case", CUT_BODIES)
def test_a_body_that_is_not_whole_leaves_the_head_as_evidence(case: str) -> None:
    behave, expected = CUT_BODIES[case]
    begun = time.monotonic()
    with hostile(behave) as server:
        found = ask(server, max_body=50_000, timeout_s=patience(expected))
    assert (found.status, found.truncated, found.cut) == (200, True, expected)
    assert len(found.body) <= 50_000
    assert time.monotonic() - begun < SILENCE_S + SLACK_S


def test_an_endless_http2_body_is_cut() -> None:
    endless = spoken(frame(HEADERS, headers(), 4, stream=1), flood=frame(DATA, b"x" * 1000, stream=1))
    with hostile(endless, tls("h2")) as server:
        found = ask(server, scheme="https", http2=True, max_body=5000)
    assert (found.version, found.cut, len(found.body)) == ("HTTP/2", CauseKind.TOO_LARGE, 5000)


@pytest.mark.parametrize("case", ["has endless headers", "has a header of 50 MB", "continues for ever"])
def test_a_flood_of_headers_takes_little_memory(case: str) -> None:
    with hostile(HOSTILE_HEADS[case][0]) as server:
        assert peak_of(lambda: cause_of(server, "http", False, SILENCE_S)) < 3_000_000


def test_a_huge_http2_frame_takes_no_more_memory_than_frames_can_be_long() -> None:
    with hostile(HOSTILE_FRAMES["sends a huge frame"][0], tls("h2")) as server:
        assert peak_of(lambda: cause_of(server, "https", True, PATIENCE_S)) < 3 * 2**24


def test_a_flood_of_body_takes_little_more_memory_than_is_kept() -> None:
    with hostile(CUT_BODIES["has no end"][0]) as server:
        assert peak_of(lambda: ask(server, max_body=50_000)) < 3_000_000


def test_a_flood_through_tls_takes_little_memory_outside_of_python_either() -> None:
    with hostile(HOSTILE_HEADS["has a header of 50 MB"][0], tls()) as server:
        cause_of(server, "https", False, PATIENCE_S)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cause_of(server, "https", False, PATIENCE_S)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


def peak_of(act: Callable[[], object]) -> int:
    """Bytes that Python held at most while this ran; a first run pays for imports and caches."""
    act()
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
