"""Many recorded environments under one large policy, made from a single recorded scan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

CONTROLS = 130


def fleet(folder: Path, recorded: Path, number: int, controls: int = CONTROLS) -> Path:
    """Write so many records into a folder: each of an environment and targets of its own, twice those of the scan.

    The policy's controls are those that were recorded, repeated. Every third record lacks what was observed of one
    probe, every fifth was interrupted.
    """
    folder.mkdir()
    header, *rest = (json.loads(line) for line in recorded.read_text(encoding="utf-8").splitlines())
    header["policy"]["controls"] = list(_repeated(header["policy"]["controls"], controls))
    for n in range(number):
        lines = [_header(header, n), *(twin for line in rest for twin in _twins(line))]
        if n % 3 == 0:
            lines = [line for line in lines if line.get("probe") != ("http", "tls", "dns")[n % 9 // 3]]
        if n % 5 == 0:
            del lines[-1]
        text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
        own = text.replace("edpsychconnect.test", f"shop-{n}.test")
        (folder / f"shop-{n:04}.jsonl").write_text(own, encoding="utf-8")
    return folder


def _repeated(controls: list[dict[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    for n in range(number):
        again, place = divmod(n, len(controls))
        control = controls[place]
        yield {**control, "id": f"{control['id']}-{again}" if again else control["id"]}


def _header(header: dict[str, Any], n: int) -> dict[str, Any]:
    started = datetime.fromisoformat(header["started"]) + timedelta(minutes=n)
    targets = {name: target for own in header["targets"] for name, target in _both(own, header["targets"][own])}
    return {**header, "environment": f"shop-{n}", "started": started.isoformat(), "targets": targets}


def _both(name: str, target: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    named = {key: f"{target[key]}-2" for key in ("behind", "domain") if target.get(key)}
    return [(name, target), (f"{name}-2", {**target, **named})]


def _twins(line: dict[str, Any]) -> list[dict[str, Any]]:
    return [line, {**line, "target": f"{line['target']}-2"}] if "target" in line else [line]
