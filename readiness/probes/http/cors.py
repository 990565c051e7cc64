"""Which other origins may read a service's answers, by trial."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from readiness.model.facts import Facts, fact
from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.http.fetching import endpoint
from readiness.probes.http.plans import METHODS, cors_paths, declared_origins, web
from readiness.probes.plugin import Ask
from readiness.protocols.cors import Origin, Sort, grant, origins
from readiness.protocols.web_address import WebAddress


class CrossOriginAnswer(Facts):
    """The answer to one origin on one path."""

    path: str = fact("path that was asked")
    method: str = fact("GET, or OPTIONS for the preflight of a GET")
    origin: str = fact("Origin that was sent")
    sort: Sort = fact("what that origin is to the service")
    status: int = fact("status of the answer", unit="HTTP status")
    allowed: bool = fact("the origin may read the answer, or go on after the preflight", source="Fetch, 4.9 and 4.10")
    allowed_with_credentials: bool = fact("so it may with the visitor's cookies")
    allow_origin: str | None = fact("Access-Control-Allow-Origin as sent; absent if not sent", default=None)
    allow_credentials: bool = fact("Access-Control-Allow-Credentials is true")
    wildcard: bool = fact("Access-Control-Allow-Origin is *")
    reflects: bool = fact("Access-Control-Allow-Origin is the origin that asked")
    vary_origin: bool = fact("Vary names Origin, so that caches keep the answers apart")
    allow_methods: tuple[str, ...] = fact("Access-Control-Allow-Methods, sorted", may_be_empty=True)


class Cors(Facts):
    """Every declared path with every origin, as a simple request and as a preflight."""

    answers: tuple[CrossOriginAnswer, ...] = fact("the answers, by path, origin and method", min_length=1)
    declared_refused: tuple[str, ...] = fact("declared origins that some answer does not allow", may_be_empty=True)
    strangers_allowed: tuple[str, ...] = fact("undeclared origins that some answer allows", may_be_empty=True)
    strangers_with_credentials: tuple[str, ...] = fact(
        "undeclared origins that some answer allows with the visitor's cookies", may_be_empty=True
    )
    wildcard: bool = fact("some answer allows every origin with *")
    unvaried: tuple[str, ...] = fact(
        "paths with an answer that names the origin which asked without Vary: Origin", may_be_empty=True
    )


async def examine_cors(ask: Ask) -> Cors:
    """Ask with one origin after the other; Unobservable as soon as the server fails or has had enough."""
    target = web(ask.target)
    asked = origins(endpoint(ask).name, declared_origins(target))
    paths = cors_paths(target, ask.inputs.path)
    answers = [await _answer(ask, *trial) for trial in product(paths, asked, METHODS)]
    strangers = [answer for answer in answers if answer.sort != "declared"]
    return Cors(
        answers=tuple(answers),
        declared_refused=_origins(one for one in answers if one.sort == "declared" and not one.allowed),
        strangers_allowed=_origins(one for one in strangers if one.allowed),
        strangers_with_credentials=_origins(one for one in strangers if one.allowed_with_credentials),
        wildcard=any(one.wildcard for one in answers),
        unvaried=tuple(sorted({one.path for one in answers if one.reflects and not one.vary_origin})),
    )


async def _answer(ask: Ask, path: str, origin: Origin, method: str) -> CrossOriginAnswer:
    """One trial. An answer to overload or failure tells nothing: its headers are another layer's."""
    at = endpoint(ask)
    headers = {"Origin": origin.text}
    if method == "OPTIONS":
        headers["Access-Control-Request-Method"] = "GET"
    url = str(WebAddress("https", at.name, at.port, path))
    answer = await ask.reach.http(method, url, at.address, headers, max_body=0, http2=True)
    if answer.status >= 500 or answer.status == 429:
        raise Unobservable(CauseKind.SERVER, f"{method} {path} with Origin {origin.text} answered {answer.status}")
    found = grant(origin.text, answer.headers)
    passed = method == "GET" or 200 <= answer.status < 300
    return CrossOriginAnswer(
        path=path,
        method=method,
        origin=origin.text,
        sort=origin.sort,
        status=answer.status,
        allowed=found.allowed and passed,
        allowed_with_credentials=found.allowed_with_credentials and passed,
        allow_origin=found.allow_origin,
        allow_credentials=found.allow_credentials,
        wildcard=found.wildcard,
        reflects=found.reflects,
        vary_origin=found.vary_origin,
        allow_methods=found.allow_methods,
    )


def _origins(answers: Iterable[CrossOriginAnswer]) -> tuple[str, ...]:
    return tuple(sorted({answer.origin for answer in answers}))
