"""Bundles on the command line: made, verified, signed off; every exit code, and no secret anywhere."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from bundles import CI, JANE, JOHN, PASSING, STRANGER, bundle, claim_in, contents, lines_of, publish, refused, resealed
from mistakes_shown import assert_refused, assert_says
from records import control, record, seen

from readiness import __version__
from readiness.cli._rejudging import rejudge
from readiness.model.policy import Gate
from readiness.record.bundle.bundle import make
from readiness.record.bundle.canonical import encode
from readiness.record.bundle.container import unpack
from readiness.record.bundle.statement import state

WORDS = "correct horse battery"
FAILING = record([control("tls.versions.count > 5")], [seen("versions", {"count": 2})])
MIXED = record(
    [control("tls.versions.count > 5"), control("tls.versions.count > 1", id="other")], [seen("versions", {"count": 2})]
)
WAIVERS = """
waivers:
- {control: tls-versions, reason: the balancer is replaced in March, risk: "old clients, few", owner: jo@example.com,
   approver: ann@example.com, ticket: OPS-1, granted: 2026-11-01, expires: 2026-12-31}
"""


@pytest.fixture
def made(folder: Path) -> Path:
    """A folder with records, keys and a signed bundle ``b.zip``."""
    publish(folder, ci=CI, jane=JANE, john=JOHN, stranger=STRANGER)
    (folder / "r.jsonl").write_bytes(lines_of(PASSING))
    (folder / "failing.jsonl").write_bytes(lines_of(FAILING))
    (folder / "b.zip").write_bytes(bundle(readiness=__version__))
    return folder


def step(done, name: str) -> str:
    """The first line about something, its standing first."""
    return next(line.split(maxsplit=1)[1] for line in done.out.splitlines() if line.split()[0] == name)


def test_a_scan_packs_what_it_saw(readiness, made):
    done = readiness("scan", "demo", "-q", "--record", "scan.jsonl", "--bundle", "scan.zip", "--key", "ci.pem")
    assert done.code == 1
    assert readiness("verify", "scan.zip", "--key", "ci.pem.pub").out.splitlines()[-1] == "VERIFIED"
    with zipfile.ZipFile("scan.zip") as archive:
        records = [archive.read(name) for name in archive.namelist() if name.endswith(".jsonl")]
    assert records == [Path("scan.jsonl").read_bytes()]


def test_a_key_for_no_bundle_is_a_mistake_before_anything_is_contacted(readiness, made, contacts):
    done = readiness("scan", "demo", "--key", "ci.pem")
    assert (done.code, contacts) == (2, [])
    assert "name it with --bundle FILE" in done.err


def test_a_signed_bundle_verifies_by_a_trusted_key(readiness, made, contacts):
    done = readiness("bundle", "r.jsonl", "-o", "new.zip", "--key", "ci.pem")
    assert (done.code, done.out) == (0, readiness("judge", "r.jsonl").out)
    assert done.err == f"new.zip: READY, signed with {CI.public.keyid}\n"
    done = readiness("verify", "new.zip", "--key", "stranger.pem.pub", "--key", "ci.pem.pub")
    assert (done.code, done.err, done.out.splitlines()[-1]) == (0, "", "VERIFIED")
    assert step(done, "signer") == f"ok     {CI.public.keyid}, which is trusted"
    assert step(done, "evidence").startswith("ok ")
    assert "READY: prod by test 1, score 100" in step(done, "verdict")
    assert contacts == []


def test_a_real_scan_is_bundled_with_its_verdict_and_verified(readiness, imperfect):
    assert readiness("bundle", str(imperfect.record), "-o", "b.zip").code == imperfect.done.code == 1
    assert zipfile.ZipFile("b.zip").read("report.json") == imperfect.json.read_bytes()
    assert zipfile.ZipFile("b.zip").read("records/001.jsonl") == imperfect.record.read_bytes()
    done = readiness("verify", "b.zip")
    assert done.code == 3
    assert step(done, "evidence").startswith("ok ")


@pytest.mark.parametrize(
    ("keys", "text"),
    [((), "no --key says whom to trust"), (("--key", "stranger.pem.pub"), "not among the trusted keys")],
)
def test_intact_but_by_nobody_trusted_is_three(readiness, made, keys, text):
    done = readiness("verify", "b.zip", *keys)
    assert (done.code, done.out.splitlines()[-1]) == (3, "NOT SHOWN")
    assert text in step(done, "signer")
    assert "could have signed it anew" in step(done, "signer")


def test_without_a_key_it_is_not_signed_and_says_so(readiness, made):
    assert "not signed" in readiness("bundle", "r.jsonl", "-o", "new.zip").err
    done = readiness("verify", "new.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "signer")[:4]) == (3, "open")


def test_one_other_byte_is_one(readiness, made):
    data = bytearray((made / "b.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (made / "b.zip").write_bytes(data)
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert (done.code, done.out.splitlines()[-1]) == (1, "REFUSED")
    assert step(done, "integrity").startswith("wrong ")


def embellished(signer, readiness: str, **claim) -> bytes:
    """A bundle whose report says that all is well although its record does not."""
    found, good = contents(FAILING), rejudge(contents(PASSING))
    told = good.claim(readiness, signer.public).model_copy(update=claim)
    return make(found, good.rendered, told, signer)


def test_a_report_that_does_not_follow_from_the_record_is_one_even_if_signed_by_a_trusted_key(readiness, made):
    (made / "b.zip").write_bytes(embellished(CI, __version__))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "evidence")) == (1, "wrong  report.json is not what the records give")


def test_a_statement_that_says_more_than_the_report_is_one(readiness, made):
    of = contents(FAILING)
    found = rejudge(of)
    claim = found.claim(__version__, CI.public).model_copy(update={"verdict": "READY", "exit_code": 0})
    (made / "b.zip").write_bytes(make(of, found.rendered, claim, CI))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "evidence")) == (1, "wrong  the signed statement says something else than the report")


def test_where_another_version_made_it_another_report_is_three(readiness, made):
    (made / "b.zip").write_bytes(embellished(CI, "99.0"))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert done.code == 3
    told = f"this version judges differently: the bundle was made by readiness 99.0, this is {__version__}"
    assert told in step(done, "evidence")


def test_another_version_that_judges_the_same_verifies(readiness, made):
    (made / "b.zip").write_bytes(bundle(readiness="99.0"))
    assert readiness("verify", "b.zip", "--key", "ci.pem.pub").code == 0


def test_a_record_that_cannot_be_judged_is_one(readiness, made):
    of = contents()
    found = rejudge(of)
    broken = type(of)((b"no record\n",), of.policy, of.inputs)
    (made / "b.zip").write_bytes(make(broken, found.rendered, found.claim(__version__, CI.public), CI))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert done.code == 1
    assert "cannot be judged again: records/001.jsonl:1:1: the line is not JSON" in step(done, "evidence")


@pytest.mark.parametrize("name", ["r.jsonl", "ci.pem", "."])
def test_what_is_no_bundle_is_two(readiness, made, contacts, name):
    assert_refused(readiness("verify", name), contacts)


def test_a_private_key_is_nobody_to_trust(readiness, made, contacts):
    done = readiness("verify", "b.zip", "--key", "ci.pem")
    assert_refused(done, contacts)
    assert_says(done, "ci.pem: holds a private key, where the public one (FILE.pub) is wanted")


def test_not_ready_verifies_unless_ready_is_demanded(readiness, made):
    assert readiness("bundle", "failing.jsonl", "-o", "f.zip", "--key", "ci.pem").code == 1
    assert readiness("verify", "f.zip", "--key", "ci.pem.pub").code == 0
    done = readiness("verify", "f.zip", "--key", "ci.pem.pub", "--require-ready")
    assert (done.code, step(done, "verdict")[:15]) == (1, "wrong  NOT READ")
    assert readiness("verify", "b.zip", "--key", "ci.pem.pub", "--require-ready").code == 0


def test_a_selection_that_holds_is_not_ready(readiness, made):
    readiness("bundle", "r.jsonl", "-o", "s.zip", "--key", "ci.pem", "--only", "control:tls-versions")
    done = readiness("verify", "s.zip", "--key", "ci.pem.pub")
    assert (done.code, "SELECTION HOLDS" in step(done, "verdict")) == (0, True)
    assert step(done, "inputs") == "note   judged with another selection than the scan recorded"
    assert readiness("verify", "s.zip", "--key", "ci.pem.pub", "--require-ready").code == 1


def test_everything_that_the_judgement_took_is_in_it(readiness, made):
    (made / "waivers.yaml").write_text(WAIVERS)
    readiness("judge", "r.jsonl", "--json", "before.json")
    options = ["--waivers", "waivers.yaml", "--baseline", "before.json", "--at", "2026-12-01"]
    judged = readiness("judge", "failing.jsonl", *options, "--json", "-")
    readiness("bundle", "failing.jsonl", "-o", "w.zip", "--key", "ci.pem", *options)
    for name in ("waivers.yaml", "before.json", "failing.jsonl"):
        (made / name).unlink()
    members = unpack((made / "w.zip").read_bytes(), "w")
    assert members["report.json"].decode() == judged.out
    assert [one["ticket"] for one in json.loads(members["inputs.json"])["waivers"]] == ["OPS-1"]
    done = readiness("verify", "w.zip", "--key", "ci.pem.pub")
    assert done.code == 0
    assert "other waivers (1), another time (2026-12-01 00:00:00 UTC)" in step(done, "inputs")


def test_conditions_that_are_not_enough_are_not_enough_later_either(readiness, made):
    (made / "waivers.yaml").write_text(WAIVERS)
    (made / "mixed.jsonl").write_bytes(lines_of(MIXED))
    options = ["mixed.jsonl", "--key", "ci.pem", "--waivers", "waivers.yaml"]
    demanding = ["--key", "ci.pem.pub", "--require-ready"]
    assert readiness("bundle", *options, "-o", "enough.zip").code == 0
    assert readiness("verify", "enough.zip", *demanding).code == 0
    assert readiness("bundle", *options, "-o", "not.zip", "--no-conditions").code == 4
    assert readiness("verify", "not.zip", "--key", "ci.pem.pub").code == 0
    assert readiness("verify", "not.zip", *demanding).code == 1


def test_that_there_is_no_baseline_yet_is_in_it(readiness, made):
    policy = PASSING.header.policy.model_copy(update={"gate": Gate(regressions=False)})
    strict = type(PASSING)(PASSING.header.model_copy(update={"policy": policy}), *_rest(PASSING))
    (made / "r.jsonl").write_bytes(lines_of(strict))
    assert readiness("judge", "r.jsonl").code == 3
    judged = readiness("judge", "r.jsonl", "--baseline", "none", "--json", "-")
    assert judged.code == 0
    readiness("bundle", "r.jsonl", "-o", "n.zip", "--key", "ci.pem", "--baseline", "none", "-q")
    members = unpack((made / "n.zip").read_bytes(), "n")
    assert members["report.json"].decode() == judged.out
    assert json.loads(members["inputs.json"])["first"] is True
    assert readiness("verify", "n.zip", "--key", "ci.pem.pub").code == 0


def test_a_policy_with_a_condition_that_is_none_cannot_be_judged(readiness, made):
    readiness("bundle", "r.jsonl", "-o", "p.zip", "--key", "ci.pem", "--policy", "web-baseline")
    members = unpack((made / "p.zip").read_bytes(), "p")
    policy = json.loads(members["policy.json"])
    policy["controls"][0]["require"] = "1 +"
    members["policy.json"] = encode(policy)
    told = {name: data for name, data in members.items() if name != "statement.json"}
    claim = claim_in((made / "p.zip").read_bytes())
    (made / "p.zip").write_bytes(resealed(members, state(claim, told), CI))
    done = readiness("verify", "p.zip", "--key", "ci.pem.pub")
    assert (done.code, done.err) == (1, "")
    assert "cannot be judged again: policy.json:1:1: control" in step(done, "evidence")


def test_another_policy_is_in_it_and_told(readiness, made):
    readiness("bundle", "r.jsonl", "-o", "p.zip", "--key", "ci.pem", "--policy", "web-baseline")
    done = readiness("verify", "p.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "inputs")) == (0, "note   judged with another policy than the scan recorded")
    assert json.loads(unpack((made / "p.zip").read_bytes(), "p")["policy.json"])["name"] == "web-baseline"


def test_a_policy_beside_the_record_that_is_not_the_recorded_one_is_one(readiness, made):
    of, other = contents(), contents(FAILING)
    found = rejudge(of)
    swapped = type(of)(of.records, other.policy, of.inputs)
    (made / "b.zip").write_bytes(make(swapped, found.rendered, found.claim(__version__, CI.public), CI))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "evidence")) == (1, "wrong  policy.json is not what the records give")


def test_several_records_are_bundled_together(readiness, made):
    elsewhere = PASSING.header.model_copy(update={"vantage": "elsewhere"})
    (made / "second.jsonl").write_bytes(lines_of(type(PASSING)(elsewhere, *_rest(PASSING))))
    assert readiness("bundle", "r.jsonl", "second.jsonl", "-o", "two.zip", "--key", "ci.pem").code == 0
    done = readiness("verify", "two.zip", "--key", "ci.pem.pub")
    assert (done.code, step(done, "evidence")) == (0, "ok     judged again, 2 records give this very report")
    judged = readiness("judge", "r.jsonl", "second.jsonl", "--json", "-")
    assert unpack((made / "two.zip").read_bytes(), "two")["report.json"].decode() == judged.out
    assert judged.json["vantages"] == ["elsewhere", "here"]


def _rest(found):
    return found.expansions, found.observations, found.end


@pytest.mark.parametrize("output", ["r.jsonl", "ci.pem"])
def test_what_it_is_made_from_is_never_overwritten(readiness, made, contacts, output):
    before = (made / output).read_bytes()
    done = readiness("bundle", "r.jsonl", "-o", output, "--key", "ci.pem")
    assert_refused(done, contacts)
    assert_says(done, f"command line: the bundle would overwrite {output}")
    assert_refused(readiness("sign-off", "b.zip", *signing("jane"), "-o", "jane.pem"), contacts)
    assert (made / output).read_bytes() == before


def signing(name: str) -> list[str]:
    return ["--by", f"{name.title()} Doe", "--role", "CTO", "--key", f"{name}.pem"]


def test_people_sign_off_and_are_listed(readiness, made):
    done = readiness("sign-off", "b.zip", *signing("jane"), "--condition", "backups are tested")
    assert done.code == 0
    assert done.err.splitlines()[0].startswith("signing: READY: prod by test 1")
    assert done.err.splitlines()[-1] == f"b.zip: approved with {JANE.public.keyid}"
    assert readiness("sign-off", "b.zip", *signing("john"), "-o", "both.zip").code == 0
    done = readiness("verify", "both.zip", "--key", "ci.pem.pub", "--key", "jane.pem.pub")
    assert done.code == 0
    jane, john = [line for line in done.out.splitlines() if line.startswith("sign-off")]
    assert jane.startswith("sign-off   ok     approved by Jane Doe (CTO), 20")
    assert jane.endswith(f"; on condition: backups are tested; key {JANE.public.keyid}, trusted")
    assert john.endswith(f"key {JOHN.public.keyid}, not trusted")
    assert len(readiness("verify", "b.zip").out.splitlines()) == len(done.out.splitlines()) - 1


def test_as_many_approvals_as_are_demanded_by_different_trusted_keys(readiness, made):
    trusting = [part for name in ("ci", "jane", "john") for part in ("--key", f"{name}.pem.pub")]
    for arguments in (signing("jane"), ["--by", "Another Name", "--role", "CTO", "--key", "jane.pem"]):
        assert readiness("sign-off", "b.zip", *arguments).code == 0
    assert readiness("verify", "b.zip", *trusting, "--require-sign-off", "1").code == 0
    done = readiness("verify", "b.zip", *trusting, "--require-sign-off", "2")
    assert (done.code, step(done, "approvals")) == (3, "open   1 of 2 approvals by different trusted keys")
    readiness("sign-off", "b.zip", *signing("stranger"))
    assert readiness("verify", "b.zip", *trusting, "--require-sign-off", "2").code == 3
    readiness("sign-off", "b.zip", *signing("john"))
    assert readiness("verify", "b.zip", *trusting, "--require-sign-off", "2").code == 0


def test_an_approval_by_the_key_that_made_the_bundle_is_told(readiness, made):
    readiness("sign-off", "b.zip", *signing("ci"))
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub", "--require-sign-off", "1")
    assert step(done, "approvals").endswith("; one of them is the key that made the bundle")


def test_a_report_never_overwrites_the_key(readiness, made, contacts):
    done = readiness("bundle", "r.jsonl", "-o", "new.zip", "--key", "ci.pem", "--json", "ci.pem")
    assert_refused(done, contacts)
    assert (made / "ci.pem").read_bytes() == CI.pem()


def test_numbers_that_json_does_not_have_are_no_bug(readiness, made):
    members = unpack(bundle(), "b")
    members["policy.json"] = members["policy.json"].replace(b'"score": 90.0', b'"score": NaN')
    claim = rejudge(contents()).claim(__version__, None)
    told = {name: data for name, data in members.items() if name != "statement.json"}
    (made / "b.zip").write_bytes(resealed(members, state(claim, told), None))
    done = readiness("verify", "b.zip")
    assert (done.code, done.err, step(done, "evidence")[:5]) == (1, "", "wrong")


def test_a_refusal_is_one_whoever_refuses(readiness, made):
    readiness("sign-off", "b.zip", *signing("jane"))
    assert readiness("sign-off", "b.zip", *signing("stranger"), "--refuse").code == 0
    done = readiness("verify", "b.zip", "--key", "ci.pem.pub", "--key", "jane.pem.pub", "--require-sign-off", "1")
    assert (done.code, done.out.splitlines()[-1]) == (1, "REFUSED")
    assert "wrong  refused by Stranger Doe (CTO)" in done.out


def test_the_same_person_cannot_sign_twice(readiness, made, contacts):
    readiness("sign-off", "b.zip", *signing("jane"))
    before = (made / "b.zip").read_bytes()
    done = readiness("sign-off", "b.zip", *signing("jane"), "--refuse")
    assert done.code == 2
    assert "Jane Doe did sign this bundle with this key" in done.err
    assert (made / "b.zip").read_bytes() == before


def test_nobody_approves_what_was_tampered_with_or_is_not_true(readiness, made):
    for data in (embellished(CI, __version__), resealed(unpack(bundle(), "b"), b"{}\n", CI)):
        (made / "b.zip").write_bytes(data)
        assert readiness("sign-off", "b.zip", *signing("jane")).code == 1
        assert (made / "b.zip").read_bytes() == data
    (made / "b.zip").write_bytes(embellished(CI, __version__))
    assert readiness("sign-off", "b.zip", *signing("jane"), "--refuse").code == 0


def test_a_nameless_sign_off_is_two(readiness, made, contacts):
    done = readiness("sign-off", "b.zip", "--by", " ", "--role", "CTO", "--key", "jane.pem")
    assert done.code == 2
    assert "--by: " in done.err


def test_names_from_a_bundle_cannot_draw_on_the_terminal(readiness, made):
    (made / "b.zip").write_bytes(refused(bundle(), "\x1b[2J\u202eEvil"))
    done = readiness("verify", "b.zip")
    assert "refused by \\x1b[2J\\u202eEvil" in done.out
    assert "\x1b" not in done.out


def test_a_key_pair_is_made_for_its_owner_alone_and_overwrites_nothing(readiness, folder, contacts):
    done = readiness("key", "me.pem")
    assert (done.code, (folder / "me.pem").stat().st_mode & 0o777) == (0, 0o600)
    before = (folder / "me.pem").read_bytes()
    assert before.splitlines()[1].decode() not in done.out + done.err
    assert_refused(readiness("key", "me.pem"), contacts)
    (folder / "me.pem").unlink()
    assert_refused(readiness("key", "me.pem"), contacts)
    assert not (folder / "me.pem").exists()


def test_others_who_can_read_a_private_key_are_warned_of(readiness, made):
    (made / "ci.pem").chmod(0o640)
    done = readiness("bundle", "r.jsonl", "-o", "new.zip", "--key", "ci.pem")
    assert done.code == 0
    assert done.err.startswith("warning: others than its owner can read ci.pem: chmod 600 ci.pem\n")


@pytest.mark.parametrize("reference", ["env:READINESS_TEST_WORDS", "file:words"])
def test_neither_passphrase_nor_key_reaches_any_output(readiness, made, monkeypatch, reference):
    monkeypatch.setenv("READINESS_TEST_WORDS", WORDS)
    (made / "words").write_text(f"{WORDS}\n")
    told = [readiness("key", "mine.pem", "--passphrase", reference)]
    sealed = (made / "mine.pem").read_bytes()
    told.append(readiness("bundle", "r.jsonl", "-o", "m.zip", "--key", "mine.pem", "--passphrase", reference))
    arguments = ("sign-off", "m.zip", "--by", "Me", "--role", "CTO", "--key", "mine.pem", "--passphrase", reference)
    told += [readiness(*arguments), readiness("verify", "m.zip", "--key", "mine.pem.pub")]
    assert [done.code for done in told] == [0, 0, 0, 0]
    everything = "".join(done.out + done.err for done in told).encode() + (made / "m.zip").read_bytes()
    assert WORDS.encode() not in everything
    assert sealed.splitlines()[1] not in everything
    assert b"ENCRYPTED" in sealed


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("env:READINESS_TEST_NOWHERE", "gives no secret: the variable is not set"),
        ("file:nowhere", "gives no secret: the file cannot be read"),
        ("file:wrong", "mine.pem: cannot be opened with this passphrase"),
        (WORDS, "takes a reference, never the passphrase itself"),
        ("cmd:echo x", "takes a reference, never the passphrase itself"),
    ],
)
def test_a_passphrase_that_does_not_fit_is_two_and_not_told(readiness, made, reference, message):
    (made / "wrong").write_text("wrong words")
    (made / "mine.pem").write_bytes(CI.pem(WORDS))
    done = readiness("bundle", "r.jsonl", "-o", "m.zip", "--key", "mine.pem", "--passphrase", reference)
    assert done.code == 2
    assert message in done.err
    assert WORDS not in done.err
    assert "wrong words" not in done.err
    assert not (made / "m.zip").exists()


def test_an_encrypted_key_without_a_passphrase_says_what_to_do(readiness, made):
    (made / "mine.pem").write_bytes(CI.pem(WORDS))
    done = readiness("bundle", "r.jsonl", "-o", "m.zip", "--key", "mine.pem")
    assert done.code == 2
    assert "mine.pem: is encrypted: name its passphrase with --passphrase env:NAME or file:PATH" in done.err
