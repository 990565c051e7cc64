"""Commands that touch nothing: help, policies, probes, schemas, completion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cli_runs import CHECKOUT
from jsonschema import Draft202012Validator

from readiness import __version__, probes
from readiness.cli import root
from readiness.load.policy import load_policy
from readiness.load.shipped import policy_names, shipped
from readiness.load.yaml import read

SCHEMAS = ("policy", "controls", "environment", "report", "comparison", "history")
HEAVY = ("sslyze", "nassl", "checkdmarc", "httpx", "httpcore", "dns", "cryptography", "pydantic", "cel_expr_python")


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from commands(found, *path, name)


COMMANDS = list(commands(root))


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_and_option_tells_what_it_is_for(readiness, contacts, path, command):
    for option in ("--help", "-h"):
        done = readiness(*path, option)
        assert (done.code, done.err, contacts) == (0, "", [])
        assert done.out.startswith(f"Usage: readiness {' '.join(path)} ")
    assert command.help
    assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []


def test_the_command_alone_tells_its_commands_and_exit_codes(readiness):
    done = readiness("--help")
    assert {path[0] for path, _ in COMMANDS if f"\n  {path[0]} " in done.out} == {path[0] for path, _ in COMMANDS}
    assert "Exit codes: 0 the gate holds" in done.out


def test_it_tells_its_version(readiness):
    assert readiness("--version").out == f"readiness, version {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["scan", "--help"], ["completion", "bash"]])
def test_help_is_quick_because_it_imports_nothing_heavy(apart, arguments):
    code = f"""
import sys
import readiness.cli
try:
    if sys.argv[1:]:
        readiness.cli.main(sys.argv[1:])
finally:
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    done = apart(*arguments, code=code)
    assert (done.code, done.err) == (0, "[]\n")


def test_the_policies_that_come_with_it(readiness):
    lines = readiness("policy", "list").out.splitlines()
    assert [line.split(" ")[0] for line in lines] == list(policy_names())
    for line, name in zip(lines, policy_names(), strict=True):
        loaded = load_policy(name, Path())
        assert line == f"{name} {loaded.version}: {loaded.title} ({len(loaded.controls)} controls)"


def test_they_are_without_mistakes_and_their_examples_hold(readiness, contacts):
    checked = readiness("policy", "check", *policy_names())
    assert (checked.code, len(checked.out.splitlines())) == (0, len(policy_names()))
    tested = readiness("policy", "test", *policy_names())
    assert (tested.code, tested.out.count(" 0 wrong\n"), contacts) == (0, len(policy_names()), [])
    assert "tls-versions example 1: as expected" in readiness("policy", "test", "web-baseline", "-v").out


def test_an_example_that_does_not_hold_is_told_with_what_was_seen(readiness, folder):
    text = (shipped("policies") / "web-baseline.yaml").read_text()
    good = "{outcome: pass, tls: {flaws: {heartbleed: false"
    assert good in text
    Path("mine.yaml").write_text(text.replace(good, "{outcome: pass, tls: {flaws: {heartbleed: true", 1))
    done = readiness("policy", "test", "./mine.yaml")
    assert done.code == 1
    assert "tls-known-flaws example 1: expected pass, judged fail: !tls.flaws.heartbleed: not met" in done.out
    assert done.out.endswith(" 1 wrong\n")


def test_every_row_of_the_guide_with_what_decides_it(readiness):
    rows = readiness("policy", "rows", "edpsych-connect", "--format", "json").json
    assert len(rows) == 128
    assert {tuple(row) for row in rows} == {("row", "chapter", "asks", "controls", "decided")}
    assert {row["decided"] for row in rows} <= {"observed", "attested", "none"}
    assert {"tls-versions", "tls-known-flaws"} <= set(next(row for row in rows if row["row"] == "1.13")["controls"])
    text = readiness("policy", "rows", "edpsych-connect").out
    assert all(f"\n{row['row']:6} " in f"\n{text}" for row in rows)
    decided = sum(row["decided"] != "none" for row in rows)
    assert text.endswith(f"{decided} of 128 rows decided\n")


@pytest.mark.parametrize("name", policy_names())
def test_every_control_is_explained(readiness, name):
    loaded = load_policy(name, Path())
    for control in loaded.controls:
        done = readiness("explain", control.id, "--policy", name)
        assert (done.code, done.out.split("\n")[0]) == (0, f"{control.id}: {control.title}")
        told = " ".join(done.out.split())
        assert " ".join(control.rationale.split()) in told
        assert " ".join(control.require.split()) in told
        assert all(" ".join(text.split()) in told.replace(f"{where}: ", "") for where, text in control.remedy.items())
        assert all(row in done.out for row in control.rows)


