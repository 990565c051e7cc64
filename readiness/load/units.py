"""Reads spans of time and amounts of data that people write with units, and writes them the way people do."""

from __future__ import annotations

import re
from decimal import Decimal

_SPAN = re.compile(r"\s*".join(rf"(?:([0-9]{{1,9}})\s*{unit})?" for unit in "wdhms"))
_SECONDS = (604_800, 86_400, 3_600, 60, 1)
_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([A-Za-z]+)")
_BYTES = {
    "B": 1,
    **{f"{letter}B": 1000**power for power, letter in enumerate("kMGTP", 1)},
    **{f"{letter}iB": 1024**power for power, letter in enumerate("KMGTP", 1)},
}
_INT64 = 2**63


def seconds(text: str) -> int | None:
    """The seconds that ``90d``, ``1h30m``, ``15 m`` or ``2w`` stand for, larger units first; None for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    return sum(int(number) * unit for number, unit in zip(found.groups(), _SECONDS, strict=True) if number)


def octets(text: str) -> int | None:
    """The bytes that ``500 GB`` (decimal, SI) or ``4 GiB`` (binary, IEC 80000-13) stand for; None for anything else."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    unit = _BYTES.get("kB" if found[2] == "KB" else found[2])
    amount = None if unit is None else Decimal(found[1]) * unit
    return int(amount) if amount is not None and amount == int(amount) and amount < _INT64 else None


def span(total: int) -> str:
    """Seconds as one would write them: ``90d``, ``1h30m``, ``0s``."""
    parts = []
    for unit, letter in zip(_SECONDS[1:], "dhms", strict=True):
        number, total = divmod(total, unit)
        if number:
            parts.append(f"{number}{letter}")
    return "".join(parts) or "0s"


def amount(total: int) -> str:
    """Bytes in the largest unit in which they are a whole number: ``500 GB``, ``4 GiB``, ``1023 B``."""
    whole = [(total // size, name) for name, size in _BYTES.items() if total and total % size == 0]
    number, name = min(whole, default=(total, "B"))
    return f"{number} {name}"
