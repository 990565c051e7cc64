"""Bundles whose verdict is not what their records give, or whose word nobody stands for."""

from __future__ import annotations

from bundles import CI, JANE, JOHN, PASSING, STRANGER, approved, bundle, contents, publish, refused
from records import control, record, seen

from false_greens.cases import false_green
from readiness import __version__
from readiness.cli._rejudging import rejudge
from readiness.record.bundle.bundle import make

FAILING = record([control("tls.versions.count > 5")], [seen("versions", {"count": 2})])


def verified(stage, data, *options, key="ci"):
    """What ``readiness verify`` says of a bundle to somebody who trusts a key."""
    publish(stage.folder, ci=CI, jane=JANE, john=JOHN, stranger=STRANGER)
    (stage.folder / "b.zip").write_bytes(data)
    return stage.run("verify", "b.zip", *(("--key", f"{key}.pem.pub") if key else ()), *options)


@false_green("a byte of the bundle was changed", code=1, says="integrity wrong")
def tampered(stage):
    data = bytearray(bundle(readiness=__version__))
    data[len(data) // 2] ^= stage.pick(1, 0)
    return verified(stage, bytes(data))


@false_green("somebody signed it", says="which is not among the trusted keys")
def signed_by_a_stranger(stage):
    return verified(stage, bundle(signer=stage.pick(STRANGER, CI), readiness=__version__))


@false_green("nobody signed it", says="not signed: whoever changed it could have made it anew")
def not_signed(stage):
    return verified(stage, bundle(signer=stage.pick(None, CI), readiness=__version__))


@false_green("nobody said whom to trust", says="no --key says whom to trust")
def nobody_is_trusted(stage):
    return verified(stage, bundle(readiness=__version__), key=stage.pick("", "ci"))


@false_green(
    "the report was exchanged for a better one and signed anew", code=1, says="report.json is not what the records give"
)
def the_report_was_exchanged(stage):
    good = rejudge(contents(PASSING))
    of = contents(stage.pick(FAILING, PASSING))
    return verified(stage, make(of, good.rendered, good.claim(__version__, CI.public), CI))


@false_green(
    "the statement says more than the report", code=1, says="the signed statement says something else than the report"
)
def the_statement_embellishes(stage):
    of = contents(FAILING)
    found = rejudge(of)
    claim = found.claim(__version__, CI.public)
    better = claim.model_copy(update={"verdict": "READY", "exit_code": 0})
    return verified(stage, make(of, found.rendered, stage.pick(better, claim), CI))


@false_green("what verifies is ready", code=1, says="verdict wrong NOT READY")
def not_ready_verifies(stage):
    return verified(stage, bundle(contents(stage.pick(FAILING, PASSING)), readiness=__version__), "--require-ready")


@false_green("one person approves twice", says="1 of 2 approvals by different trusted keys")
def approved_twice(stage):
    """Under two names, with one key."""
    once = approved(bundle(readiness=__version__), "Jane Doe", JANE)
    twice = approved(once, "John Roe", stage.pick(JANE, JOHN))
    return verified(stage, twice, "--require-sign-off", "2", "--key", "jane.pem.pub", "--key", "john.pem.pub")


@false_green("a refusal is a signature too", code=1, says="refused by John Roe")
def refused_by_somebody(stage):
    data = bundle(readiness=__version__)
    return verified(stage, stage.pick(refused(data), data))
