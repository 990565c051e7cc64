"""Everything that the lab's components are told, as one value: a fault is a function from one such value to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lab.namespace import LabError

CONFIGURATION = Path(__file__).parent / "configuration"
"""The healthy configuration: one folder per component, copied as it is but for its ``{{placeholders}}``."""

Values = Mapping[str, Callable[[], str]]
"""What stands in for each placeholder, made when it is first needed."""

_PLACEHOLDER = re.compile(r"\{\{([a-z0-9-]+)\}\}")


@dataclass(frozen=True)
class Settings:
    """What the components are told; ``files`` and ``choices`` are keyed ``COMPONENT/name``."""

    files: Mapping[str, str]
    choices: Mapping[str, str]
    stopped: frozenset[str] = frozenset()

    def edit(self, file: str, change: Callable[[str], str]) -> Settings:
        """With one file's text changed; no such file is an error, and so is a change that changes nothing."""
        if file not in self.files:
            msg = f"the lab has no file {file}; it has {', '.join(sorted(self.files))}"
            raise LabError(msg)
        text = change(self.files[file])
        if text == self.files[file]:
            msg = f"the change leaves {file} as it was"
            raise LabError(msg)
        return replace(self, files={**self.files, file: text})

    def choose(self, name: str, value: str) -> Settings:
        """With one choice made otherwise, for what is no text, such as the kind of a certificate."""
        if name not in self.choices:
            msg = f"the lab has no choice {name}; it has {', '.join(sorted(self.choices))}"
            raise LabError(msg)
        return replace(self, choices={**self.choices, name: value})

    def stop(self, component: str) -> Settings:
        """With one component not running."""
        components = {name.split("/")[0] for name in self.files}
        if component not in components:
            msg = f"the lab has no component {component}; it has {', '.join(sorted(components))}"
            raise LabError(msg)
        return replace(self, stopped=self.stopped | {component})

    def changed(self, before: Settings) -> set[str]:
        """The components that are told something else than ``before``."""
        files = self.files.items() ^ before.files.items()
        choices = self.choices.items() ^ before.choices.items()
        return {name.split("/")[0] for name, _ in files | choices} | (self.stopped ^ before.stopped)

    def install(self, component: str, folder: Path, values: Values) -> None:
        """Write the component's files into ``folder``, each ``{{placeholder}}`` replaced by its value."""
        for name, text in self.files.items():
            owner, _, path = name.partition("/")
            if owner == component:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_PLACEHOLDER.sub(lambda match: values[match[1]](), text))


def healthy(choices: Mapping[str, str]) -> Settings:
    """The settings under which nothing is wrong."""
    paths = sorted(path for path in CONFIGURATION.rglob("*") if path.is_file())
    return Settings({path.relative_to(CONFIGURATION).as_posix(): path.read_text() for path in paths}, choices)
