"""What the CEL compiler complains about, said in one line that a policy's author can act on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from readiness.expressions.conditions import ConditionError
from readiness.expressions.functions import FUNCTIONS, KNOWN, MACROS

_ERROR = re.compile(r"^(?:[A-Z_]+: )?ERROR: <input>:(-?\d+):(-?\d+): (.*)$", re.MULTILINE)
_WORDS = {"and": "&&", "or": "||", "not": "!", "True": "true", "False": "false", "None": "null"}
_OPERATOR = re.compile(r"[_@]*(\[|[a-z]+|[^_\]a-z@]+).*")


@dataclass(frozen=True)
class Vocabulary:
    """What could have been meant: names that are bound, and by full message name its fields and what it is called."""

    names: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, types: str) -> str:
        """Types as the compiler prints them, without generated message names."""
        types = re.sub(r"T%\d+|\b(dyn|DYN)\b", "anything", types)
        return re.sub(r"[A-Za-z_][\w.]*", lambda name: self.titles.get(name[0], name[0].lower()), types)


@dataclass(frozen=True)
class _Complaint:
    text: str
    offset: int
    source: str
    vocabulary: Vocabulary


def compile_error(text: str, source: str, vocabulary: Vocabulary | None = None) -> ConditionError:
    """The first complaint of the compiler's output (or the one that explains the others) as an error to show."""
    vocabulary = vocabulary or Vocabulary()
    complaints = [
        _Complaint(said.strip(), _offset(source, int(line), int(column)), source, vocabulary)
        for line, column, said in _ERROR.findall(text)
    ]
    if "recursion" in text:
        return ConditionError("the condition is nested too deeply", 0, "split it into several conditions")
    if not complaints:
        return ConditionError(" ".join(text.split())[:200])
    # The arguments of a macro in the wrong form are complained about before the macro itself.
    return _explain(next((c for c in complaints if _misused_macro(c)), complaints[0]))


def closest(word: str, candidates: Iterable[str]) -> str:
    """``did you mean `x`?``, or nothing."""
    found = get_close_matches(word, sorted(set(candidates)), n=1)
    return f"did you mean `{found[0]}`?" if found else ""


def operator(function: str) -> str:
    """A function or operator as one writes it: ``>`` for ``_>_``, ``in`` for ``@in``, ``[]`` for ``_[_]``."""
    if re.fullmatch(r"[A-Za-z]\w*", function):
        return f"{function}()"
    found = _OPERATOR.fullmatch(function)
    return {"[": "[]", "?": "? :"}.get(found[1], found[1]) if found else function


def _offset(source: str, line: int, column: int) -> int:
    lines = source.split("\n")
    if not 1 <= line <= len(lines):
        return -1
    return sum(len(before) + 1 for before in lines[: line - 1]) + max(column - 1, 0)


def _misused_macro(complaint: _Complaint) -> bool:
    found = re.match(r"undeclared reference to '(\w+)'", complaint.text)
    return found is not None and found[1] in MACROS


def _explain(complaint: _Complaint) -> ConditionError:
    for pattern, explain in _EXPLANATIONS:
        if found := re.match(pattern, complaint.text, re.DOTALL):
            return explain(complaint, found)
    return ConditionError(complaint.text.partition(" expecting ")[0], complaint.offset)


def _no_field(complaint: _Complaint, found: re.Match[str]) -> ConditionError:
    name, struct = found[1], found[2]
    fields = complaint.vocabulary.fields.get(struct, ())
    title = complaint.vocabulary.spoken(struct)
    hint = closest(name, fields) or (f"it has: {', '.join(sorted(fields))}" if fields else "")
    at = complaint.source.find(name, max(complaint.offset, 0))
    return ConditionError(f"`{title}` has no field `{name}`", at if at >= 0 else complaint.offset, hint)


def _no_name(complaint: _Complaint, found: re.Match[str]) -> ConditionError:
    name = found[1].lstrip(".")
    if complaint.source[complaint.offset : complaint.offset + 1] == "(":
        return _no_function(complaint, name)
    root = name.partition(".")[0]
    at = complaint.source.rfind(root, 0, complaint.offset + len(root))
    hint = f"write `{_WORDS[root]}`" if root in _WORDS else closest(root, complaint.vocabulary.names)
    if not hint and complaint.vocabulary.names:
        hint = f"names here are: {', '.join(sorted(complaint.vocabulary.names))}"
    return ConditionError(f"unknown name `{root}`", at if at >= 0 else complaint.offset, hint)


def _no_function(complaint: _Complaint, name: str) -> ConditionError:
    at = complaint.source.rfind(name, 0, complaint.offset)
    at = at if at >= 0 else complaint.offset
    if name in MACROS:
        return ConditionError(f"`{name}` is not written like this", at, f"write {MACROS[name]}")
    if name in KNOWN:
        return ConditionError(f"`{name}` does not exist with these arguments", at, _usage(name))
    return ConditionError(f"unknown function `{name}`", at, closest(name, KNOWN | set(MACROS)))


def _usage(name: str) -> str:
    return " or ".join(usage for function in FUNCTIONS if function.name == name for usage in function.usage())


def _no_overload(complaint: _Complaint, found: re.Match[str]) -> ConditionError:
    function, types = found[1], found[2]
    hint = _usage(function)
    if not hint and {"int", "double"} <= set(re.findall(r"\w+", types)):
        hint = "write whole numbers as 1.0 here, or convert with double(…)"
    message = f"`{operator(function)}` does not take {complaint.vocabulary.spoken(types)}"
    named = complaint.source[: complaint.offset].rstrip().endswith(function)
    at = complaint.source.rfind(function, 0, complaint.offset) if named else complaint.offset
    return ConditionError(message, at, hint)


def _no_selection(complaint: _Complaint, found: re.Match[str]) -> ConditionError:
    return ConditionError(f"a value of type {complaint.vocabulary.spoken(found[1])} has no fields", complaint.offset)


def _syntax(complaint: _Complaint, found: re.Match[str]) -> ConditionError:
    said = found[1].partition(" expecting ")[0]
    if "<EOF>'" in said:
        return ConditionError("the condition ends too early", complaint.offset)
    word = re.search(r"'(.*)'", said, re.DOTALL)
    odd = word[1].strip() if word else ""
    before = complaint.source[: complaint.offset].split()
    hint = next((f"write `{_WORDS[w]}`" for w in (odd, *before[-1:]) if w in _WORDS), "")
    if odd[:1] in ("'", '"'):
        hint = "a text is not closed"
    elif odd == "=":
        hint = "write `==` to compare"
    elif odd.startswith("#"):
        hint = "a comment stands on a line of its own"
    return ConditionError(f"syntax error: {said}", complaint.offset, hint)


_EXPLANATIONS: tuple[tuple[str, Callable[[_Complaint, re.Match[str]], ConditionError]], ...] = (
    (r"undefined field '([^']*)' not found in struct '([^']*)'", _no_field),
    (r"undeclared reference to '([^']*)'", _no_name),
    (r"found no matching overload for '([^']*)' applied to '(.*)'", _no_overload),
    (r"expression of type '(.*)' cannot be the operand of a select operation", _no_selection),
    (r"Syntax error: (.*)", _syntax),
)
