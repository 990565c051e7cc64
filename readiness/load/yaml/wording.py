"""Says in plain words what is wrong with a value, and what would be right."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from readiness.load.yaml import kinds, masking, scalars
from readiness.load.yaml.problems import Path, Problem
from readiness.model.mistakes import closest, nearest, shorten

LISTED = 12

_OPTION = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,'\"]+)")
_SUBJECTLESS = re.compile(r"(?:must|is|are|has|have|does|do|can|cannot|needs?|may|names?) ")
_SHOULD = re.compile(r"^[A-Z]\w*(?: \w+)? should ")
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def phrase(problem: Problem, path: Path, written: str) -> tuple[str, str]:
    """The message and a hint. ``path`` is the whole path of the value, ``written`` its unquoted text in the file."""
    name, error = subject(path, problem.key), problem.errors[0]
    if problem.kind == "missing":
        return f"{name} is missing", ""
    if problem.kind == "extra_forbidden":
        return f"unknown {name}", _known(problem, path)
    if problem.kind in ("union_tag_not_found", "union_tag_invalid"):
        return _undecided(problem, path)
    if problem.kind in kinds.EXPECTED or problem.kind in ("literal_error", "enum"):
        return _expected(problem, name, path, written)
    return _own_words(error, name, path), ""


def subject(path: Path, key: bool = False) -> str:
    """How a value is called: by its key, by its number in a list, or as the file."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {subject(path[:-1])}"
    return f"{'key ' if key else ''}`{shorten(path[-1])}`"


def _known(problem: Problem, path: Path) -> str:
    keys = problem.shape.keys() if problem.shape is not None else ()
    return nearest(str(path[-1]), keys) or (f"known keys: {_listed(keys)}" if keys else "")


def _undecided(problem: Problem, path: Path) -> tuple[str, str]:
    """The value that would tell which member of a union is meant is missing or unknown."""
    error, tag = problem.errors[0], discriminator(problem.errors[0])
    options = [label for label, _ in problem.shape.choices()] if problem.shape is not None else []
    if tag.endswith(")"):
        return f"{subject(path)} fits none of {_listed(tuple(options))}", ""
    name = subject((*path, tag))
    if problem.kind == "union_tag_invalid":
        options = _options(error, "expected_tags")
        return f"{name} must be {_one_of(options)}", _near(error["ctx"]["tag"], options)
    misspelt = closest(tag, problem.value) if isinstance(problem.value, dict) else ""
    hint = f"did you mean `{tag}` where it says `{shorten(misspelt)}`?" if misspelt else ""
    return f"{name} is missing", hint or (_one_of(options) if options else "")


def _expected(problem: Problem, name: str, path: Path, written: str) -> tuple[str, str]:
    """``must be one of a, b or a number``: the choices first, then the kinds, each once."""
    options = [option for error in problem.errors if "expected" in error.get("ctx", {}) for option in _options(error)]
    wanted = tuple(dict.fromkeys(kinds.EXPECTED[e["type"]] for e in problem.errors if e["type"] in kinds.EXPECTED))
    if kinds.NUMBER in wanted:
        wanted = tuple(kind for kind in wanted if kind != kinds.WHOLE)
    parts = ([_one_of(options)] if options else []) + list(wanted)
    message = f"{name} must be {' or '.join(filter(None, [', '.join(parts[:-1]), parts[-1]]))}"
    if problem.value is None:
        message += ", but is empty"
    elif not options and (actual := kinds.actual(problem.value, wanted)):
        message += f", not {actual}"
    return message, _near(problem.value, options) or _correction(problem, wanted, path, written)


def _correction(problem: Problem, wanted: tuple[str, ...], path: Path, written: str) -> str:
    value = problem.value
    if kinds.TEXT in wanted and written and value is not None:
        return "put it in quotes" if _is_secret(path) else f'put it in quotes: "{shorten(written)}"'
    if isinstance(value, str):
        if kinds.BOOLEAN in wanted and value.lower() in _SWITCHES:
            return f"write `{_SWITCHES[value.lower()]}`"
        if wanted and set(wanted) <= {kinds.WHOLE, kinds.NUMBER, kinds.BOOLEAN} and _loses_quotes(value, written):
            return "remove the quotes"
    if kinds.LIST in wanted and not isinstance(value, (list, dict)) and value is not None:
        return "a list is written `[a, b]`, or one `- ` line for each item"
    detail = problem.errors[0].get("ctx", {}).get("error")
    return detail if isinstance(detail, str) and "outside expected range" in detail else ""


def _loses_quotes(value: str, written: str) -> bool:
    return not written and value != "" and not isinstance(scalars.resolve(value), str)


def _own_words(error: ErrorDetails, name: str, path: Path) -> str:
    """The text of a validator's own error as it is; pydantic's with the name of the value."""
    context = error.get("ctx", {})
    if context.get("min_length") == 1 and error["type"] in ("too_short", "string_too_short"):
        return f"{name} must not be empty"
    if error["type"] == "string_pattern_mismatch":
        return f"{name} must match the pattern {context['pattern']}"
    said = str(context["error"]) if error["type"] in ("value_error", "assertion_error") else error["msg"]
    said = _discreet(said, error["input"], path).replace(" after validation", "")
    if _SHOULD.match(said):
        return f"{name} must {_SHOULD.sub('', said)}"
    return f"{name} {said}" if _SUBJECTLESS.match(said) else said or f"{name} is not valid"


def _discreet(said: str, value: Any, path: Path) -> str:
    """Without the value if it may be a secret, and without the rest of a long one."""
    if not isinstance(value, str) or not value:
        return said
    return said.replace(value, "…" if _is_secret(path) else shorten(value))


def _is_secret(path: Path) -> bool:
    return any(masking.looks_secret(step) for step in path)


def discriminator(error: ErrorDetails) -> str:
    """The key that decides between the members of a union: pydantic writes ``'kind'``, or the name of a function."""
    return str(error["ctx"]["discriminator"]).strip("'")


def _options(error: ErrorDetails, context: str = "expected") -> list[str]:
    """The values allowed, from pydantic's ``'a', 'b' or 3``."""
    found = _OPTION.findall(str(error["ctx"][context]))
    return [single or double or other for single, double, other in found if other != "or"]


def _one_of(options: list[str]) -> str:
    return f"`{options[0]}`" if len(options) == 1 else f"one of {_listed(tuple(options))}"


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} … ({len(names) - LISTED} more)"


def _near(value: Any, options: list[str]) -> str:
    return nearest(value, options) if isinstance(value, str) and options else ""
