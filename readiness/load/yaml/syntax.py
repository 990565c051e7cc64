"""Says in plain words what libyaml found wrong with a file's syntax."""

from __future__ import annotations

from yaml.error import Mark, MarkedYAMLError

from readiness.load.yaml.source import Source
from readiness.model.errors import Mistake

_TAB = ("a tab cannot be used for indentation", "use spaces")
_QUOTES = "put the value in quotes"
_BY_PROBLEM = {
    "mapping values are not allowed in this context": (
        "a `:` is not expected here",
        "check the indentation; a value that contains `: ` needs quotes",
    ),
    "block sequence entries are not allowed in this context": (
        "a list item `- ` is not expected here",
        "start it on a line of its own",
    ),
    "did not find expected '-' indicator": ("expected another list item `- ` or less indentation", ""),
    "did not find expected key": ("expected a key or the end of the mapping", "check indentation and quotes"),
    "could not find expected ':'": ("expected `:` after this key", "check the indentation"),
    "did not find expected node content": ("a value is missing here", ""),
    "did not find expected <document start>": ("nothing may follow the end of the document", ""),
    "found unknown escape character": (
        "unknown escape in double quotes",
        "single quotes keep a backslash as it is; double quotes need `\\\\`",
    ),
    "did not find expected comment or line break": ("nothing may follow `|` or `>` on its line", ""),
    "found a tab character where an indentation space is expected": _TAB,
    "found a tab character that violates indentation": _TAB,
    "found undefined tag handle": ("unknown tag", "remove it; a value that starts with `!` needs quotes"),
    "did not find expected hexdecimal number": ("incomplete escape in double quotes", "`\\x41`, `\\u0041`"),
    "found invalid Unicode character escape code": ("this escape is not a character", ""),
    "found incompatible YAML document": ("this version of YAML is not supported", "remove the %YAML line"),
}
_BY_CONTEXT = {
    "while scanning an alias": ("a name is missing after `*`", f"a value that starts with `*` is an alias: {_QUOTES}"),
    "while scanning an anchor": (
        "a name is missing after `&`",
        f"a value that starts with `&` is an anchor: {_QUOTES}",
    ),
    "while scanning a tag": ("this tag cannot be read", f"a value that starts with `!` is a tag: {_QUOTES}"),
    "while parsing a tag": ("this tag cannot be read", f"a value that starts with `!` is a tag: {_QUOTES}"),
    "while scanning a directive": ("this directive cannot be read", f"a line that starts with `%` is one: {_QUOTES}"),
}
_BRACKETS = {"while parsing a flow sequence": ("list", "[", "]"), "while parsing a flow mapping": ("mapping", "{", "}")}


def mistake(source: Source, error: MarkedYAMLError) -> Mistake:
    """The one mistake that ended the reading, at the place that the user has to look at."""
    mark, opening = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return source.mistake(0, 0, _other(error))
    if opening is not None and error.context == "while scanning a quoted scalar":
        return source.mistake(opening.line, opening.column, "the quote is not closed")
    if opening is not None and error.context in _BRACKETS and "did not find expected ','" in (error.problem or ""):
        kind, left, right = _BRACKETS[error.context]
        if _at_end(source, mark):
            return source.mistake(opening.line, opening.column, f"the {kind} `{left}` is not closed")
        message = f"expected `,` or `{right}` in the {kind} that line {opening.line + 1} opens with `{left}`"
        return source.mistake(mark.line, mark.column, message)
    return source.mistake(mark.line, mark.column, *_words(source, error, mark))


def _words(source: Source, error: MarkedYAMLError, mark: Mark) -> tuple[str, str]:
    if error.problem == "found character that cannot start any token":
        char = source.lines[mark.line][mark.column : mark.column + 1] if mark.line < len(source.lines) else ""
        return _TAB if char == "\t" else (f'a value cannot start with "{char}"', _QUOTES)
    if error.problem in _BY_PROBLEM:
        return _BY_PROBLEM[error.problem]
    return _BY_CONTEXT.get(error.context or "", (_other(error), ""))


def _other(error: MarkedYAMLError) -> str:
    parts = [part for part in (error.problem, error.context) if part]
    return "is not valid YAML: " + ", ".join(parts)


def _at_end(source: Source, mark: Mark) -> bool:
    return not "".join(source.lines[mark.line :])[mark.column :].strip() if mark.line < len(source.lines) else True
