"""What a user sees of a mistake: the line, a caret, a hint, and never a secret."""

from __future__ import annotations

import pytest

from readiness.load.yaml import parse
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import describe, nearest


def test_it_shows_the_line_a_caret_and_a_hint() -> None:
    document = parse("a: 1\ncontrols:\n  - obsrve: {tls: {}}\n", "p.yaml")
    hint = nearest("obsrve", ["observe", "severity"])

    mistake = document.mistake(["controls", 0, "obsrve"], "unknown key `obsrve`", hint, key=True)

    assert describe(InputError(mistake)) == (
        "p.yaml:3:5: unknown key `obsrve`\n    3 |   - obsrve: …\n      |     ^\n  hint: did you mean `observe`?"
    )


def test_it_escapes_what_could_steer_a_terminal() -> None:
    mistake = Mistake(Position("a\x1b.yaml", 1, 5), "bad \u202e", "x\x07", "é\x1b\t\ud800z")

    assert describe(InputError(mistake)) == (
        "a\\x1b.yaml:1:5: bad \\u202e\n    1 | é\\x1b \\ud800z\n      |             ^\n  hint: x\\x07"
    )


def test_the_caret_stands_under_the_column_after_wide_and_combining_characters() -> None:
    shown = describe(InputError(Mistake(Position("f", 1, 5), "m", "", "日本e\u0301x"))).split("\n")

    assert shown[1:] == ["    1 | 日本e\u0301x", "      |      ^"]


def test_it_cuts_a_long_line_around_the_column() -> None:
    line = "a" * 1000 + "B" + "c" * 1000
    shown = describe(InputError(Mistake(Position("f", 1, 1001), "m", "", line))).split("\n")

    assert shown[1] == "    1 | …" + "a" * 80 + "B" + "c" * 79 + "…"
    assert shown[2].index("^") == shown[1].index("B")


def test_it_counts_what_it_does_not_show() -> None:
    many = InputError(*(Mistake(Position("f", line, 1), "m") for line in range(1, 8)))

    assert describe(many, most=5).split("\n\n")[4:] == ["f:5:1: m", "… and 2 more mistakes"]
    assert describe(many, most=6).endswith("… and 1 more mistake")
    assert "more" not in describe(many)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("verisons", "versions"),
        ("VERSIONS", "versions"),
        ("TIDE", "tide"),
        ("max-age", "max_age"),
        ("desc", "description"),
        ("zzz", ""),
        ("v" * 81, ""),
    ],
)
def test_it_guesses_what_was_meant(word: str, found: str) -> None:
    hint = nearest(word, ["versions", "max_age", "description", "title", "diet", "tide"])

    assert hint == (f"did you mean `{found}`?" if found else "")


@pytest.mark.parametrize(
    "text",
    [
        "password: hunter2\na: b: c",
        "db: {password: hunter2, a: [}",
        "db: {'api_key': 'hunter2', a: [}",
        '{"token":"hunter2", a: [}',
        "# token: hunter2\t@\na: @",
        "password: hunter2: x",
        "dsn:\n  - @ hunter2",
        "private_key: |\n  ---\n  hunter2\n @",
        "a:\n- secrets:\n    x: @hunter2",
        "passphrase:\n  hunter2: : :",
        "authorization: 'hunter2",
        "Password: !x hunter2",
    ],
)
def test_an_excerpt_never_shows_a_likely_secret(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, "f.yaml")

    assert "hunter2" not in describe(caught.value)


def test_a_reference_to_a_secret_may_be_shown() -> None:
    document = parse("db: {dsn: env:PG_PRIMARY, of: x}", "f.yaml")

    assert document.mistake(["db", "of"], "m").excerpt == "db: {dsn: env:PG_PRIMARY, of: x}"


def test_a_secret_that_spans_lines_in_braces_is_cut_by_its_path() -> None:
    document = parse("password: {\nx: hunter2}", "f.yaml")

    assert document.mistake(["password", "x"], "m").excerpt == "x: …"


def test_a_misspelt_secret_is_cut_behind_its_key() -> None:
    document = parse("pasword: hunter2", "f.yaml")

    assert document.mistake(["pasword"], "unknown", key=True).excerpt == "pasword: …"
