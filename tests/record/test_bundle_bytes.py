"""Not a byte of a bundle is free: whatever is changed, put in, taken out, moved or said twice is found."""

from __future__ import annotations

import zlib

import pytest
from bundles import CI, approved, bundle, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.model.errors import InputError
from readiness.record.bundle.bundle import open_bundle
from readiness.record.bundle.container import FIRST, pack, unpack
from readiness.record.bundle.errors import AlteredError

SMALL = bundle()
SIGNED = refused(approved(SMALL))
UNHURRIED = settings(max_examples=200, deadline=None)
MARKS = {*range(4), *range(30, 30 + len(FIRST))}
"""Where a change makes the file something else than a bundle: the format's mark and the first member's name."""


def found_in(data: bytes) -> str:
    try:
        open_bundle(data, "b")
    except AlteredError:
        return "altered"
    except InputError:
        return "no bundle"
    return "intact"


def test_unchanged_it_is_intact():
    assert found_in(SIGNED) == "intact"
    assert open_bundle(SIGNED, "b").signer == CI.public


@pytest.mark.parametrize("data", [SMALL, SIGNED], ids=["signed", "signed off"])
def test_one_changed_bit_at_any_position_is_found(data):
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 8)
        expected = "no bundle" if position in MARKS else "altered"
        assert found_in(bytes(changed)) == expected, f"byte {position}"


@UNHURRIED
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_any_other_value_of_any_byte_is_found(position, difference):
    changed = bytearray(SIGNED)
    changed[position] ^= difference
    assert found_in(bytes(changed)) != "intact"


def test_one_changed_bit_in_any_member_is_found_even_if_all_checksums_are_made_anew():
    members = unpack(SIGNED, "b")
    for name, content in members.items():
        for position in range(len(content)):
            changed = bytearray(content)
            changed[position] ^= 1 << (position % 8)
            again = pack({**members, name: bytes(changed)})
            assert found_in(again) == "altered", f"{name}, byte {position}"


@UNHURRIED
@given(st.integers(0, len(SIGNED)), st.binary(min_size=1, max_size=40))
def test_whatever_is_put_in_is_found(position, more):
    assert found_in(SIGNED[:position] + more + SIGNED[position:]) != "intact"


@UNHURRIED
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 3000))
def test_whatever_is_taken_out_is_found(position, length):
    assert found_in(SIGNED[:position] + SIGNED[position + length :]) != "intact"


@UNHURRIED
@given(st.integers(0, len(SIGNED) - 1))
def test_a_bundle_that_was_cut_off_is_no_bundle_or_an_altered_one(length):
    assert found_in(SIGNED[:length]) == ("altered" if length >= max(MARKS) + 1 else "no bundle")


@UNHURRIED
@given(st.lists(st.integers(0, len(SIGNED)), min_size=3, max_size=3, unique=True).map(sorted))
def test_two_stretches_that_changed_places_are_found(cuts):
    first, middle, last = cuts
    moved = SIGNED[:first] + SIGNED[middle:last] + SIGNED[first:middle] + SIGNED[last:]
    assert (found_in(moved) == "intact") == (moved == SIGNED)


@UNHURRIED
@given(st.sampled_from(sorted(unpack(SIGNED, "b"))), st.data())
def test_a_member_that_is_there_twice_is_found(name, data):
    content = unpack(SIGNED, "b")[name]
    other = data.draw(st.sampled_from([content, b"{}\n", b""]))
    entry = entry_of(name, content)
    start = SIGNED.index(entry)
    where = data.draw(st.sampled_from([start, start + len(entry)]))
    assert found_in(SIGNED[:where] + entry_of(name, other) + SIGNED[where:]) == "altered"


@UNHURRIED
@given(st.sampled_from(sorted(unpack(SIGNED, "b"))), st.sampled_from(sorted(unpack(SIGNED, "b"))))
def test_members_that_changed_their_names_are_found(one, other):
    members = unpack(SIGNED, "b")
    swapped = {**members, one: members[other], other: members[one]}
    assert (found_in(pack(swapped)) == "intact") == (one == other)


@UNHURRIED
@given(st.sets(st.sampled_from(sorted(unpack(SIGNED, "b"))), min_size=1))
def test_members_that_are_missing_are_found_unless_they_are_the_last_sign_offs(names):
    """Who takes out the last sign-offs leaves a bundle as it was before them: that is what asking for them is for."""
    left = {name: content for name, content in unpack(SIGNED, "b").items() if name not in names}
    before = names in ({"sign-offs/002.json"}, {"sign-offs/001.json", "sign-offs/002.json"})
    assert (found_in(pack(left)) == "intact") == before


def entry_of(name: str, content: bytes) -> bytes:
    """A member as it stands in the archive."""
    crc, size = zlib.crc32(content).to_bytes(4, "little"), len(content).to_bytes(4, "little")
    head = b"PK\3\4" + bytes([20, 0, 0, 0, 0, 0, 0, 0, 33, 0]) + crc + size * 2
    return head + len(name).to_bytes(2, "little") + b"\0\0" + name.encode() + content


@UNHURRIED
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_no_bundle(data):
    assert found_in(data) == "no bundle"


@UNHURRIED
@given(st.dictionaries(st.from_regex(r"[j-z][a-z./_-]{0,15}", fullmatch=True), st.binary(max_size=50), max_size=5))
def test_an_archive_of_anything_beside_the_inputs_is_altered(members):
    assert found_in(pack({**members, FIRST: b"{}\n"})) == "altered"
