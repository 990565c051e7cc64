"""Decides what a YAML scalar means: fewer surprises than YAML 1.1, a subset of YAML 1.2."""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

STANDARD = "tag:yaml.org,2002:"

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
# At most 18 digits, so that every number fits the 64-bit integers of the expression language.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(?=[^eE]*\.|.*[eE])(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NAMES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None)}


def resolve(text: str) -> Scalar:
    """The value of an unquoted scalar.

    Only ``true`` and ``false`` are booleans and only ``null``, ``~`` and nothing at all are null. ``no``, ``010``,
    ``1_000``, ``10:30``, ``2026-12-31``, ``.inf`` and integers of more than 18 digits are text.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit tag; raises ValueError for an unknown tag or one that does not fit."""
    name = "str" if tag == "!" else tag.removeprefix(STANDARD)
    if name not in _NAMES or (name == tag and tag != "!"):
        raise ValueError(f"the tag `{readable(tag)}` is not supported")
    if name == "str":
        return text
    value = resolve(text)
    if name == "float" and type(value) is int:
        return float(value)
    if type(value) is not _NAMES[name]:
        raise ValueError(f"the value does not fit its tag `{readable(tag)}`")
    return value


def readable(tag: str) -> str:
    """A tag as a user writes it."""
    short = "!!" + tag.removeprefix(STANDARD) if tag.startswith(STANDARD) else tag
    return short if len(short) <= 60 else short[:60] + "…"
