"""Cuts secrets out of everything that is kept, in whatever form a server gave them back."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from string import ascii_lowercase, ascii_uppercase
from typing import Any
from urllib.parse import quote, quote_plus

SHORTEST = 4
ENCODED = 6
PART = 8
CUT = 100
"""Probes cut what servers send, but not below 200 characters: only a long text may end or begin within a secret."""

_AROUND = "…\"'`()[]."
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_FROM_OUTSIDE = {
    "header": ("targets",),
    "expansion": ("cause", "sent"),
    "observation": ("facts", "cause", "sent"),
    "end": (),
}
Span = tuple[int, int, str]


class Redactor:
    """Replaces secrets in lines of a record by their kind: ``[env secret]``.

    A secret is recognised whatever the case of its ASCII letters, quoted for URLs, HTML, JSON or Python, in base64 or
    hexadecimal, whole or cut off at the end or beginning of a text. What the user wrote (names, policy) stays as it is.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        found: dict[str, str] = {}
        for reference, secret in secrets.items():
            for form in _forms(secret):
                found[form.translate(_LOWER)] = f"[{reference.partition(':')[0]} secret]"
        self._forms = sorted(found.items(), key=lambda item: (-len(item[0]), item))

    def clean(self, line: str) -> str:
        """The line (JSON, or any text) without any secret in it."""
        if not self._forms:
            return line
        try:
            data = json.loads(line)
        except ValueError:
            return self._text(line)
        if not isinstance(data, dict):
            return self._text(line)
        keys = _FROM_OUTSIDE.get(str(data.get("line")), tuple(data))
        cleaned = {key: self._value(value) if key in keys else value for key, value in data.items()}
        if cleaned == data:
            return line
        return json.dumps(cleaned, sort_keys=True, allow_nan=False) + "\n"

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {self._text(key): self._value(item) for key, item in value.items()}
        return value

    def _text(self, text: str) -> str:
        folded = text.translate(_LOWER)
        spans = [span for form, instead in self._forms for span in _whole(folded, form, instead)]
        if len(text) >= CUT:
            spans += [span for form, instead in self._forms for span in _cut(folded, form, instead)]
        return _replace(text, spans)


def _whole(text: str, form: str, instead: str) -> Iterator[Span]:
    start = text.find(form)
    while start >= 0:
        yield start, start + len(form), instead
        start = text.find(form, start + 1)


def _cut(text: str, form: str, instead: str) -> Iterator[Span]:
    """Where a text that was cut, and perhaps quoted then, ends with a form's beginning or begins with its end."""
    least, most = len(text) - len(text.lstrip(_AROUND)), len(text.rstrip(_AROUND))
    if most - least < PART:
        return
    for end in {len(text), most}:
        for start, _, _ in _whole(form, text[end - PART : end], ""):
            if text.endswith(form[: start + PART], 0, end):
                yield end - start - PART, end, instead
    for begin in {0, least}:
        for start, _, _ in _whole(form, text[begin : begin + PART], ""):
            if text.startswith(form[start:], begin):
                yield begin, begin + len(form) - start, instead


def _replace(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, instead in sorted(spans):
        if start >= done:
            pieces += [text[done:start], instead]
        done = max(done, end)
    return "".join(pieces) + text[done:]


def _forms(secret: str) -> Iterator[str]:
    """Everything that a secret may look like when it comes back; nothing for what is too short to be one."""
    plain = {value for value in _values(secret) if len(value) >= SHORTEST}
    for value in plain:
        yield from {written for write in _WRITTEN for written in (write(value), write(write(value)))}
        yield value.encode().decode("latin-1")
    for value in plain | {secret}:
        if len(value) >= ENCODED:
            yield value.encode().hex()
            yield from _base64(value.encode())


def _values(secret: str) -> Iterator[str]:
    """The credential itself: what follows the scheme, the user's password inside of it, all without padding."""
    scheme, space, rest = secret.partition(" ")
    credential = rest.strip() if space and scheme.isalpha() else secret
    yield credential
    yield credential.rstrip("=")
    yield from (word for word in credential.split() if len(word) >= PART)
    try:
        decoded = base64.b64decode(credential, validate=True).decode()
    except ValueError:
        return
    user, colon, password = decoded.partition(":")
    if colon and user.isprintable():
        yield from (decoded, password)


def _base64(secret: bytes) -> Iterator[str]:
    """The middle of the secret's base64, which is the same wherever it stands in the text that was encoded."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + secret).decode()
        middle = whole[-(-8 * shift // 6) : (shift + len(secret)) * 8 // 6]
        yield middle
        yield middle.replace("+", "-").replace("/", "_")


def _percent(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode())


_WRITTEN: tuple[Callable[[str], str], ...] = (
    str,
    quote,
    quote_plus,
    _percent,
    html.escape,
    lambda value: quote(value, safe=""),
    lambda value: html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    lambda value: json.dumps(value)[1:-1],
    lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    lambda value: repr(value)[1:-1],
    lambda value: repr(value.encode())[2:-1],
)
