"""Finding the policies and report files that come with readiness, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_DATA = frozenset({"frameworks", "lifecycle"})  # what stands beside the policies without being one


def shipped(folder: str) -> Path:
    """The folder ``policies`` or ``reports``: inside the installed package, else beside it in a checkout."""
    installed = _PACKAGE / "shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def policy_names() -> tuple[str, ...]:
    """Names of the policies that come with readiness, sorted."""
    folder = shipped("policies")
    files = {path.stem for path in folder.glob("*.yaml")} - _DATA
    folders = {path.parent.name for path in folder.glob("*/policy.yaml")}
    return tuple(sorted(files | folders))


def find_policy(name: str, beside: Path) -> Path | None:
    """The file of a policy: a path relative to ``beside``, or the name of one that comes with readiness."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return beside / name
    if name in _DATA:
        return None
    folder = shipped("policies")
    for candidate in (folder / f"{name}.yaml", folder / name / "policy.yaml"):
        if candidate.is_file():
            return candidate
    return None
