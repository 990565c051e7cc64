"""The TLS probe's costlier groups: key exchange, suites, sessions, early data, flaws, Mozilla's profile."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from tls_bytes import (
    ALERT_HANDSHAKE_FAILURE,
    HELLO_DONE,
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
from tls_certificates import Identity, Wanted, authority, server
from tls_hostile import Behaviour, answering, closing, flawed, hanging_up, proxy, serving, silent
from tls_nginx import Site, nginx
from tls_smtp import context, talking

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind, Safety
from readiness.model.target import Site as SiteTarget
from readiness.probes.tls import Tls

Look = Callable[..., Any]
X25519, P256, HYBRID = 0x001D, 0x0017, 0x11EC
MODERN_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"


@pytest.fixture(scope="module")
def rsa() -> Identity:
    return server(authority(), Wanted(kind="rsa"))


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, rsa: Identity) -> Iterator[dict[str, int]]:
    elliptic = server(authority())
    good = "ssl_ecdh_curve X25519:prime256v1:secp384r1;"
    sites = {
        "good": Site(elliptic, suites=MODERN_SUITES, extra=f"{good} ssl_prefer_server_ciphers on;"),
        "newest": Site(elliptic, "TLSv1.3", extra=f"{good} ssl_early_data on;"),
        "lax": Site(rsa, "TLSv1 TLSv1.1 TLSv1.2", extra="ssl_session_cache shared:all:1m; ssl_session_tickets off;"),
        "static": Site(rsa, "TLSv1.2", suites="AES128-SHA:AES256-GCM-SHA384"),
        "lonely": Site(rsa, "TLSv1.2", suites="ECDHE-RSA-AES256-GCM-SHA384"),
    }
    with nginx(tmp_path_factory.mktemp("nginx"), list(sites.values())) as found:
        yield dict(zip(sites, found, strict=True))


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look("flaws", port)``: facts of a group."""

    def ask(group: str, port: int, timeout_s: float = 2.0, **more: Any) -> Any:
        target = SiteTarget(kind="site", url=f"https://good.test:{port}")
        endpoint = Endpoint(name="good.test", address="127.0.0.1", port=port)
        return observe(Tls, group, target, endpoint=endpoint, timeout_s=timeout_s, **more)

    return ask


def test_it_finds_the_groups_that_a_server_accepts(look: Look, ports: dict[str, int]) -> None:
    facts = look("key_exchange", ports["good"])
    assert facts.groups == ("secp256r1", "secp384r1", "x25519")
    assert facts.post_quantum == ()


def test_an_ec_certificates_curve_does_not_hide_others_before_tls_1_3(
    look: Look, tmp_path: Path, rsa: Identity
) -> None:
    curves = "ssl_ecdh_curve X25519:prime256v1:secp384r1;"
    with nginx(tmp_path, [Site(server(authority()), "TLSv1.2", extra=curves)]) as (port,):
        assert look("key_exchange", port).groups == ("secp256r1", "secp384r1", "x25519")


def test_a_server_without_ephemeral_keys_has_no_groups(look: Look, ports: dict[str, int]) -> None:
    facts = look("key_exchange", ports["static"])
    assert facts.groups == ()
    assert facts.dhe_bits is None
    assert not facts.sha1_signature


def test_it_sees_post_quantum_groups(look: Look) -> None:
    def answer(connection: Any) -> None:
        hello = connection.recv(4096)
        wanted = [one for one in (HYBRID, X25519) if one in offered_groups(hello)]
        modern = offered_version(hello) == 0x0304 and wanted
        connection.sendall(record(0x16, retry_request(wanted[0])) if modern else ALERT_HANDSHAKE_FAILURE)

    with serving(answer) as listener:
        facts = look("key_exchange", listener.port)
    assert facts.groups == ("X25519MLKEM768", "x25519")
    assert facts.post_quantum == ("X25519MLKEM768",)


def test_it_measures_the_prime_of_dhe(look: Look) -> None:
    flight = server_hello(0x0303, 0x009E) + prime_exchange(1024) + HELLO_DONE
    with serving(answering(record(0x16, flight))) as listener:
        assert look("key_exchange", listener.port).dhe_bits == 1024


def test_it_sees_sha1_signatures(look: Look) -> None:
    flight = server_hello(0x0303, 0xC02F) + curve_exchange(P256) + HELLO_DONE
    with serving(answering(record(0x16, flight))) as listener:
        assert look("key_exchange", listener.port).sha1_signature


def test_a_filter_amid_the_groups_makes_them_unknown(look: Look, ports: dict[str, int]) -> None:
    weary = proxy(ports["good"], lambda _, number: closing if number > 2 else None)
    with serving(weary) as listener, pytest.raises(Unobservable) as raised:
        look("key_exchange", listener.port)
    assert raised.value.cause.kind is CauseKind.RESET


def test_it_lists_the_suites_of_each_version(look: Look, ports: dict[str, int]) -> None:
    facts = look("ciphers", ports["good"])
    assert {one.version: one.suites for one in facts.by_version} == {
        "TLSv1.2": (
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        ),
        "TLSv1.3": ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
    }
    assert (facts.forward_secrecy_only, facts.aead_only, facts.weakest_bits) == (True, True, 128)
    assert facts.server_order is True


def test_it_sees_suites_without_forward_secrecy(look: Look, ports: dict[str, int]) -> None:
    facts = look("ciphers", ports["static"])
    assert facts.suites == ("TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_GCM_SHA384")
    assert (facts.forward_secrecy_only, facts.aead_only) == (False, False)
    assert facts.server_order is False


