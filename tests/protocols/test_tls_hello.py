"""ClientHellos are built as the RFCs have them, and servers' answers are read however they are cut or garbled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tls_bytes import (
    ALERT_HANDSHAKE_FAILURE,
    HELLO_DONE,
    SSLV2_SERVER_HELLO,
    compressions,
    curve_exchange,
    offered_groups,
    offered_version,
    offers_suite,
    prime_exchange,
    record,
    retry_request,
    server_hello,
)

from readiness.protocols.tls_flight import read_flight
from readiness.protocols.tls_hello import (
    FALLBACK_SCSV,
    SSLV2_HELLO,
    SUITES_13,
    Question,
    client_hello,
    refuses_sslv2,
    speaks_sslv2,
)
from readiness.protocols.tls_names import VERSIONS, alert_name, version_name
from readiness.protocols.tls_suites import has_forward_secrecy, is_aead

RANDOM = bytes(range(64))
FLIGHT = server_hello(0x0303, 0xC02F, extensions={0xFF01: b"\x00"}) + curve_exchange(0x001D) + HELLO_DONE


@pytest.mark.parametrize("version", VERSIONS.values())
def test_a_hello_is_one_whole_record(version: int) -> None:
    hello = client_hello(Question("good.test", version), RANDOM)
    assert hello[0] == 0x16
    assert int.from_bytes(hello[3:5], "big") == len(hello) - 5
    assert int.from_bytes(hello[6:9], "big") == len(hello) - 9
    assert offered_version(hello) == version


def test_a_hello_names_the_host_unless_there_is_none() -> None:
    assert b"good.test" in client_hello(Question("good.test"), RANDOM)
    assert b"\x00\x00\x00\x0e\x00\x0c\x00\x00\x09good.test" in client_hello(Question("good.test"), RANDOM)
    assert b"good.test" not in client_hello(Question(None), RANDOM)


def test_a_hello_offers_the_groups_in_order() -> None:
    assert offered_groups(client_hello(Question(None, groups=(24, 29, 4588)), RANDOM)) == [24, 29, 4588]


def test_a_hello_of_tls_1_3_leaves_its_key_share_empty() -> None:
    hello = client_hello(Question(None, VERSIONS["TLSv1.3"], SUITES_13), RANDOM)
    assert b"\x00\x33\x00\x02\x00\x00" in hello
    assert b"\x00\x2b\x00\x03\x02\x03\x04" in hello


def test_a_hello_offers_compression_and_fallback_on_demand() -> None:
    plain = client_hello(Question(None), RANDOM)
    assert compressions(plain) == b"\x00"
    assert not offers_suite(plain, FALLBACK_SCSV)
    assert compressions(client_hello(Question(None, deflate=True), RANDOM)) == b"\x01\x00"
    assert offers_suite(client_hello(Question(None, suites=(0xC02F, FALLBACK_SCSV)), RANDOM), FALLBACK_SCSV)


def test_a_flight_of_tls_1_2_is_read() -> None:
    flight = read_flight(record(0x16, FLIGHT))
    assert flight.hello is not None
    assert (flight.hello.version, flight.hello.suite, flight.hello.compression) == (0x0303, 0xC02F, 0)
    assert flight.hello.extensions == {0xFF01: b"\x00"}
    assert flight.key_exchange is not None
    assert flight.key_exchange.curve == 0x001D
    assert flight.done
    assert not flight.alien


def test_a_flight_over_several_records_is_read() -> None:
    cut = record(0x16, FLIGHT[:30]) + record(0x16, FLIGHT[30:])
    assert read_flight(cut) == read_flight(record(0x16, FLIGHT))


def test_a_retry_request_names_its_group() -> None:
    hello = read_flight(record(0x16, retry_request(0x11EC)) + b"\x14\x03\x03\x00\x01\x01").hello
    assert hello is not None
    assert (hello.version, hello.group, hello.retry) == (0x0304, 0x11EC, True)


def test_the_prime_of_dhe_is_measured() -> None:
    exchange = read_flight(record(0x16, server_hello(0x0303, 0x009E) + prime_exchange(2048))).key_exchange
    assert exchange is not None
    assert exchange.prime_bits == 2048


def test_an_alert_is_read_even_under_an_odd_version() -> None:
    assert read_flight(ALERT_HANDSHAKE_FAILURE).alert == 40
    assert read_flight(b"\x15\x00\x00\x00\x02\x02\x46").alert == 70
    assert read_flight(b"").alert is None


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400", b"SSH-2.0-x\r\n", b"220 mail", b"\x00\x00", b"\x16\x01\x00"])
def test_what_is_not_tls_is_alien(answer: bytes) -> None:
    flight = read_flight(answer)
    assert flight.alien
    assert flight.done


@given(st.binary(max_size=300))
def test_anything_can_be_read(data: bytes) -> None:
    flight = read_flight(data)
    assert not (flight.alien and (flight.hello or flight.alert))


@given(st.integers(0, len(record(0x16, FLIGHT))))
def test_a_flight_cut_anywhere_is_not_alien(size: int) -> None:
    flight = read_flight(record(0x16, FLIGHT)[:size])
    assert not flight.alien
    assert flight.done == (size == len(record(0x16, FLIGHT)))


@given(st.binary(max_size=200), st.sampled_from([2, 12, 14]))
def test_any_message_can_be_read(body: bytes, kind: int) -> None:
    message = bytes([kind]) + len(body).to_bytes(3, "big") + body
    read_flight(record(0x16, server_hello(0x0303, 0x009E) + message))
    read_flight(record(0x16, message))


def test_an_answer_to_sslv2_is_told_from_others() -> None:
    assert len(SSLV2_HELLO) == 2 + (SSLV2_HELLO[1])
    assert speaks_sslv2(SSLV2_SERVER_HELLO)
    assert not speaks_sslv2(ALERT_HANDSHAKE_FAILURE)
    assert not speaks_sslv2(b"")
    assert refuses_sslv2(b"\x80\x03\x00\x00\x01")
    assert not refuses_sslv2(SSLV2_SERVER_HELLO)


def test_names_are_given_to_numbers() -> None:
    assert (version_name(0x0303), version_name(0x7F17)) == ("TLSv1.2", "0x7f17")
    assert (alert_name(70), alert_name(200)) == ("protocol_version", "200")


@pytest.mark.parametrize(
    ("suite", "forward_secrecy", "aead"),
    [
        ("TLS_AES_128_GCM_SHA256", True, True),
        ("TLS_AES_128_CCM_8_SHA256", True, True),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", True, False),
        ("TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", True, True),
        ("TLS_RSA_WITH_AES_256_GCM_SHA384", False, True),
        ("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", False, False),
        ("TLS_DH_anon_WITH_AES_128_GCM_SHA256", False, True),
    ],
)
def test_a_suites_name_tells_what_it_does(suite: str, forward_secrecy: bool, aead: bool) -> None:
    assert has_forward_secrecy(suite) is forward_secrecy
    assert is_aead(suite) is aead
