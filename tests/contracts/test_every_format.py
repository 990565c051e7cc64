"""What holds for every format, found by discovery."""

from __future__ import annotations

import pytest
from records import control, record, seen

from readiness import renderers
from readiness.judge.report import report

FOUND = report(
    record(
        [control("tls.versions.count > 5"), control("tls.versions.name == 'x'", id="hostile")],
        [seen("versions", {"count": 2, "name": "\x1b[31m<script>\u202e\x00"})],
    )
)


@pytest.mark.parametrize("name", renderers.names())
def test_it_renders_the_same_report_to_the_same_text(name):
    render = renderers.find(name)
    assert render(FOUND) == render(FOUND)
    assert "tls-versions" in render(FOUND)


@pytest.mark.parametrize("name", renderers.names())
def test_nothing_that_a_target_sent_gets_out_raw(name):
    text = renderers.find(name)(FOUND)
    assert not {"\x1b", "\x00", "\u202e"} & set(text)


def test_an_unknown_format_is_told():
    with pytest.raises(KeyError):
        renderers.find("nonsense")