def test_a_lone_suite_leaves_no_order(look: Look, ports: dict[str, int]) -> None:
    assert look("ciphers", ports["lonely"]).server_order is None


def test_silence_to_one_suite_is_no_refusal(look: Look, ports: dict[str, int]) -> None:
    def spoil(hello: bytes, number: int) -> Behaviour | None:
        return silent if number == 30 else None

    with serving(proxy(ports["lonely"], spoil)) as listener, pytest.raises(Unobservable) as raised:
        look("ciphers", listener.port)
    assert raised.value.cause.kind is CauseKind.TIMEOUT


def test_a_modern_server_has_good_sessions(look: Look, ports: dict[str, int]) -> None:
    facts = look("session", ports["good"])
    assert not facts.compression
    assert not facts.client_renegotiation
    assert (facts.secure_renegotiation, facts.extended_master_secret, facts.fallback_scsv) == (True, True, True)
    assert (facts.resumes_by_id, facts.resumes_by_ticket) == (False, True)


def test_it_tells_resumption_by_id_from_tickets(look: Look, ports: dict[str, int]) -> None:
    facts = look("session", ports["lax"])
    assert (facts.resumes_by_id, facts.resumes_by_ticket) == (True, False)


def test_tls_1_3_alone_answers_for_older_versions(look: Look, ports: dict[str, int]) -> None:
    facts = look("session", ports["newest"])
    assert (facts.compression, facts.client_renegotiation) == (False, False)
    assert (facts.secure_renegotiation, facts.extended_master_secret, facts.fallback_scsv) == (True, True, True)


def test_it_sees_a_server_that_grants_too_much(look: Look, ports: dict[str, int]) -> None:
    """One that compresses, knows no extension and does not mind a fallback, in front of a real one."""
    naive = record(0x16, server_hello(0x0303, 0xC02F, compression=1) + HELLO_DONE)

    def spoil(hello: bytes, number: int) -> Behaviour | None:
        ours = offered_groups(hello) and (len(compressions(hello)) > 1 or offers_suite(hello, 0x5600))
        return answer_again if ours else None

    def answer_again(connection: Any) -> None:
        connection.sendall(naive)

    with serving(proxy(ports["lax"], spoil)) as listener:
        facts = look("session", listener.port)
    assert facts.compression
    assert (facts.secure_renegotiation, facts.extended_master_secret, facts.fallback_scsv) == (False, False, False)


def test_it_sees_renegotiation_on_demand(look: Look, tmp_path: Path, rsa: Identity) -> None:
    settings = context(tmp_path, rsa)
    settings.maximum_version = ssl.TLSVersion.TLSv1_2
    settings.set_ciphers("ALL:@SECLEVEL=0")
    allow_client_renegotiation = 1 << 8  # SSL_OP_… of OpenSSL 3, which the module does not name
    settings.options = (settings.options & ~ssl.OP_NO_RENEGOTIATION) | allow_client_renegotiation
    with serving(talking(settings)) as listener:
        assert look("session", listener.port).client_renegotiation


def test_it_sees_early_data(look: Look, ports: dict[str, int]) -> None:
    assert (look("early_data", ports["newest"]).offered, look("early_data", ports["newest"]).max_bytes) == (True, 16384)
    assert not look("early_data", ports["good"]).offered
    assert not look("early_data", ports["lax"]).offered


def test_flaws_are_an_active_group() -> None:
    assert [name for name, group in Tls.groups().items() if group.safety is Safety.ACTIVE] == ["flaws"]


def test_a_real_server_has_no_famous_flaw(look: Look, ports: dict[str, int]) -> None:
    facts = look("flaws", ports["static"])
    assert (facts.heartbleed, facts.ccs_injection, facts.robot) == (False, False, False)


def test_it_sees_heartbleed_and_early_changes(look: Look, ports: dict[str, int]) -> None:
    with serving(flawed(ports["static"])) as listener:
        facts = look("flaws", listener.port)
    assert (facts.heartbleed, facts.ccs_injection, facts.robot) == (True, True, False)


def test_a_good_server_complies_with_mozillas_profile(look: Look, ports: dict[str, int]) -> None:
    facts = look("profile", ports["good"])
    assert (facts.profile, facts.compliant, facts.deviations) == ("intermediate", True, ())


def test_it_compares_with_the_profile_that_is_asked_for(look: Look, ports: dict[str, int]) -> None:
    assert look("profile", ports["newest"], inputs={"profile": "modern"}).compliant
    facts = look("profile", ports["good"], inputs={"profile": "modern"})
    assert not facts.compliant
    assert "TLS versions TLSv1.2 are supported, but should be rejected." in facts.deviations


def test_deviations_are_listed_in_order(look: Look, ports: dict[str, int]) -> None:
    facts = look("profile", ports["lax"])
    assert list(facts.deviations) == sorted(facts.deviations)
    assert "TLS versions TLSv1, TLSv1.1 are supported, but should be rejected." in facts.deviations
    assert not any("path validation" in one for one in facts.deviations)


@pytest.mark.parametrize("group", [name for name in Tls.groups() if name != "early_data"])
@pytest.mark.parametrize("behaviour", [silent, hanging_up], ids=["silent", "hanging up"])
def test_every_group_gives_up_in_time(look: Look, group: str, behaviour: Behaviour) -> None:
    begun = monotonic()
    with serving(behaviour) as listener, pytest.raises(Unobservable) as raised:
        look(group, listener.port, 0.5)
    assert raised.value.cause.kind is (CauseKind.TIMEOUT if behaviour is silent else CauseKind.RESET)
    assert monotonic() - begun < 5
