"""What holds for every message about bad input, and the files that tests break."""

from __future__ import annotations

import re
from pathlib import Path

from cli_runs import Done

from readiness.load.shipped import policy_names

LINE = "command line: "
POLICIES = f"there are {', '.join(policy_names())}; a file is written ./nope.yaml"
ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {resolver: "127.0.0.1:9"}
    targets:
      site: {kind: site, url: "https://example.com"}
      balancer: {kind: balancer, addresses: [192.0.2.1]}
"""
POLICY = """\
policy: tried
version: "1"
params:
  days: {type: int, default: 3, source: tried}
controls:
  - id: versions
    title: Versions
    severity: high
    target: site
    observe:
      tls: {}
    require: |
      # the first line says nothing
      "TLSv1.3" in tls.versions.accepted
      size(tls.versions.refused) >
        params.days
    rationale: tried
    remedy: {none: none}
    references: [none]
"""


def write(folder: Path, **files: str) -> None:
    """Write files such as ``policy="…"`` as ``policy.yaml``; the environment and policy above where none are given."""
    for name, text in {"readiness": ENVIRONMENT, "policy": POLICY, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def assert_refused(done: Done, contacts: list[str]) -> None:
    """The command told what is wrong, did nothing, and did not crash."""
    assert done.code == 2, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    assert contacts == []


def assert_points_at(done: Done, file: str, word: str, message: str, hint: str = "") -> None:
    """One mistake, in a file, with the caret under the first character of ``word`` and the right line and column."""
    head, excerpt, caret, *more = done.err.rstrip("\n").split("\n")
    found = re.fullmatch(r"(.+?):(\d+):(\d+): (.+)", head)
    assert found, done.err
    assert (found[1], found[4]) == (file, message)
    line, column = int(found[2]), int(found[3])
    margin = f"{line:>5} | "
    assert excerpt.startswith(margin), done.err
    source = Path(file).read_text(encoding="utf-8").split("\n")[line - 1]
    assert source[column - 1 :].startswith(word), f"{done.err}\nnot at {word!r}"
    assert caret == "      | " + " " * (column - 1) + "^"
    assert more == ([f"  hint: {hint}"] if hint else []), done.err


def assert_says(done: Done, message: str, hint: str = "") -> None:
    """One mistake that has no place in a file."""
    assert done.err == f"{message}\n" + (f"  hint: {hint}\n" if hint else "")
