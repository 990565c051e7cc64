"""The first line of a record: every input of the verdict that is known before anything is looked at."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from readiness import __version__
from readiness.load.environment import Loaded
from readiness.model.plan import Plan
from readiness.model.record import Header

LIBRARIES = ("sslyze", "nassl", "dnspython", "httpx", "checkdmarc", "cryptography", "cel-expr-python", "pydantic")


def header(plan: Plan, loaded: Loaded, run: str, vantage: str, started: datetime) -> Header:
    """The header of a run, which ``run`` names; targets carry references, never secrets."""
    environment = loaded.environment
    return Header(
        readiness=__version__,
        environment=plan.environment,
        run=run,
        vantage=vantage,
        started=started,
        release=loaded.release,
        waivers=loaded.waivers,
        attestations=loaded.attestations,
        lifecycle=loaded.lifecycle,
        policy=plan.policy,
        selection=plan.selection,
        params=plan.params,
        targets={name: target.model_dump(mode="json") for name, target in environment.targets.items()},
        reach=environment.reach.model_dump(mode="json"),
        consent=tuple(consent.model_dump(mode="json") for consent in environment.consent),
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "missing"
    return found
