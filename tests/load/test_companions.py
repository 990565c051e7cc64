"""What goes with an environment: its release, waivers, attestations and lifecycle data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.load.environment import load_data, load_environment, load_text
from readiness.load.lifecycle import load_lifecycle
from readiness.model.environment import Release
from readiness.model.errors import InputError

ENVIRONMENT = """\
environments:
  prod:
    policy: web-baseline
{more}    targets:
      site: {{kind: site, url: "https://example.com"}}
"""
WAIVERS = """\
waivers:
  - control: hsts
    reason: the old proxy cannot do it
    risk: downgrade on the first visit
    owner: jo@example.com
    approver: cto@example.com
    ticket: OPS-1
    granted: 2026-01-01
    expires: 2026-03-01
"""
ATTESTATIONS = """\
attestations:
  - control: hsts
    statement: I have seen it with my own eyes
    by: jo@example.com
    role: operator
    date: 2026-01-01
    valid_for_days: 30
"""
LIFECYCLE = """\
dated: 2026-01-01
products:
  tool: {title: Tool, source: "https://example.com", cycles: {"1": {released: 2020-01-01, ends: 2021-01-01}}}
"""


@pytest.fixture
def load(tmp_path):
    """``load("release: {…}", release="…")``: an environment that says that, beside those files."""

    def run(*lines: str, **files: str):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.with_suffix(".json" if name == "release" else ".yaml").write_text(text, encoding="utf-8")
        more = "".join(f"    {line}\n" for line in lines)
        (tmp_path / "readiness.yaml").write_text(ENVIRONMENT.format(more=more), encoding="utf-8")
        return load_environment("prod", tmp_path / "readiness.yaml")

    return run


@pytest.fixture
def refused(load, tmp_path):
    """As ``load``: the mistakes, as place, message and hint."""

    def run(*lines: str, **files: str) -> list[tuple[str, str, str]]:
        with pytest.raises(InputError) as error:
            load(*lines, **files)
        return [
            tuple(str(part).replace(f"{tmp_path}/", "") for part in (one.position, one.message, one.hint))
            for one in error.value.mistakes
        ]

    return run


def test_nothing_is_declared_by_default(load, tmp_path):
    loaded = load()
    assert (loaded.release, loaded.waivers, loaded.attestations, loaded.attested_beside) == (None, (), (), tmp_path)
    assert loaded.lifecycle == load_lifecycle(None)


def test_a_release_is_declared_in_place(load):
    loaded = load('release: {version: "1.2", commit: abc, deployed_at: "2026-01-02T03:04:05Z"}')
    assert loaded.release == Release(version="1.2", commit="abc", deployed_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_a_release_is_read_from_what_the_deployment_wrote(load):
    said = '{"commit": "abc",\n "digest": "sha256:12",\n "deployed_at": "2026-01-02T03:04:05+01:00"}'
    found = load("release: {from: release.json}", release=said).release
    assert (found.commit, found.digest, found.deployed_at.isoformat()) == (
        "abc",
        "sha256:12",
        "2026-01-02T03:04:05+01:00",
    )


@pytest.mark.parametrize(
    ("lines", "files", "mistake"),
    [
        (
            ["release: {}"],
            {},
            (
                "readiness.yaml:4:14",
                "the release says nothing",
                "give its `version`, `commit`, `digest` or `deployed_at`",
            ),
        ),
        (["release: {comit: abc}"], {}, ("readiness.yaml:4:15", "unknown key `comit`", "did you mean `commit`?")),
        (
            ["release: {deployed_at: 2026-01-02}"],
            {},
            ("readiness.yaml:4:28", "`deployed_at` must have timezone info", ""),
        ),
        (
            ["release: {from: none.json}"],
            {},
            ("readiness.yaml:4:21", "there is no file `none.json`", "it would be none.json"),
        ),
        (
            ["release: {from: release.json}"],
            {"release": "{}"},
            ("release.json:1:1", "the release says nothing", "give its `version`, `commit`, `digest` or `deployed_at`"),
        ),
        (
            ["release: {from: release.json}"],
            {"release": '{"version": "1",\n "comit": "a"}'},
            ("release.json:2:2", "unknown key `comit`", "did you mean `commit`?"),
        ),
        (
            ["release: {from: release.json}"],
            {"release": '{"version": "1",\n "version": "2"}'},
            ("release.json:2:2", "duplicate key `version`: line 1 has it already", ""),
        ),
        (
            ["release: {from: release.json}"],
            {"release": '{"deployed_at": "2026-01-02T03:04:05"}'},
            ("release.json:1:17", "`deployed_at` must have timezone info", ""),
        ),
        (["waivers: none.yaml"], {}, ("readiness.yaml:4:14", "there is no file `none.yaml`", "it would be none.yaml")),
        (
            ["attestations: none.yaml"],
            {},
            ("readiness.yaml:4:19", "there is no file `none.yaml`", "it would be none.yaml"),
        ),
        (
            ["lifecycle: none.yaml"],
            {},
            ("readiness.yaml:4:16", "there is no file `none.yaml`", "it would be none.yaml"),
        ),
        ([], {"waivers": WAIVERS.replace("OPS-1", '""')}, ("waivers.yaml:7:13", "`ticket` must not be empty", "")),
        (
            [],
            {"waivers": "waivers: no\n"},
            (
                "waivers.yaml:1:10",
                "`waivers` must be a list, not text",
                "a list is written `[a, b]`, or one `- ` line for each item",
            ),
        ),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(refused, lines, files, mistake):
    assert refused(*lines, **files) == [mistake]


def test_files_beside_it_are_read_without_being_named(load, tmp_path):
    loaded = load(waivers=WAIVERS, attestations=ATTESTATIONS)
    assert [one.ticket for one in loaded.waivers] == ["OPS-1"]
    assert [one.role for one in loaded.attestations] == ["operator"]
    assert loaded.attested_beside == tmp_path


def test_files_that_are_named_are_read_instead(load, tmp_path):
    loaded = load(
        "waivers: more/w.yaml",
        "attestations: more/a.yaml",
        "lifecycle: more/l.yaml",
        waivers="waivers: wrong\n",
        more__w=WAIVERS.replace("OPS-1", "OPS-2"),
        more__a=ATTESTATIONS,
        more__l=LIFECYCLE,
    )
    assert [one.ticket for one in loaded.waivers] == ["OPS-2"]
    assert loaded.attested_beside == tmp_path / "more"
    assert list(loaded.lifecycle.products) == ["tool"]


def test_what_is_in_no_file_has_nothing_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "waivers.yaml").write_text(WAIVERS)
    data = {
        "environments": {
            "x": {"policy": "web-baseline", "targets": {"a": {"kind": "site", "url": "https://a.example"}}}
        }
    }
    assert load_data("x", data, "web-baseline").waivers == ()
    assert load_text("prod", ENVIRONMENT.format(more=""), "the demo", tmp_path).waivers != ()


def test_no_target_may_be_called_environment(refused, tmp_path):
    more = "    targets:\n      environment: {kind: site, url: 'https://example.com'}\n"
    text = ENVIRONMENT.format(more="").partition("    targets:")[0] + more
    with pytest.raises(InputError) as error:
        load_text("prod", text, "e.yaml", tmp_path)
    (found,) = error.value.mistakes
    message = "`environment` is a reserved name: it stands for the environment as a whole"
    assert (str(found.position), found.message, found.hint) == ("e.yaml:5:7", message, "call the target something else")
