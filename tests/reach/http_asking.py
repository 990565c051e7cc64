"""Asking a test's server by one request, with patience or without."""

from __future__ import annotations

import asyncio
import time

import pytest
from http_hostile import Hostile
from http_nginx import NAME

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.http import Answer, request

SILENCE_S = 0.4
PATIENCE_S = 10.0
SLACK_S = 1.5


def ask(
    server: Hostile,
    *,
    scheme: str = "http",
    method: str = "GET",
    path: str = "/",
    max_body: int = 100_000,
    http2: bool = False,
    timeout_s: float = PATIENCE_S,
) -> Answer:
    url = f"{scheme}://{NAME}:{server.port}{path}"
    return asyncio.run(request(method, url, "127.0.0.1", {"X-Asked": "yes"}, timeout_s, max_body, http2))


def patience(expected: CauseKind) -> float:
    """Silence is waited for shortly; what has another cause must not end because the time is up."""
    return SILENCE_S if expected == CauseKind.TIMEOUT else PATIENCE_S


def cause_of(server: Hostile, scheme: str, http2: bool, timeout_s: float) -> CauseKind:
    with pytest.raises(Unobservable) as refusal:
        ask(server, scheme=scheme, http2=http2, timeout_s=timeout_s)
    return refusal.value.cause.kind


def assert_cause(expected: CauseKind, server: Hostile, scheme: str = "http", *, http2: bool = False) -> None:
    begun = time.monotonic()
    assert cause_of(server, scheme, http2, patience(expected)) == expected
    assert time.monotonic() - begun < SILENCE_S + SLACK_S
