"""Names that change with their content are told from names that stay."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.fingerprint import is_fingerprinted


@pytest.mark.parametrize(
    "path",
    [
        "/_next/static/chunks/main-app.js",
        "/_next/static/css/3f2a1b9c0d1e.css",
        "/static/js/main.8a7b9c0d.js",
        "/static/js/2.3f2a1b9c.chunk.js",
        "/assets/index-BZkT9x2a.js",
        "/assets/logo.5Q7XJ2RK.png",
        "/static/base.55e7cbb9ba48.css",
        "/assets/application-9fae7d6b2f8d4c3c8a0f7be9d3b7a1e2c5d6f7a8b9c0d1e2f3a4b5c6d7e8f9a0.js",
        "/app.css?v=5f2a9c1b",
        "/app.css?5f2a9c1b",
        "/vendor_3f2a1b9c.js",
    ],
)
def test_names_with_a_digest_are_fingerprinted(path: str) -> None:
    assert is_fingerprinted(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/app.js",
        "/bootstrap.bundle.min.js",
        "/bootstrap-4.3.1.min.css",
        "/jquery-3.7.1.slim.min.js",
        "/fontawesome5pro.woff2",
        "/loginPage2.js",
        "/report-20240101.css",
        "/app.js?v=12",
        "/app.js?version=20240101",
        "/application-component.js",
        "/MyComponent.js",
        "/3f2a1b9c/app.js",
        "/deadbeef.js",
    ],
)
def test_names_that_stay_are_not(path: str) -> None:
    assert not is_fingerprinted(path)


@settings(deadline=None)
@given(st.binary(max_size=20), st.integers(16, 64))
def test_every_long_sha256_is_a_fingerprint(content: bytes, length: int) -> None:
    digest = hashlib.sha256(content).hexdigest()[:length]
    assert is_fingerprinted(f"/static/app.{digest}.js") or digest.isdigit() or digest.isalpha()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_path_is_looked_at(path: str) -> None:
    assert is_fingerprinted(path) in (True, False)
