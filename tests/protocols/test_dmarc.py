"""DMARC records, as receivers read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.protocols.dmarc import MAX_ADDRESSES, Request, read_request
from readiness.protocols.tags import TagError


def test_it_reads_every_tag() -> None:
    record = (
        "v=DMARC1; p=reject; sp=quarantine; pct=50; t=y; adkim=s; aspf=s; rua=mailto:a@x.test!10m; ruf=mailto:B@y.test"
    )
    assert read_request(record) == Request("reject", "quarantine", 50, True, "s", "s", ("a@x.test",), ("b@y.test",))


def test_absent_tags_have_their_defaults() -> None:
    assert read_request("v=DMARC1; p=quarantine") == Request("quarantine", "quarantine", 100, False, "r", "r", (), ())
    assert read_request("v=DMARC1").policy == "none"


def test_names_and_values_are_read_in_any_case() -> None:
    assert read_request("v=DMARC1; P=Reject; ADKIM=S").adkim == "s"


@pytest.mark.parametrize(
    "record",
    [
        "",
        "p=reject; v=DMARC1",
        "v=dmarc1; p=reject",
        "v=DMARC1; p=rejct",
        "v=DMARC1; pct=101",
        "v=DMARC1; pct=-1",
        "v=DMARC1; pct=٣",
        "v=DMARC1; t=maybe",
        "v=DMARC1; p",
    ],
)
def test_what_is_no_request_is_refused(record: str) -> None:
    with pytest.raises(TagError):
        read_request(record)


def test_only_mail_addresses_receive_reports() -> None:
    record = "v=DMARC1; rua=https://x.test, mailto:a@x.test ,mailto:a@b@c, mailto:, b@x.test,mailto:c@x.test"
    assert read_request(record).aggregate_to == ("a@x.test", "c@x.test")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        request = read_request(f"v=DMARC1;{text}")
    except TagError:
        return
    assert 0 <= request.percentage <= 100
    assert len(request.aggregate_to) <= MAX_ADDRESSES
