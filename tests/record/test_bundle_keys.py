"""Keys of bundles: what openssl makes of them, and what is no key."""

from __future__ import annotations

import subprocess

import pytest
from bundles import CI, bundle, publish

from readiness.model.errors import InputError
from readiness.record.bundle import dsse
from readiness.record.bundle.container import unpack
from readiness.record.bundle.contents import STATEMENT
from readiness.record.bundle.keys import KeyFormatError, new_key, private_key, public_key
from readiness.record.files import create, read_bytes, replace


def openssl(*arguments, cwd):
    done = subprocess.run(["openssl", *map(str, arguments)], cwd=cwd, capture_output=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def signed(tmp_path):
    """A bundle's main statement as signed, its signature, and the signer's keys, as files."""
    envelope = dsse.read(unpack(bundle(), "b")[STATEMENT], "s")
    (tmp_path / "pae").write_bytes(dsse.pae(dsse.PAYLOAD_TYPE, envelope.payload))
    (tmp_path / "sig").write_bytes(envelope.signature)
    publish(tmp_path, ci=CI)
    return tmp_path


CHECK = ("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "ci.pem.pub", "-sigfile", "sig", "-in", "pae")


def test_openssl_verifies_the_signature_of_a_bundle(signed):
    assert openssl(*CHECK, cwd=signed)[0] == 0


def test_and_does_not_if_a_byte_is_another(signed):
    content = bytearray((signed / "pae").read_bytes())
    content[100] ^= 1
    (signed / "pae").write_bytes(content)
    assert openssl(*CHECK, cwd=signed)[0] != 0


def test_a_signature_that_openssl_made_is_a_signature(signed):
    assert openssl("pkeyutl", "-sign", "-rawin", "-inkey", "ci.pem", "-in", "pae", "-out", "again", cwd=signed)[0] == 0
    assert (signed / "again").read_bytes() == (signed / "sig").read_bytes()


def test_a_key_that_openssl_made_signs(tmp_path):
    openssl("genpkey", "-algorithm", "ed25519", "-out", "k.pem", cwd=tmp_path)
    _, pem = openssl("pkey", "-in", "k.pem", "-pubout", cwd=tmp_path)
    key = private_key((tmp_path / "k.pem").read_bytes())
    assert key.public.pem.encode() == pem
    assert public_key(pem).verifies(key.sign(b"x"), b"x")


def test_the_fingerprint_is_the_digest_of_what_openssl_gives_for_the_key(tmp_path):
    publish(tmp_path, ci=CI)
    openssl("pkey", "-pubin", "-in", "ci.pem.pub", "-outform", "DER", "-out", "der", cwd=tmp_path)
    assert openssl("dgst", "-sha256", "-r", "der", cwd=tmp_path)[1].decode().split()[0] == CI.public.keyid


def test_an_encrypted_key_opens_with_its_passphrase_alone(tmp_path):
    key = new_key()
    pem = key.pem("correct horse")
    assert b"ENCRYPTED" in pem
    assert private_key(pem, "correct horse").public == key.public
    with pytest.raises(KeyFormatError, match="cannot be opened with this passphrase") as told:
        private_key(pem, "wrong horse")
    assert "horse" not in str(told.value)
    with pytest.raises(KeyFormatError, match="--passphrase"):
        private_key(pem)
    (tmp_path / "k.pem").write_bytes(pem)
    code, out = openssl("pkey", "-in", "k.pem", "-passin", "pass:correct horse", "-pubout", cwd=tmp_path)
    assert (code, out.decode()) == (0, key.public.pem)


def test_a_passphrase_that_is_not_needed_does_no_harm():
    assert private_key(CI.pem(), "whatever").public == CI.public


def test_a_private_key_shows_nothing_of_itself():
    secret = CI.pem().decode().splitlines()[1]
    assert secret not in repr(CI)
    assert repr(CI) == "PrivateKey()"


@pytest.mark.parametrize("kind", [("rsa", "-pkeyopt", "rsa_keygen_bits:1024"), ("ed448",), ("x25519",)])
def test_a_key_of_another_kind_is_told(tmp_path, kind):
    openssl("genpkey", "-algorithm", *kind, "-out", "k.pem", cwd=tmp_path)
    _, pem = openssl("pkey", "-in", "k.pem", "-pubout", cwd=tmp_path)
    with pytest.raises(KeyFormatError, match="another kind than Ed25519"):
        private_key((tmp_path / "k.pem").read_bytes())
    with pytest.raises(KeyFormatError, match="another kind than Ed25519"):
        public_key(pem)


@pytest.mark.parametrize("pem", [b"", b"\xff\0", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_told(pem):
    with pytest.raises(KeyFormatError, match="holds no public key"):
        public_key(pem)
    with pytest.raises(KeyFormatError, match="holds no private key"):
        private_key(pem)


def test_keys_in_each_others_place_are_told():
    with pytest.raises(KeyFormatError, match="holds a private key, where the public one"):
        public_key(CI.pem())
    with pytest.raises(KeyFormatError, match="holds no private key"):
        private_key(CI.public.pem.encode())


@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 64, b"x" * 63, b"x" * 65])
def test_what_is_no_signature_verifies_nothing(signature):
    assert not CI.public.verifies(signature, b"message")


def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o640)
    (tmp_path / "link").symlink_to("file")
    replace(tmp_path / "link", b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "link"]
    with pytest.raises(InputError, match="is not a file"):
        replace(tmp_path, b"new")
    with pytest.raises(InputError, match="cannot be written"):
        replace(tmp_path / "nowhere" / "file", b"new")


def test_a_private_file_is_private_from_the_start_and_overwrites_nothing(tmp_path):
    create(tmp_path / "k", b"secret", 0o600)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="is there already"):
        create(tmp_path / "k", b"other", 0o600)
    with pytest.raises(InputError, match="cannot be written"):
        create(tmp_path / "nowhere" / "k", b"other", 0o600)


def test_what_is_read_is_a_file_and_within_bounds(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"12345")
    assert read_bytes(tmp_path / "large", 5, "it") == b"12345"
    for name, message in [("pipe", "not a file"), ("large", "too large"), ("none", "No such"), (".", "s a directory")]:
        with pytest.raises(InputError, match=message):
            read_bytes(tmp_path / name, 4, "it")
