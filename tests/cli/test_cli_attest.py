"""``readiness attest``: a statement with a date and the digests of its evidence."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from http_hostile import answer, hostile, page
from mistakes_shown import ENVIRONMENT, assert_refused, assert_says
from signing_files import ATTEST, options, write

from readiness.load.attestations import load_attestations

TODAY = datetime.now(UTC).date()
DIGEST = hashlib.sha256(b"it worked").hexdigest()
CONTROL = "rollback-tested"
OUTSIDE = "evidence is kept in the folder of the attestations' own file or below it"


@pytest.fixture
def attest(readiness, folder):
    """``attest(by="Al")``: attest the control that wants it, with these changes to the usual options."""
    write(folder)

    def run(*more, control=CONTROL, **changed):
        return readiness("attest", control, *options(ATTEST, *more, **changed))

    return run


def written(folder):
    return load_attestations(folder / "attestations.yaml")


def test_it_is_written_down_with_the_digest_of_the_file(attest, folder, contacts):
    done = attest()
    assert (done.code, contacts) == (0, [])
    (one,) = written(folder)
    assert (one.control, one.by, one.role, one.valid_for_days) == (CONTROL, "Jo Doe", "cto", 180)
    assert one.date >= TODAY
    (ref,) = one.evidence
    assert (ref.what, ref.file, ref.url, ref.sha256) == ("run id", "run.txt", None, DIGEST)
    assert done.err == (
        f"wrote attestations.yaml: `{CONTROL}` is attested until {one.validity.until}, the end of that day in UTC\n"
    )
    assert DIGEST in done.out


def test_the_next_one_leaves_the_first_as_it_is(attest, folder):
    assert attest().code == 0
    before = (folder / "attestations.yaml").read_text()
    assert attest(by="Al").code == 0
    assert (folder / "attestations.yaml").read_text().startswith(before)
    assert [one.by for one in written(folder)] == ["Jo Doe", "Al"]


def test_paths_become_relative_to_the_file_that_names_them(readiness, folder, monkeypatch):
    write(folder)
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    done = readiness("attest", CONTROL, *options(ATTEST, evidence="run id=../run.txt", file="../readiness.yaml"))
    assert done.code == 0, done.err
    assert written(folder)[0].evidence[0].file == "run.txt"


def test_a_url_is_written_with_the_digest_that_comes_with_it(attest, folder, contacts):
    place = "https://ci.example.com/runs?id=1"
    assert attest(evidence=f"run id={place}#sha256={DIGEST.upper()}").code == 0
    (ref,) = written(folder)[0].evidence
    assert (ref.what, ref.url, ref.sha256) == ("run id", place, DIGEST)
    assert contacts == []


def test_a_url_is_fetched_only_when_told_to(attest, folder):
    with hostile(answer(page("", b"it worked"))) as server:
        place = f"http://127.0.0.1:{server.port}/run"
        done = attest(evidence=f"run id={place}")
        assert done.code == 2
        assert "--fetch" in done.err
        assert server.requests == []
        done = attest("--fetch", evidence=f"run id={place}")
        assert done.code == 0, done.err
        assert len(server.requests) == 1
    assert written(folder)[0].evidence[0].sha256 == DIGEST


def test_a_url_that_has_nothing_is_no_evidence(attest, folder):
    with hostile(answer(page("", b"", "404 Not Found"))) as server:
        place = f"http://127.0.0.1:{server.port}/run"
        done = attest("--fetch", evidence=f"run id={place}")
    assert done.code == 2
    assert_says(done, f"command line: the evidence {place} cannot be read: server: {place} answers with status 404")
    assert not (folder / "attestations.yaml").exists()


def test_more_evidence_than_is_wanted_is_welcome(attest, folder):
    (folder / "more=1.txt").write_text("more")
    assert attest("--evidence", "log=more=1.txt", "--evidence", "https://x.example#sha256=" + DIGEST).code == 0
    assert [(ref.what, ref.place) for ref in written(folder)[0].evidence] == [
        ("run id", "run.txt"),
        ("log", "more=1.txt"),
        ("", "https://x.example"),
    ]


# fmt: off
REFUSED = [
    ({"control": "versions"}, "`versions` is observed; it cannot be attested",
     "to accept that it is not met: readiness waive versions"),
    ({"control": "rollback"}, "the policy tried has no control `rollback`", "did you mean `rollback-tested`?"),
    ({"role": "ctp"}, "the role `ctp` may not attest this", "did you mean `cto`?"),
    ({"role": "intern"}, "the role `intern` may not attest this", "cto or ciso may"),
    ({"days": "181"}, "--days 181: the policy lets it count for 180 days at most", ""),
    ({"statement": "done"}, "`statement` must have at least 10 characters", ""),
    ({"by": " "}, "`by` must not be empty", ""),
    ({"evidence": None}, "evidence is missing for run id", '--evidence "run id=PATH"'),
    ({"evidence": "run-id=run.txt"}, "evidence is missing for run id", "is it what you call `run-id`?"),
    ({"evidence": "run id="}, "--evidence run id= is not WHAT=PATH or WHAT=URL", ""),
    ({"evidence": "run id=none.txt"},
     "the evidence none.txt cannot be read: unreachable: none.txt: no such file or directory", ""),
    ({"evidence": "run id=."}, "the evidence . cannot be read: not-allowed: . is not a regular file", ""),
    ({"evidence": "run id=/etc/passwd"}, "the evidence /etc/passwd does not lie in .", OUTSIDE),
    ({"evidence": "run id=../x"}, "the evidence ../x does not lie in .", OUTSIDE),
    ({"evidence": "run id=https://x.example#top"},
     "--evidence run id=https://x.example#top: what follows `#` is no digest",
     "it is written #sha256= and 64 digits"),
    ({"evidence": "run id=https://jo:pw@x.example#sha256=" + DIGEST},
     "https://jo:pw@x.example must not carry a password; use `authorization: env:NAME`", ""),
    ({"targets": "site"}, "no target of `rollback-tested` matches `site`", "it is judged on environment"),
]
# fmt: on


@pytest.mark.parametrize(("changed", "message", "hint"), REFUSED)
def test_what_no_attestation_may_be_is_refused_and_nothing_written(attest, folder, contacts, changed, message, hint):
    done = attest(**changed)
    assert_refused(done, contacts)
    assert_says(done, f"command line: {message}", hint)
    assert not (folder / "attestations.yaml").exists()


def test_a_link_that_leads_out_is_no_evidence(attest, folder, contacts):
    (folder / "out").symlink_to("/etc/passwd")
    done = attest(evidence="run id=out")
    assert_refused(done, contacts)
    assert "leads out of the folder" in done.err


def test_a_shorter_time_can_be_said(attest, folder):
    assert attest(days="1").code == 0
    assert written(folder)[0].valid_for_days == 1


def test_with_several_environments_one_must_be_named(readiness, folder, contacts):
    write(folder, ENVIRONMENT + ENVIRONMENT.split("environments:\n")[1].replace("prod:", "staging:"))
    done = readiness("attest", CONTROL, *options(ATTEST))
    assert_refused(done, contacts)
    assert_says(done, "command line: readiness.yaml declares prod, staging", "say which with --environment")
    assert readiness("attest", CONTROL, *options(ATTEST, "--environment", "prod")).code == 0
