"""The files in ``reports/`` are what the renderers write; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conditional_sample import conditional
from jsonschema import Draft202012Validator
from launch_sample import launch

from readiness import renderers
from readiness.renderers.json import schema
from readiness.renderers.terminal import render as render_terminal

REPORTS = Path(__file__).resolve().parents[2] / "reports"
SAMPLES = {"report": launch, "conditional": conditional}
ENDINGS = {"json": "json", "junit": "xml", "terminal": "txt"}
HOW = "differs from what is rendered; if that is meant: UPDATE_GOLDEN=1 pytest tests/renderers/test_render_samples.py"


def compare(path: Path, text: str) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    assert path.read_bytes() == text.encode("utf-8"), f"{path} {HOW}"


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", renderers.names())
def test_the_sample_of_each_format_is_up_to_date(name: str, sample: str):
    compare(REPORTS / "samples" / f"{sample}.{ENDINGS[name]}", renderers.find(name)(SAMPLES[sample]()))


def test_the_sample_of_everything_at_the_terminal_is_up_to_date():
    compare(REPORTS / "samples" / "conditional-verbose.txt", render_terminal(conditional(), verbose=True))


def test_the_published_schema_is_up_to_date():
    compare(REPORTS / "report.schema.json", json.dumps(schema(), indent=1, sort_keys=True) + "\n")


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_published_sample_is_valid_by_the_published_schema(sample: str):
    published = json.loads((REPORTS / "report.schema.json").read_text(encoding="utf-8"))
    written = json.loads((REPORTS / "samples" / f"{sample}.json").read_text(encoding="utf-8"))
    Draft202012Validator(published).validate(written)
