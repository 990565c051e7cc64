"""Report bundles: what is in them, who signed them, and what a hostile file gets out of being opened."""

from __future__ import annotations

import base64
import io
import json
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest
from bundles import (
    CI,
    JANE,
    JOHN,
    PASSING,
    SIGNED_AT,
    STRANGER,
    approved,
    bundle,
    claim_in,
    contents,
    lines_of,
    refused,
    resealed,
)
from pydantic import ValidationError

from readiness.model.errors import InputError
from readiness.record.bundle import dsse
from readiness.record.bundle.bundle import open_bundle, sign_off
from readiness.record.bundle.canonical import decode, encode
from readiness.record.bundle.container import MAX_MEMBERS, pack, unpack
from readiness.record.bundle.contents import STATEMENT, contents_of
from readiness.record.bundle.errors import AlteredError, NewerError
from readiness.record.bundle.statement import SignOffClaim, state

DATA = bundle()


def altered(data: bytes) -> str:
    with pytest.raises(AlteredError) as told:
        open_bundle(data, "b")
    return str(told.value)


def statement_in(data: bytes, name: str = STATEMENT) -> dict:
    return json.loads(dsse.read(unpack(data, "b")[name], name).payload)


def test_the_pre_authentication_encoding_is_that_of_the_specification():
    pae = dsse.pae("http://example.com/HelloWorld", b"hello world")
    assert pae == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert dsse.pae("é", "ü".encode()) == b"DSSEv1 2 \xc3\xa9 2 \xc3\xbc"


def test_the_same_contents_and_key_give_the_same_bytes():
    assert bundle() == DATA


def test_records_lie_in_it_as_they_are():
    assert unpack(DATA, "b")["records/001.jsonl"] == lines_of(PASSING)
    assert contents_of(unpack(DATA, "b")) == contents()


def test_any_zip_tool_opens_it():
    archive = zipfile.ZipFile(io.BytesIO(DATA))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == unpack(DATA, "b")
    assert {(one.date_time, one.compress_type, one.external_attr >> 16) for one in archive.infolist()} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, stat.S_IFREG | 0o644)
    }


def test_the_unpacking_tool_of_python_finds_no_fault_in_it(tmp_path):
    (tmp_path / "b.zip").write_bytes(approved(DATA))
    code = "import zipfile, sys; sys.exit(zipfile.main(['-t', sys.argv[1]]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "b.zip")], check=True, capture_output=True)


def test_the_statement_is_one_of_in_toto_about_every_other_member():
    statement = statement_in(DATA)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://pypi.org/project/readiness/report/v1"
    members = {name: data for name, data in unpack(DATA, "b").items() if name != STATEMENT}
    assert statement["subject"] == [
        {"name": name, "digest": {"sha256": sha256(data).hexdigest()}} for name, data in sorted(members.items())
    ]


def test_the_envelope_is_that_of_dsse():
    envelope = json.loads(unpack(DATA, "b")[STATEMENT])
    assert set(envelope) == {"payload", "payloadType", "signatures"}
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert [one["keyid"] for one in envelope["signatures"]] == [CI.public.keyid]


def test_it_says_of_itself_what_its_report_says():
    claim = claim_in(DATA)
    report = json.loads(unpack(DATA, "b")["report.json"])
    assert (claim.verdict, claim.score) == (report["verdict"]["word"], report["scorecard"]["score"])
    assert (claim.environment, claim.policy, claim.readiness) == ("prod", "test", "0.1.0")


def test_without_a_key_nobody_signed_it():
    assert open_bundle(bundle(signer=None), "b").signer is None


def test_a_signature_that_was_taken_away_is_missed():
    payload = dsse.read(unpack(DATA, "b")[STATEMENT], "s").payload
    assert "not signed by the key that it names" in altered(resealed(unpack(DATA, "b"), payload, None))


def test_somebody_elses_signature_over_the_same_statement_is_refused():
    payload = dsse.read(unpack(DATA, "b")[STATEMENT], "s").payload
    assert "not signed by the key that it names" in altered(resealed(unpack(DATA, "b"), payload, STRANGER))


def test_a_sign_off_is_no_main_statement():
    signed = approved(DATA)
    payload = dsse.read(unpack(signed, "b")["sign-offs/001.json"], "s").payload
    assert "not what the statement was made for" in altered(resealed(unpack(DATA, "b"), payload, JANE))


