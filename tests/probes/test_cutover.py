"""The old stack beside the new one, and what several resolvers say about the names that move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from http_nginx import NAME, web
from servers.dns_servers import Answer, Server, answering, failing, serving, silent

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Cutover
from readiness.probes.cutover import Cutover as CutoverProbe
from readiness.probes.plugin import Planned

OLD, NEW, NEWER = "127.0.90.1", "127.0.90.2", "127.0.90.3"
PAGE = "default_type text/html; return 200 '<title>Hello  there</title>';"
Observe = Callable[..., Facts]
Serve = Callable[[Answer], Server]


def _target(port: int = 443, **more: Any) -> Cutover:
    values = {"kind": "cutover", "names": [NAME], "old": [OLD], "new": [NEW, NEWER], "resolvers": ["127.0.0.1"]}
    return Cutover.model_validate({**values, "port": port, **more})


def _pair(folder: Path, observe: Observe, lines: str, **more: Any) -> Any:
    """The comparison of the page at / where nginx has these lines on every address."""
    with web(folder, lines, address="0.0.0.0") as server:
        facts: Any = observe(CutoverProbe, "answers", _target(server.https, **more))
    assert len(facts.pairs) == 1
    return facts.pairs[0]


def _on(address: str, line: str) -> str:
    return f'if ($server_addr = "{address}") {{ {line} }}'


def test_stacks_that_answer_alike(tmp_path: Path, observe: Observe) -> None:
    pair = _pair(tmp_path, observe, f"location / {{ {PAGE} }}")
    assert (pair.same_status, pair.same_location, pair.same_content_type, pair.same_title, pair.same_body) == (
        True,
    ) * 5
    assert [side.address for side in pair.old] == [OLD]
    assert [side.address for side in pair.new] == [NEW, NEWER]
    assert {(side.status, side.content_type, side.title) for side in (*pair.old, *pair.new)} == {
        (200, "text/html", "Hello there")
    }


@pytest.mark.parametrize(
    ("line", "differing"),
    [
        ("return 503;", {"same_status", "same_title", "same_body"}),
        ("return 200 '<title>Other</title>';", {"same_title", "same_body"}),
        ("return 200 '<title>Hello there</title> <p>more';", {"same_body"}),
        ("return 302 https://elsewhere.test/;", {"same_status", "same_location", "same_title", "same_body"}),
    ],
)
def test_one_address_of_the_new_stack_that_answers_otherwise(
    tmp_path: Path, observe: Observe, line: str, differing: set[str]
) -> None:
    pair = _pair(tmp_path, observe, f"default_type text/html; {_on(NEWER, line)} location / {{ {PAGE} }}")
    flags = ("same_status", "same_location", "same_content_type", "same_title", "same_body")
    assert {flag for flag in flags if not getattr(pair, flag)} == differing


def test_another_media_type(tmp_path: Path, observe: Observe) -> None:
    (tmp_path / "page.json").write_text("[]")
    (tmp_path / "page.html").write_text("[]")
    lines = f"location / {{ {_on(OLD, 'rewrite ^ /page.json break;')} rewrite ^ /page.html break; }}"
    pair = _pair(tmp_path, observe, lines)
    assert (pair.same_status, pair.same_content_type, pair.same_body) == (True, False, True)
    assert (pair.old[0].content_type, pair.new[0].content_type) == ("application/octet-stream", "text/html")


def test_an_address_that_is_down_leaves_nothing_to_compare(tmp_path: Path, observe: Observe) -> None:
    with web(tmp_path, f"location / {{ {PAGE} }}", address=NEW) as server, pytest.raises(Unobservable) as found:
        observe(CutoverProbe, "answers", _target(server.https, new=[NEW]))
    assert found.value.cause.kind is CauseKind.REFUSED


def test_everything_that_is_asked_of_the_stacks_was_planned(tmp_path: Path, observe: Observe) -> None:
    sent: list[Sent] = []
    with web(tmp_path, f"location / {{ {PAGE} }}", address="0.0.0.0") as server:
        target = _target(server.https, paths=["/", "/a[1]?b=*"])
        observe(CutoverProbe, "answers", target, sent=sent)
        seen = server.log(6)
    assert sorted(seen) == sorted(f"{one.to} {one.what}" for one in sent)
    planned = Planned(target=target, name="", inputs=CutoverProbe.inputs(), reach_ports={})
    templates = CutoverProbe.groups()["answers"].sends(planned)
    for template in templates:
        assert sum(template.matches(one.kind, one.to, one.what) for one in sent) == template.at_most


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start resolvers at ports of their own."""
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(serving(answer))


def _resolvers(observe: Observe, *servers: Server, sent: list[Sent] | None = None) -> Any:
    target = _target(resolvers=[f"{server.address}:{server.port}" for server in servers])
    return observe(CutoverProbe, "resolvers", target, timeout_s=0.5, sent=sent)


def test_what_each_resolver_sees(observe: Observe, serve: Serve) -> None:
    new = serve(answering({f"A {NAME}": f"{NEW} | {NEWER}"}, authoritative=False))
    old = serve(answering({f"A {NAME}": OLD}, authoritative=False))
    both = serve(answering({f"A {NAME}": f"{OLD} | {NEW}"}, authoritative=False))
    none = serve(answering({}, authoritative=False))
    sent: list[Sent] = []
    facts = _resolvers(observe, new, old, both, none, sent=sent)
    assert [(one.only_old, one.only_new) for one in facts.answers] == [
        (False, True),
        (True, False),
        (False, False),
        (False, False),
    ]
    assert facts.answers[0].addresses == (NEW, NEWER)
    assert facts.answers[0].ttl_s == 300
    assert (facts.answers[3].addresses, facts.answers[3].ttl_s) == ((), None)
    assert {one.to for one in sent} == {f"{one.address}:{one.port}" for one in (new, old, both, none)}


@pytest.mark.parametrize(("answer", "kind"), [(silent, CauseKind.TIMEOUT), (failing("SERVFAIL"), CauseKind.SERVER)])
def test_a_resolver_without_an_answer_leaves_open_what_its_users_see(
    observe: Observe, serve: Serve, answer: Answer, kind: CauseKind
) -> None:
    new = serve(answering({f"A {NAME}": NEW}, authoritative=False))
    with pytest.raises(Unobservable) as found:
        _resolvers(observe, new, serve(answer))
    assert found.value.cause.kind is kind