def test_every_probe_and_every_fact_can_be_listed(readiness):
    listed = readiness("probe", "list").out
    assert [line.split(":")[0] for line in listed.splitlines()] == list(probes.names())
    for name in probes.names():
        facts = readiness("probe", "list", name).out
        for group in probes.find(name).groups().values():
            assert f"\n{name}.{group.name} ({group.safety}, " in facts
            assert all(f"\n  {name}.{group.name}.{field}: " in facts for field in group.model.model_fields)


@pytest.mark.parametrize("what", SCHEMAS)
def test_schemas_are_schemas(readiness, what):
    found = readiness("policy", "schema", what).json
    Draft202012Validator.check_schema(found)
    assert found["$id"].endswith(f"/{what}.schema.json")


def written(pattern: str, folder: Path) -> list[Path]:
    data = {"catalog.yaml", "frameworks.yaml", "lifecycle.yaml"}
    return sorted(path for path in folder.glob(pattern) if path.name not in data)


@pytest.mark.parametrize("path", written("**/*.yaml", shipped("policies")), ids=lambda path: path.stem)
def test_policy_files_fit_their_schema(readiness, path):
    what = "policy" if "policy" in read(path).data else "controls"
    Draft202012Validator(readiness("policy", "schema", what).json).validate(read(path).data)


@pytest.mark.parametrize("path", written("**/readiness.yaml", CHECKOUT / "examples"), ids=lambda path: path.parent.name)
def test_environment_files_fit_their_schema_and_load(readiness, contacts, path):
    data = read(path).data
    Draft202012Validator(readiness("policy", "schema", "environment").json).validate(data)
    for name in data["environments"]:
        assert readiness("plan", name, "-f", str(path)).code == 0
    assert contacts == []


@pytest.mark.parametrize(
    ("what", "data", "path"),
    [
        ("policy", {"policy": "a", "version": "1", "controls": [{"id": "x"}]}, "controls"),
        ("policy", {"policy": "a"}, ""),
        ("environment", {"environments": {"prod": {"policy": "a", "targets": {"x": {"kind": "nope"}}}}}, "targets"),
        ("environment", {"environments": {"prod": {"polcy": "a"}}}, "prod"),
        ("controls", {"controls": []}, "controls"),
    ],
)
def test_schemas_refuse_what_loading_refuses(readiness, what, data, path):
    errors = list(Draft202012Validator(readiness("policy", "schema", what).json).iter_errors(data))
    assert errors
    assert any(path in map(str, error.absolute_path) or not path for error in errors)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_call_back(readiness, shell):
    done = readiness("completion", shell)
    assert done.code == 0
    assert f"_READINESS_COMPLETE={shell}_complete" in done.out


@pytest.mark.parametrize(
    ("words", "found"),
    [("pol", {"policy"}), ("policy sch", {"schema"}), ("scan --ju", {"--junit"}), ("probe t", {"tls"})],
)
def test_the_shell_is_given_what_may_follow(apart, words, found):
    count = str(len(words.split()))
    done = apart(_READINESS_COMPLETE="bash_complete", COMP_WORDS=f"readiness {words}", COMP_CWORD=count)
    assert {line.split(",")[1] for line in done.out.splitlines()} == found


def test_the_installation_is_examined(readiness, contacts):
    done = readiness("doctor")
    assert done.code == 0, done.out
    names = [line[5:].split(":")[0] for line in done.out.splitlines()]
    assert {"dnspython", "sslyze", "checkdmarc", "conditions", "trust store", "probes", "policies"} <= set(names)
    assert contacts == []


def test_a_plan_is_text_or_json_and_contacts_nothing(readiness, contacts):
    text = readiness("plan", "https://example.com").out
    plan = readiness("plan", "https://example.com", "--format", "json").json
    assert set(plan) == {"environment", "policy", "controls", "requests", "asks", "withheld"}
    assert (plan["environment"], plan["policy"], contacts) == ("example.com", "web-baseline", [])
    for request in plan["requests"]:
        assert {"kind", "to", "what", "at_most", "safety"} == set(request)
        assert any(request["to"] in line and request["what"] in line for line in text.splitlines())
    assert {one["why"] for one in plan["withheld"]} == {
        "needs consent: active probes are not allowed on site by the environment file"
    }


def test_a_plan_asks_for_what_the_selected_controls_read_and_no_more(readiness, contacts):
    done = readiness("plan", "https://example.com", "--only", "tls-versions", "--format", "json").json
    assert [(one["probe"], one["group"]) for one in done["asks"]] == [("tls", "versions")]
    assert json.dumps(done["requests"]).count('"tls"') == 1
    assert contacts == []
