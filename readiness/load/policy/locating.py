"""Finds the file of a policy by whatever it is named: a shipped one, a path, a pinned URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from readiness.load.policy.pins import is_url, pinned, read_pinned
from readiness.load.shipped import find_policy, policy_names
from readiness.model.mistakes import nearest


@dataclass(frozen=True)
class Located:
    """A policy's file. ``name`` is how it was asked for; ``text`` is the checked content of a pinned one."""

    name: str
    path: Path
    text: str | None = None

    @property
    def pinned(self) -> bool:
        """Whether it is a single file from elsewhere."""
        return self.text is not None

    @property
    def called(self) -> str:
        """How messages call the file: a pinned one by its URL."""
        return self.name.partition("#")[0] if self.pinned else str(self.path)


def locate(name: str, beside: Path | None) -> Located:
    """The policy of that name; ``beside`` is what paths are relative to, None where there is no such place.

    LookupError with a message and a hint as its arguments when there is none.
    """
    if is_url(name):
        pin = pinned(name)
        return Located(name, pin.path, read_pinned(pin))
    path = find_policy(name, beside or Path())
    if path is None:
        known = policy_names()
        hint = nearest(name, known) or f"there are {', '.join(known)}; a file is written ./{name}.yaml"
        raise LookupError(f"there is no policy `{name}`", hint)
    if beside is None and name not in policy_names():
        raise LookupError(
            f"`{name}` is a file, and this policy is from elsewhere", "name a shipped policy or a pinned URL"
        )
    if not path.exists():
        raise LookupError(f"there is no file `{name}`", f"it would be {path}" if str(path) != str(Path(name)) else "")
    return Located(name, path)
