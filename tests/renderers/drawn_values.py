"""Values that hypothesis draws: hostile text, names, moments, JSON; what whole reports are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

HOSTILE = (
    "\x1b[2J\x1b[31mREADY",
    "\x9b31m",
    "\u202etxt.exe",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "]]>",
    '"><script>alert(1)</script>',
    "&lt;&#0;",
    "\ud800",
    "\ufffe\uffff",
    "\u2028\u2029\x85\x0c",
    "\u3164\u2800\xa0",
    "x" * 5000,
    "",
    "e\u0301 日本語 🦆",
)
TICKETS = ("OPS-41", "OPS-42")
anything = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=12))
names = st.sampled_from(("tls-versions", "hsts", "csp", "cookies", "dnssec", "spf"))
places = st.one_of(st.none(), st.sampled_from(("www@192.0.2.1:443", "www@192.0.2.2:443")), anything)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), anything),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(anything, inner, max_size=4)),
    max_leaves=6,
)
numbers = st.floats(min_value=0, max_value=100)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))


def tuples(inner: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=most).map(tuple)
