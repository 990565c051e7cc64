"""The demo's certificates satisfy the strictest verifiers, and its listeners offer the versions that they should."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from demo_visitor import Visitor

from readiness.demo.authority import Authority, Leaf

NAMES = ("edpsychconnect.test", "www.edpsychconnect.test", "api.edpsychconnect.test", "old.edpsychconnect.test")


def _path(root: Path, presented: Path, name: str) -> list[x509.Certificate]:
    """The chain as built by a verifier of the Web PKI's rules; VerificationError if there is none."""
    trusted = Store(x509.load_pem_x509_certificates(root.read_bytes()))
    leaf, *others = x509.load_pem_x509_certificates(presented.read_bytes())
    verifier = PolicyBuilder().store(trusted).time(datetime.now(UTC)).build_server_verifier(x509.DNSName(name))
    return verifier.verify(leaf, others)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("web", [0, 1])
def test_every_name_is_trusted_at_every_address(name: str, web: int, healthy: Visitor) -> None:
    with healthy.shake_hands(name, web) as connection:
        assert connection.version() == "TLSv1.3"


def test_a_chain_has_a_leaf_an_intermediate_and_a_root(tmp_path: Path) -> None:
    authority = Authority()
    chain = _path(
        authority.publish(tmp_path / "root.pem"), authority.issue(Leaf(NAMES), tmp_path / "leaf.pem"), NAMES[0]
    )

    assert len(chain) == 3
    key = chain[0].public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


@pytest.mark.parametrize(
    "leaf",
    [
        Leaf(NAMES, expired=True),
        Leaf(NAMES, self_signed=True),
        Leaf(NAMES, with_intermediate=False),
        Leaf(("other.test",)),
    ],
    ids=["expired", "self-signed", "chain incomplete", "another name"],
)
def test_a_strict_verifier_refuses_every_bad_leaf(leaf: Leaf, tmp_path: Path) -> None:
    authority = Authority()
    root, presented = authority.publish(tmp_path / "root.pem"), authority.issue(leaf, tmp_path / "leaf.pem")

    with pytest.raises(VerificationError):
        _path(root, presented, NAMES[0])


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    issued = Authority().issue(Leaf(NAMES), tmp_path / "leaf.pem")

    assert stat.S_IMODE(issued.stat().st_mode) == 0o600


def test_nothing_older_than_tls_1_3_is_accepted_when_healthy(healthy: Visitor) -> None:
    offered = {version for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3) if healthy.accepts(version)}

    assert offered == {ssl.TLSVersion.TLSv1_3}


def test_the_weak_address_speaks_tls_1_2_and_the_other_does_not(play: Callable[..., Visitor]) -> None:
    visitor = play(second_address_without_tls13=True)

    assert [visitor.accepts(ssl.TLSVersion.TLSv1_2, web) for web in (0, 1)] == [False, True]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_3])
def test_old_versions_are_offered_beside_the_new_one(version: ssl.TLSVersion, play: Callable[..., Visitor]) -> None:
    assert play(tls10_on=True).accepts(version)
