"""What a scan finds of URLs that are evidence: the digest of one whole answer, or a cause why there is none."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from evidence_looking import LOCAL, cause, naming, seen, sha256
from http_hostile import Talk, answer, hostile, page, tls
from records import control
from signed import NOON, attested

from readiness.model.outcomes import CauseKind
from readiness.reach.journal import Journal
from readiness.reach.reach import Route
from readiness.reach.worker import Workers
from readiness.scan.evidence import check, relevant, templates


def test_a_url_is_fetched_once_and_noted_before(tmp_path):
    told = []
    journal = Journal(told.append)
    with hostile(answer(page("", b"proof"))) as server:
        place = f"http://example.com:{server.port}/run?id=1"
        found = seen(tmp_path, naming(place), naming(place), journal=journal)[place]
    assert (found.sha256, found.size, found.cause) == (sha256(b"proof"), 5, None)
    assert [(one.kind, one.to, one.what, one.at) for one in told] == [
        ("http", f"example.com:{server.port}", "GET /run?id=1", LOCAL)
    ]
    assert found.sent == tuple(told)
    (request,) = server.requests
    assert "authorization" not in request.lower()
    assert "cookie" not in request.lower()


def test_whoever_answers_over_tls_content_is_known_by_its_digest(tmp_path):
    with hostile(answer(page("", b"proof")), tls()) as server:
        place = f"https://example.com:{server.port}/"
        assert seen(tmp_path, naming(place))[place].sha256 == sha256(b"proof")


def test_an_address_in_a_url_is_asked_without_dns(tmp_path):
    with hostile(answer(page("", b"proof"))) as server:
        place = f"http://{LOCAL}:{server.port}/"
        found = seen(tmp_path, naming(place))[place]
    assert found.sha256 == sha256(b"proof")
    assert [one.kind for one in found.sent] == ["http"]


def test_an_address_of_ipv4_is_taken_before_one_of_ipv6(tmp_path):
    with hostile(answer(page("", b"proof"))) as server:
        place = f"http://example.com:{server.port}/"
        found = seen(tmp_path, naming(place), addresses={"example.com": ("::1", LOCAL)})[place]
    assert [one.at for one in found.sent] == [LOCAL]


def redirecting(talk: Talk) -> None:
    talk.request()
    talk.say(page("Location: http://example.com:9/", status="302 Found"))


def half(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


# fmt: off
HALVES = [
    (answer(page("", b"gone", "404 Not Found")), CauseKind.SERVER),
    (redirecting, CauseKind.SERVER),
    (half, CauseKind.PROTOCOL),
    (answer(b""), CauseKind.RESET),
    (answer(b"SSH-2.0-OpenSSH\r\n\r\n"), CauseKind.PROTOCOL),
]
# fmt: on


@pytest.mark.parametrize(("behave", "kind"), HALVES)
def test_whatever_is_not_a_whole_answer_is_a_cause(tmp_path, behave, kind):
    with hostile(behave) as server:
        assert cause(tmp_path, f"http://example.com:{server.port}/") == kind
        assert len(server.requests) == 1


def test_a_body_without_end_is_cut(tmp_path):
    def endless(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\n\r\n")
        talk.flood(b"x" * 1_000_000)

    with hostile(endless) as server:
        assert cause(tmp_path, f"http://example.com:{server.port}/") == CauseKind.TOO_LARGE


def test_a_name_that_nobody_knows_is_a_cause(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOCAL, 0))
        kept = []

        async def run():
            async with Workers() as workers:
                route = Route(workers=workers, resolvers=((LOCAL, deaf.getsockname()[1]),), timeout_s=0.2)
                await check([naming("http://nobody.example/")], tmp_path, route, Journal(), kept.append, NOON)

        asyncio.run(run())
    assert kept[0].cause.kind == CauseKind.TIMEOUT
    assert {one.kind for one in kept[0].sent} == {"dns"}


def test_it_can_be_interrupted_while_a_server_says_nothing(tmp_path):
    heard = threading.Event()

    def silent(talk: Talk) -> None:
        talk.request()
        heard.set()
        talk.listen()

    async def run(server):
        async with Workers() as workers:
            route = Route(workers=workers, addresses={"example.com": (LOCAL,)})
            place = f"http://example.com:{server.port}/"
            looking = asyncio.ensure_future(check([naming(place)], tmp_path, route, Journal(), kept.append, NOON))
            await asyncio.to_thread(heard.wait, 10)
            looking.cancel()
            await asyncio.wait([looking])
            return looking.cancelled()

    kept = []
    with hostile(silent) as server:
        assert asyncio.run(run(server))
    assert kept == []


def test_everything_that_is_sent_was_in_a_template(tmp_path):
    with hostile(answer(page("", b"proof"))) as server:
        place = f"http://example.com:{server.port}/a[b]*?c=[d]"
        one = naming(place)
        found = seen(tmp_path, one)[place]
    assert found.cause is None
    for sent in found.sent:
        assert any(template.matches(sent.kind, sent.to, sent.what) for template in templates([one]))


def test_only_evidence_that_can_count_for_a_control_is_looked_at():
    relied, other, observed = naming("a"), naming("b", control="other"), naming("c", control="observed")
    controls = [attested(), control("tls.versions.x", id="observed")]
    assert relevant([relied, other, observed], controls) == (relied,)
