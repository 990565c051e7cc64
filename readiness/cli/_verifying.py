"""Checks a bundle step by step: untouched, signed by somebody trusted, its report one that follows from its records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from readiness import __version__
from readiness.cli._rejudging import rejudge
from readiness.model.errors import InputError
from readiness.model.report import Word
from readiness.model.text import plain
from readiness.record.bundle.bundle import Bundle, SignOff
from readiness.record.bundle.contents import contents_of, members_of
from readiness.record.bundle.errors import NewerError
from readiness.record.bundle.keys import PublicKey

Standing = Literal["ok", "wrong", "open", "note"]
"""wrong: the bundle is refused. open: nothing is wrong but something that was to be shown is not. note: for reading."""


@dataclass(frozen=True)
class Step:
    """One thing that was checked, what came of it, and in words."""

    name: str
    standing: Standing
    text: str


@dataclass(frozen=True)
class Demands:
    """What must hold beyond the bundle being intact: whose signatures count, how many approvals, a READY verdict."""

    trusted: frozenset[PublicKey] = frozenset()
    sign_offs: int = 0
    ready: bool = False


def exit_code(steps: tuple[Step, ...]) -> int:
    """1 when anything is wrong, 3 when anything is open, 0 otherwise."""
    found = {step.standing for step in steps}
    return 1 if "wrong" in found else 3 if "open" in found else 0


def verify(bundle: Bundle, demands: Demands) -> tuple[Step, ...]:
    """The steps for a bundle that was opened, so that its container, digests and signatures are right."""
    count = len(bundle.members)
    size = sum(len(content) for content in bundle.members.values())
    return (
        Step("integrity", "ok", f"{count} members of {size} bytes are as they were written"),
        _signer(bundle.signer, demands.trusted),
        evidence(bundle),
        _inputs(bundle),
        _verdict(bundle, demands.ready),
        *(_sign_off(one, demands.trusted) for one in bundle.sign_offs),
        *_approvals(bundle, demands),
    )


def _signer(key: PublicKey | None, trusted: frozenset[PublicKey]) -> Step:
    anyone = "whoever changed it could have signed it anew"
    if key is None:
        return Step("signer", "open", "not signed: whoever changed it could have made it anew")
    if key in trusted:
        return Step("signer", "ok", f"{key.keyid}, which is trusted")
    if trusted:
        return Step("signer", "open", f"{key.keyid}, which is not among the trusted keys: {anyone}")
    return Step("signer", "open", f"{key.keyid}, and no --key says whom to trust: {anyone}")


def evidence(bundle: Bundle) -> Step:
    """Whether the records, judged again with the bundle's policy and inputs, give its report byte for byte."""
    problem = _difference(bundle)
    if not problem:
        records = sum(1 for name in bundle.members if name.startswith("records/"))
        noun = "record gives" if records == 1 else "records give"
        return Step("evidence", "ok", f"judged again, {records} {noun} this very report")
    if bundle.claim.readiness != __version__:
        made = f"the bundle was made by readiness {plain(bundle.claim.readiness)}, this is {__version__}"
        return Step("evidence", "open", f"this version judges differently: {made} ({problem})")
    return Step("evidence", "wrong", problem)


def _difference(bundle: Bundle) -> str:
    try:
        contents = contents_of(bundle.members)
        judged = rejudge(contents)
        wanted = members_of(replace(contents, policy=judged.policy), judged.rendered)
    except (NewerError, InputError, ValueError) as error:
        return f"it cannot be judged again: {plain(str(error))}"
    for name, content in sorted(wanted.items()):
        if bundle.members[name] != content:
            return f"{name} is not what the records give"
    if judged.claim(bundle.claim.readiness, bundle.signer) != bundle.claim:
        return "the signed statement says something else than the report"
    return ""


def _inputs(bundle: Bundle) -> Step:
    """What was put in place of what the scan recorded: a reader of the verdict must know."""
    try:
        inputs = contents_of(bundle.members).inputs
    except NewerError as error:
        return Step("inputs", "open", plain(str(error)))
    told = [
        "another policy" if inputs.policy == "replaced" else "",
        f"other waivers ({len(inputs.waivers)})" if inputs.waivers is not None else "",
        f"another time ({inputs.at:%Y-%m-%d %H:%M:%S %Z})" if inputs.at else "",
        "another selection" if inputs.selection else "",
    ]
    replaced = ", ".join(one for one in told if one)
    return Step("inputs", "note", f"judged with {replaced} than the scan recorded" if replaced else "as recorded")


def _verdict(bundle: Bundle, ready: bool) -> Step:
    claim = bundle.claim
    release = claim.release.version or claim.release.commit or claim.release.digest if claim.release else ""
    subject = f"{claim.environment}{f' {release}' if release else ''} by {claim.policy} {claim.policy_version}"
    numbers = f"score {claim.score:g}, coverage {claim.coverage:g} %"
    when = f"as of {claim.judged_at:%Y-%m-%d %H:%M:%S %Z}"
    holds = claim.exit_code == 0 and claim.verdict in (Word.READY, Word.READY_WITH_CONDITIONS)
    text = plain(f"{claim.verdict}: {subject}, {numbers}, {when}")
    return Step("verdict", "note" if not ready else "ok" if holds else "wrong", text)


def _sign_off(one: SignOff, trusted: frozenset[PublicKey]) -> Step:
    claim = one.claim
    refused = claim.decision == "refuse"
    who = f"{'refused' if refused else 'approved'} by {plain(claim.by)} ({plain(claim.role)})"
    when = f"{claim.signed_at:%Y-%m-%d %H:%M %Z}"
    terms = "".join(f"; on condition: {plain(condition)}" for condition in claim.conditions)
    known = "trusted" if one.key in trusted else "not trusted"
    standing: Standing = "wrong" if refused else "ok" if one.key in trusted else "note"
    return Step("sign-off", standing, f"{who}, {when}{terms}; key {one.key.keyid}, {known}")


def _approvals(bundle: Bundle, demands: Demands) -> tuple[Step, ...]:
    """Approvals count once for each trusted key, whatever names it signed under."""
    if not demands.sign_offs:
        return ()
    approving = {one.key for one in bundle.sign_offs if one.claim.decision == "approve"} & demands.trusted
    text = f"{len(approving)} of {demands.sign_offs} approvals by different trusted keys"
    own = "; one of them is the key that made the bundle" if bundle.signer in approving else ""
    return (Step("approvals", "ok" if len(approving) >= demands.sign_offs else "open", text + own),)
