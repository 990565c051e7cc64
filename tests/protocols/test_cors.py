"""Origins are tried that careless allow-lists let pass, and answers are read as browsers read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.cors import Origin, grant, origins


def test_a_service_without_declared_origins_is_tried_with_strangers_alone() -> None:
    assert origins("api.example.com", ()) == (
        Origin("https://evil.example", "foreign"),
        Origin("null", "null"),
        Origin("https://api.example.com.evil.example", "look-alike"),
        Origin("https://evilapi.example.com", "look-alike"),
        Origin("http://api.example.com", "downgraded"),
    )


def test_look_alikes_are_made_from_what_is_declared_too() -> None:
    found = {origin.text: origin.sort for origin in origins("API.example.com", ["https://App.example.com:8443/"])}
    assert found == {
        "https://app.example.com:8443": "declared",
        "https://evil.example": "foreign",
        "null": "null",
        "https://app.example.com.evil.example": "look-alike",
        "https://api.example.com.evil.example": "look-alike",
        "https://evilapp.example.com": "look-alike",
        "https://evilapi.example.com": "look-alike",
        "http://app.example.com:8443": "downgraded",
    }


def test_what_is_declared_is_no_stranger() -> None:
    found = origins("a.example", ["https://b.example", "http://b.example", "null"])
    assert [origin.text for origin in found if origin.sort == "declared"] == [
        "https://b.example",
        "http://b.example",
        "null",
    ]
    assert len({origin.text for origin in found}) == len(found)


ASKED = "https://a.example"


@pytest.mark.parametrize(
    ("headers", "allowed", "with_credentials"),
    [
        ([], False, False),
        ([("Access-Control-Allow-Origin", ASKED)], True, False),
        ([("access-control-allow-origin", f" {ASKED} "), ("Access-Control-Allow-Credentials", "true")], True, True),
        ([("Access-Control-Allow-Origin", "*")], True, False),
        ([("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")], True, False),
        ([("Access-Control-Allow-Origin", ASKED), ("Access-Control-Allow-Credentials", "True")], True, False),
        ([("Access-Control-Allow-Origin", ASKED.upper())], False, False),
        ([("Access-Control-Allow-Origin", f"{ASKED}/")], False, False),
        ([("Access-Control-Allow-Origin", ASKED)] * 2, False, False),
        ([("Access-Control-Allow-Origin", f"{ASKED} https://b.example")], False, False),
        ([("Access-Control-Allow-Origin", "https://b.example")], False, False),
        ([("Access-Control-Allow-Credentials", "true")], False, False),
    ],
)
def test_the_one_value_must_be_a_star_or_the_origin(
    headers: list[tuple[str, str]], allowed: bool, with_credentials: bool
) -> None:
    found = grant(ASKED, headers)
    assert (found.allowed, found.allowed_with_credentials) == (allowed, with_credentials)


def test_the_rest_of_the_answer_is_read() -> None:
    found = grant(ASKED, [("Vary", "accept, ORIGIN"), ("Access-Control-Allow-Methods", "PUT,GET"), ("X", "y")])
    assert (found.vary_origin, found.allow_methods, found.allow_origin) == (True, ("GET", "PUT"), None)
    assert not grant(ASKED, [("Vary", "accept")]).vary_origin


HEADER = st.tuples(
    st.sampled_from(
        ["Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Vary", "Access-Control-Allow-Methods"]
    ),
    st.text(max_size=40),
)


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(HEADER, max_size=6))
def test_any_answer_is_read(origin: str, headers: list[tuple[str, str]]) -> None:
    found = grant(origin, headers)
    assert found.allowed or not found.allowed_with_credentials


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=4))
def test_any_declaration_yields_strangers(name: str, declared: list[str]) -> None:
    found = origins(name, declared)
    assert any(origin.sort == "foreign" for origin in found) or "https://evil.example" in str(declared).lower()
