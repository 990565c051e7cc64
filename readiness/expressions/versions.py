"""Version strings as they are found on servers, made comparable."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"\s*v?(?P<numbers>\d{1,18}(?:\.\d{1,18})*)(?!\d|\.\d)"
    r"(?:[-._~]?(?P<stage>alpha|beta|preview|pre|rc|dev|a(?=\d)|b(?=\d))[-._]?(?P<stage_number>\d{1,18})?"
    r"|(?P<patch>[a-z])(?![a-z0-9]))?",
    re.IGNORECASE,
)
# In the order in which a release goes through them.
_STAGES = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "pre": 3, "preview": 3, "rc": 4}
_PRE_RELEASE, _RELEASE, _PATCH, _NUMBER = "0", "1", "2", "3"


def version_key(text: str) -> bytes:
    """Bytes that sort as the versions do; ValueError if the text does not begin with a version.

    Numbers compare as numbers and trailing zeros do not count (1.20 == 1.20.0). A stage (``-rc1``, ``~beta2``,
    ``.dev3``) comes before the release, a patch letter (OpenSSL's ``1.1.1w``) after it. Whatever follows, such as a
    distribution's revision (``15.10-0+deb12u1``), is ignored. Bytes, so that a comparison with a plain string is
    a type error.
    """
    found = _VERSION.match(text)
    if found is None:
        raise ValueError(f"not a version: {text[:60]!r}")
    numbers = [int(number) for number in found["numbers"].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return ("".join(_NUMBER + _sortable(number) for number in numbers) + _suffix(found)).encode()


def _suffix(found: re.Match[str]) -> str:
    if stage := found["stage"]:
        return f"{_PRE_RELEASE}{_STAGES[stage.lower()]}{_sortable(int(found['stage_number'] or 0))}"
    if patch := found["patch"]:
        return _PATCH + patch.lower()
    return _RELEASE


def _sortable(number: int) -> str:
    """Digits after their count. No NUL may occur: the binding cuts bytes there."""
    return f"{len(str(number)):02}{number}"
