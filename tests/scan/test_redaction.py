"""What is cut out of a record's lines, and what is left as it is."""

from __future__ import annotations

import base64
import html
import json
from string import ascii_lowercase, ascii_uppercase
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readiness.scan.redaction import CUT, PART, Redactor

SECRET = 'Bearer t0ken/With+odd"chars&<é>=='
CREDENTIAL = SECRET.partition(" ")[2]
UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)
ENCODINGS = {
    "as it is": str,
    "upper case": lambda text: text.translate(UPPER),
    "URL": quote,
    "URL, everything": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "HTML": html.escape,
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "Python": repr,
    "bytes": lambda text: repr(text.encode()),
    "read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "hexadecimal": lambda text: text.encode().hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 of more": lambda text: base64.b64encode(b"a" + text.encode() + b"z").decode(),
    "base64 of even more": lambda text: base64.b64encode(b"ab" + text.encode() + b"z").decode(),
}
secrets = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=8, max_size=60)


def observation(text: str) -> str:
    facts = {"group": {"text": text, "list": [text], text: 1}}
    return json.dumps({"line": "observation", "facts": facts, "sent": [{"what": text}], "target": "site"}) + "\n"


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_a_secret_is_recognised_however_it_is_written(encode):
    line = Redactor({"env:A": SECRET}).clean(observation(f"before {encode(CREDENTIAL)} after"))
    data = json.loads(line)
    text = data["facts"]["group"]["text"]
    assert "[env secret]" in text
    assert (text[:7], text[-6:]) == ("before ", " after")
    assert [data["facts"]["group"]["list"], data["sent"][0]["what"]] == [[text], text]
    assert text in data["facts"]["group"]


@given(secrets, st.sampled_from(sorted(ENCODINGS)), st.text(max_size=30), st.text(max_size=30))
def test_no_secret_comes_through(secret, encoding, before, after):
    encoded = ENCODINGS[encoding](secret)
    assume(encoded not in before + after)
    line = Redactor({"file:x": secret}).clean(observation(before + encoded + after))
    assert encoded not in json.loads(line)["facts"]["group"]["text"]


@given(st.integers(PART, len(CREDENTIAL) - 1))
def test_a_secret_that_was_cut_off_is_recognised(length):
    redactor = Redactor({"env:A": SECRET})
    filler = "-" * CUT
    ended = json.loads(redactor.clean(observation(filler + CREDENTIAL[:length])))["facts"]["group"]["text"]
    begun = json.loads(redactor.clean(observation(CREDENTIAL[-length:] + filler)))["facts"]["group"]["text"]
    assert (ended, begun) == (filler + "[env secret]", "[env secret]" + filler)


def test_a_short_text_that_ends_like_the_beginning_of_a_secret_is_no_part_of_it():
    line = observation("https://example.com")
    assert Redactor({"env:A": "example.com-5ecret-t0ken"}).clean(line) == line


def test_the_password_inside_of_basic_credentials_is_recognised():
    basic = "Basic " + base64.b64encode(b"probe:correct-horse").decode()
    text = json.loads(Redactor({"cmd:x": basic}).clean(observation("hello probe, correct-horse")))
    assert text["facts"]["group"]["text"] == "hello probe, [cmd secret]"


def test_the_scheme_is_no_secret():
    line = observation("WWW-Authenticate: Bearer")
    assert Redactor({"env:A": SECRET}).clean(line) == line


def test_what_the_user_wrote_stays_as_it_is():
    policy = {"controls": [{"require": f"http.response.server != {json.dumps(CREDENTIAL)}"}]}
    header = {"line": "header", "policy": policy, "targets": {"site": {"authorization": f"cmd:echo {CREDENTIAL}"}}}
    cleaned = json.loads(Redactor({"cmd:x": SECRET}).clean(json.dumps(header) + "\n"))
    assert cleaned["policy"] == policy
    assert cleaned["targets"]["site"]["authorization"] == "cmd:echo [cmd secret]"
    assert cleaned["line"] == "header"


@given(st.text() | st.sampled_from(['"' * 200, "x" * 200, "…" * 100 + "x" * 7]))
def test_a_line_without_a_secret_stays_the_same_to_the_byte(text):
    assume("0123456789abcdef" not in text.lower())
    line = observation(text)
    assert Redactor({"env:A": "Bearer 0123456789abcdef0123456789abcdef"}).clean(line) == line
    assert Redactor({}).clean(line) == line


def test_what_is_no_json_is_cleaned_as_text():
    assert Redactor({"env:A": SECRET}).clean(f"told {CREDENTIAL}") == "told [env secret]"
