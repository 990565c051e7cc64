"""Loading what goes with an environment in files of its own: its release, waivers, attestations, lifecycle data."""

from __future__ import annotations

from pathlib import Path

from readiness.load.attestations import load_attestations
from readiness.load.lifecycle import load_lifecycle
from readiness.load.waivers import load_waivers
from readiness.load.yaml import read
from readiness.load.yaml.document import Document
from readiness.load.yaml.validate import validate
from readiness.model.attestations import Attestation
from readiness.model.environment import Environment, Release, ReleaseFile
from readiness.model.errors import InputError
from readiness.model.lifecycle import Lifecycle
from readiness.model.waivers import Waiver

Place = tuple[str | int, ...]


class Companions:
    """The files that go with an environment. ``directory`` is that of its own file; None where it is in no file."""

    def __init__(self, environment: Environment, document: Document, place: Place, directory: Path | None) -> None:
        self._environment = environment
        self._document = document
        self._place = place
        self._directory = directory

    def release(self) -> Release | None:
        """What is deployed; InputError when a release names nothing, or its file is not one."""
        declared, place = self._environment.release, (*self._place, "release")
        if not isinstance(declared, ReleaseFile):
            return None if declared is None else _named(declared, self._document, place)
        document = read(self._named((*place, "from"), declared.from_))
        return _named(validate(document, Release), document, ())

    def waivers(self) -> tuple[Waiver, ...]:
        """Those of the file that is named, or of ``waivers.yaml`` beside the environment's file."""
        path = self._beside("waivers", self._environment.waivers)
        return () if path is None else load_waivers(path)

    def attestations(self) -> tuple[tuple[Attestation, ...], Path]:
        """As waivers, with the folder that their evidence is relative to."""
        path = self._beside("attestations", self._environment.attestations)
        return ((), self._directory or Path()) if path is None else (load_attestations(path), path.parent)

    def lifecycle(self) -> Lifecycle:
        """The data of the file that is named, or what comes with readiness."""
        name = self._environment.lifecycle
        return load_lifecycle(None if name is None else self._named((*self._place, "lifecycle"), name))

    def _beside(self, key: str, name: str | None) -> Path | None:
        if name is not None:
            return self._named((*self._place, key), name)
        path = None if self._directory is None else self._directory / f"{key}.yaml"
        return path if path is not None and path.is_file() else None

    def _named(self, place: Place, name: str) -> Path:
        path = (self._directory or Path()) / name
        if not path.exists():
            hint = f"it would be {path}" if str(path) != name else ""
            raise InputError(self._document.mistake(place, f"there is no file `{name}`", hint))
        return path


def _named(release: Release, document: Document, place: Place) -> Release:
    if not any((release.version, release.commit, release.digest, release.deployed_at)):
        hint = "give its `version`, `commit`, `digest` or `deployed_at`"
        raise InputError(document.mistake(place, "the release says nothing", hint))
    return release