def test_the_whole_bundle_can_be_signed_anew_by_a_stranger_and_then_is_the_strangers():
    assert open_bundle(bundle(signer=STRANGER), "b").signer == STRANGER.public


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s.update(predicateType="https://pypi.org/project/readiness/report/v2"), NewerError),
        (lambda s: s["predicate"].update(more=1), NewerError),
        (lambda s: s.update(more=1), AlteredError),
        (lambda s: s["subject"].append(s["subject"][0]), AlteredError),
        (lambda s: s["subject"].pop(), AlteredError),
        (lambda s: s["subject"][0].update(name="other"), AlteredError),
        (lambda s: s["subject"][0].update(name={}), AlteredError),
        (lambda s: s["predicate"].update(signer=None), AlteredError),
        (lambda s: s["predicate"].update(signer={"public_key": "none"}), AlteredError),
        (lambda s: s["predicate"].update(signer={"public_key": "é"}), AlteredError),
        (lambda s: s["predicate"]["signer"].update(more=1), AlteredError),
        (
            lambda s: s["predicate"]["signer"].update(public_key="\n" + s["predicate"]["signer"]["public_key"]),
            AlteredError,
        ),
        (lambda s: s.update(predicate=[]), AlteredError),
        (lambda s: s.update(subject=1), AlteredError),
        (lambda s: s.update(_type="https://in-toto.io/Statement/v2"), AlteredError),
    ],
)
def test_a_statement_says_what_this_version_says_or_is_refused(change, expected):
    statement = statement_in(DATA)
    change(statement)
    with pytest.raises(expected):
        open_bundle(resealed(unpack(DATA, "b"), encode(statement), CI), "b")


@pytest.mark.parametrize("envelope", [b"{}\n", b"[]\n", b"1\n", b"", b"\xff", b"[" * 100_000, b"NaN\n", b"1" * 5000])
def test_what_is_no_envelope_is_told(envelope):
    assert "the statement" in altered(pack({**unpack(DATA, "b"), STATEMENT: envelope}))


def test_two_signatures_are_one_too_many():
    envelope = json.loads(unpack(DATA, "b")[STATEMENT])
    envelope["signatures"] *= 2
    assert "one signature or none" in altered(pack({**unpack(DATA, "b"), STATEMENT: encode(envelope)}))


@pytest.mark.parametrize("change", [lambda text: text + "\n", lambda text: text.rstrip("=") + "=" * 4, str.swapcase])
def test_a_signature_is_written_in_one_way(change):
    envelope = json.loads(unpack(DATA, "b")[STATEMENT])
    envelope["signatures"][0]["sig"] = change(envelope["signatures"][0]["sig"])
    assert altered(pack({**unpack(DATA, "b"), STATEMENT: encode(envelope)}))


def test_json_has_one_way_of_being_written():
    value = {"b": [1, 0.1, None, True], "a": "é\ud800"}
    assert decode(encode(value), "it") == value
    for other in (b'{"a":1}', b'{\n "a": 1,\n "a": 1\n}\n', b'{\n "a": 1.0e0\n}\n', b'{\n "a": "\xc3\xa9"\n}\n'):
        with pytest.raises(AlteredError):
            decode(other, "it")


@pytest.mark.parametrize(
    "name",
    [
        "records/../report.json",
        "records/../../../etc/passwd",
        "records/002.jsonl/../../x",
        "records/003.jsonl",
        "records/0002.jsonl",
        "sign-offs/002.json",
        "z\0.json",
        "q" * 60_000,
    ],
)
def test_a_member_that_has_no_place_in_a_bundle_is_refused(name):
    message = altered(pack({**unpack(DATA, "b"), name: b"x"}))
    assert message.endswith((" has no place in a bundle", " is missing"))


@pytest.mark.parametrize("name", ["policy.json", "report.json", "statement.json", "records/001.jsonl"])
def test_what_a_bundle_must_have_is_missed(name):
    left = {other: data for other, data in unpack(DATA, "b").items() if other != name}
    assert altered(pack(left)) == f"{name} is missing"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a"])
def test_an_archive_that_begins_with_anything_else_is_no_bundle(name):
    with pytest.raises(InputError, match="is not a bundle"):
        open_bundle(pack({**unpack(DATA, "b"), name: b"x"}), "b")


