"""The faults are sound as data: they fit the configuration they change, and say what and where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.components import mail, names, web
from lab.faults import Fault, load_faults
from lab.namespace import LabError
from lab.settings import Settings, healthy

FAULTS = load_faults()
HEALTHY = healthy({**web.CHOICES, **names.CHOICES, **mail.CHOICES})


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_fits_the_healthy_configuration_and_changes_it(fault: Fault) -> None:
    assert fault.apply(HEALTHY).changed(HEALTHY)
    assert fault.breaks
    assert fault.rows
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}", row) for row in fault.rows)


def test_every_row_of_web_names_and_mail_has_a_fault() -> None:
    rows = {row for fault in FAULTS.values() for row in fault.rows}
    assert rows >= {"1.9", "1.10", "1.11", "1.12", "1.13", "1.14", "2.11", "2.16", "4.6", "4.9"}
    assert rows >= {"8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "8.8"}


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ("edit: {nginx/no-such.conf: [{replace: a, with: b}]}", "the lab has no file nginx/no-such.conf"),
        ("edit: {nginx/nginx.conf: [{replace: no such passage, with: b}]}", "occurs 0 times, not once"),
        ("edit: {nginx/nginx.conf: [{replace: server, with: b}]}", "times, not once"),
        ("edit: {nginx/nginx.conf: [{replace: http {, with: http {}]}", "leaves nginx/nginx.conf as it was"),
        ("choose: {nginx/certificate-z: expired}", "the lab has no choice nginx/certificate-z"),
        ("stop: [nginy]", "the lab has no component nginy"),
    ],
)
def test_a_fault_that_does_not_fit_is_refused(tmp_path: Path, entry: str, error: str) -> None:
    look = "look: {run: dig, healthy: a, broken: b}"
    entry = entry.replace("http {", '"http {"')
    (tmp_path / "faults.yaml").write_text(f'- id: x\n  rows: ["1.1"]\n  breaks: it\n  {entry}\n  {look}\n')
    fault = load_faults(tmp_path / "faults.yaml")["x"]
    with pytest.raises(LabError, match=re.escape(error)):
        fault.apply(HEALTHY)


def test_a_component_whose_settings_did_not_change_is_left_alone() -> None:
    assert HEALTHY.edit("ns1/zone", lambda text: text + "x A 127.0.0.1\n").changed(HEALTHY) == {"ns1"}
    assert HEALTHY.choose("postfix/certificate", "expired").stop("ns2").changed(HEALTHY) == {"postfix", "ns2"}
    assert Settings(dict(HEALTHY.files), dict(HEALTHY.choices)).changed(HEALTHY) == set()