def archive(change) -> bytes:
    """The bundle as an ordinary tool would have written it, with a change."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, data in sorted(unpack(DATA, "b").items()):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            change(info)
            out.writestr(info, data)
    return target.getvalue()


def test_an_ordinary_tool_can_write_the_very_same_archive():
    assert archive(lambda info: None) == DATA


@pytest.mark.parametrize(
    "change",
    [
        lambda info: setattr(info, "compress_type", zipfile.ZIP_DEFLATED),
        lambda info: setattr(info, "date_time", (2026, 11, 22, 0, 0, 0)),
        lambda info: setattr(info, "external_attr", (stat.S_IFLNK | 0o777) << 16),
        lambda info: setattr(info, "external_attr", (stat.S_IFREG | 0o4755) << 16),
        lambda info: setattr(info, "comment", b"hello"),
        lambda info: setattr(info, "extra", b"\x01\x00\x00\x00"),
        lambda info: setattr(info, "create_system", 0),
    ],
    ids=["compressed", "dated", "symlink", "setuid", "comment", "extra", "system"],
)
def test_an_archive_with_anything_else_about_it_is_refused(change):
    assert "container" in altered(archive(change))


def test_a_bomb_is_refused_without_being_unpacked():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("inputs.json", b"\0" * 50_000_000)
    assert len(target.getvalue()) < 100_000
    assert "container" in altered(target.getvalue())


@pytest.mark.parametrize("size", [0, 1, 2**31, 2**32 - 1])
def test_a_member_that_claims_another_size_is_refused(size):
    lying = bytearray(DATA)
    lying[22:26] = size.to_bytes(4, "little")
    assert "container" in altered(bytes(lying))


def test_more_members_than_a_bundle_can_have_are_refused():
    with pytest.raises(ValueError, match=str(MAX_MEMBERS)):
        pack({str(number): b"" for number in range(MAX_MEMBERS + 1)})


def test_a_sign_off_is_bound_to_the_bundle_and_to_those_before_it():
    signed = approved(DATA, "Jane Doe", JANE, "backups are tested by Friday")
    both = refused(signed)
    assert unpack(signed, "b").items() - unpack(DATA, "b").items() == {
        ("sign-offs/001.json", unpack(signed, "b")["sign-offs/001.json"])
    }
    payload = dsse.read(unpack(DATA, "b")[STATEMENT], "s").payload
    first = unpack(signed, "b")["sign-offs/001.json"]
    assert statement_in(both, "sign-offs/002.json")["subject"] == [
        {
            "name": "sign-offs/001.json",
            "digest": {"sha256": sha256(unpack(signed, "b")["sign-offs/001.json"]).hexdigest()},
        },
        {"name": "statement", "digest": {"sha256": sha256(payload).hexdigest()}},
    ]
    first, second = open_bundle(both, "b").sign_offs
    assert (first.claim.by, first.claim.decision, first.claim.conditions, first.key) == (
        "Jane Doe",
        "approve",
        ("backups are tested by Friday",),
        JANE.public,
    )
    assert (second.claim.decision, second.key) == ("refuse", JOHN.public)
    assert first.claim.signed_at == SIGNED_AT.replace(microsecond=0)


def test_a_sign_off_of_one_bundle_is_none_of_another():
    signed = unpack(approved(DATA), "b")["sign-offs/001.json"]
    other = unpack(bundle(contents(at="2026-11-23T00:00:00Z")), "b")
    assert "not what sign-offs/001.json was made for" in altered(pack({**other, "sign-offs/001.json": signed}))


def test_a_refusal_cannot_be_taken_out_from_under_an_approval():
    members = unpack(approved(refused(DATA)), "b")
    members["sign-offs/001.json"] = members.pop("sign-offs/002.json")
    assert "sign-offs/001.json is about more than there is" in altered(pack(members))


def test_the_same_person_signs_once_with_one_key():
    with pytest.raises(InputError, match="did sign"):
        approved(approved(DATA), " jane  DOE")
    assert len(open_bundle(approved(approved(DATA), "Jane Doe", JOHN), "b").sign_offs) == 2
    assert len(open_bundle(approved(approved(DATA), "John Roe"), "b").sign_offs) == 2


@pytest.mark.parametrize(("by", "role"), [("", "CTO"), ("  ", "CTO"), ("Jane", ""), ("J" * 1001, "CTO")])
def test_a_sign_off_needs_a_name_and_a_role(by, role):
    with pytest.raises(ValidationError):
        sign_off(open_bundle(DATA, "b"), by, role, "approve", (), JANE, SIGNED_AT)


def test_a_second_sign_off_of_a_person_that_somebody_put_in_is_refused():
    members = unpack(approved(DATA), "b")
    first = members["sign-offs/001.json"]
    claim = SignOffClaim.model_validate(statement_in(approved(DATA), "sign-offs/001.json")["predicate"])
    payload = dsse.read(members[STATEMENT], "s").payload
    second = state(claim, {"statement": payload, "sign-offs/001.json": first})
    again = pack({**members, "sign-offs/002.json": dsse.write(dsse.seal(second, JANE))})
    assert altered(again) == "one person signed it twice with the same key"


def test_an_unsigned_sign_off_is_refused():
    members = unpack(approved(DATA), "b")
    envelope = json.loads(members["sign-offs/001.json"])
    payload = json.loads(base64.b64decode(envelope["payload"]))
    payload["predicate"]["signer"] = None
    bare = dsse.write(dsse.seal(encode(payload), None))
    assert altered(pack({**members, "sign-offs/001.json": bare})) == "sign-offs/001.json is not signed"


def test_a_baseline_lies_in_it_too():
    of = replace(contents(), baseline=unpack(DATA, "b")["report.json"])
    again = contents_of(open_bundle(bundle(of), "b").members)
    assert again.baseline == of.baseline


@pytest.mark.parametrize("name", ["inputs.json", "policy.json"])
def test_contents_of_a_later_version_are_told(name):
    members = {**unpack(DATA, "b"), name: b'{"format": 2}\n'}
    with pytest.raises(NewerError):
        contents_of(members)
