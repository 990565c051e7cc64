"""Loading environments: targets and what they refer to, parameters and where their values come from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from policy_texts import control, policy

from readiness.load.environment import load_data, load_environment, load_text
from readiness.model.errors import InputError
from readiness.model.outcomes import Safety

HEAD = """\
params:
  days: {type: int, default: 3, source: a standard}
  names: {type: strings, default: [a], source: a standard}
  share: {type: float, default: 0.5, source: a standard}
  word: {type: string, default: x, source: a standard}
  yes: {type: bool, default: true, source: a standard}
"""
USES = "tls.certificate.trusted || [params.days] == [params.days] || params.names == params.names || " + " || ".join(
    f"params.{name} == params.{name}" for name in ("share", "word", "yes")
)
ENVIRONMENT = """\
environments:
  prod:
    policy: ./mine.yaml
    params: {params}
    targets:
      site: {{kind: site, url: "https://Example.com:8443/x", behind: balancer, names: [www.example.com]}}
      fixed: {{kind: site, url: "http://example.org", behind: balancer, addresses: [192.0.2.9]}}
      balancer: {{kind: balancer, addresses: [192.0.2.1, "2001:DB8::1"]}}
  staging:
    policy: web-baseline
    targets:
      site: {{kind: site, url: "https://staging.example.com"}}
"""


@pytest.fixture
def load(tmp_path):
    """``load(params="{…}", settings={…})``: load ``prod``."""
    (tmp_path / "mine.yaml").write_text(policy(control(require=USES), head=HEAD))

    def run(name="prod", params="{}", settings=None, policy=None, text=ENVIRONMENT):
        (tmp_path / "readiness.yaml").write_text(text.format(params=params) if text is ENVIRONMENT else text)
        return load_environment(name, tmp_path / "readiness.yaml", settings, policy)

    return run


def mistakes(error) -> list[str]:
    return [mistake.message for mistake in error.value.mistakes]


def test_targets_are_what_was_declared(load):
    site = load().environment.targets["site"]
    assert (site.host, site.port, site.all_names()) == ("example.com", 8443, ("example.com", "www.example.com"))
    assert load().environment.targets["fixed"].port == 80


def test_a_site_behind_a_balancer_is_where_the_balancer_is_unless_it_says_otherwise(load):
    targets = load().environment.targets
    assert targets["site"].addresses == targets["balancer"].addresses == ("192.0.2.1", "2001:db8::1")
    assert targets["fixed"].addresses == ("192.0.2.9",)


def test_each_environment_has_the_policy_that_it_names(load, tmp_path):
    assert [load(name).policy.name for name in ("prod", "staging")] == ["mine", "web-baseline"]
    assert load().directory == tmp_path


def test_parameters_come_from_the_policy_then_the_environment_then_the_command_line(load):
    found = load(params="{share: 0.7, word: y}", settings={"word": "z"}).params
    assert {
        name: (one.value, one.origin, one.source) for name, one in found.items() if name in ("days", "share", "word")
    } == {
        "days": (3, "policy mine", "a standard"),
        "share": (0.7, "environment", "a standard"),
        "word": ("z", "command line", "a standard"),
    }


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("days", "7", 7),
        ("days", "-7", -7),
        ("share", "1", 1),
        ("share", "0.25", 0.25),
        ("word", "7", "7"),
        ("word", "true", "true"),
        ("word", "", ""),
        ("word", "a: [b", "a: [b"),
        ("yes", "false", False),
        ("names", "a", ["a"]),
        ("names", "a, b", ["a", "b"]),
        ("names", "[a, b]", ["a", "b"]),
        ("names", "[]", []),
    ],
)
def test_a_setting_is_read_as_its_parameters_type(load, name, text, value):
    found = load(settings={name: text}).params[name]
    assert (found.value, type(found.value), found.origin) == (value, type(value), "command line")


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("days", "three", "a whole number"),
        ("days", "3.5", "a whole number"),
        ("days", "1_000", "a whole number"),
        ("days", "", "a whole number"),
        ("share", "half", "a number"),
        ("share", "nan", "a number"),
        ("yes", "yes", "true or false"),
        ("yes", "1", "true or false"),
        ("names", "[1, 2]", "a list of texts"),
    ],
)
def test_a_setting_of_another_type_is_refused(load, name, text, right):
    with pytest.raises(InputError) as error:
        load(settings={name: text})
    assert mistakes(error) == [f"--set {name}={text}: must be {right}"]


def test_every_wrong_parameter_is_told_at_once(load):
    with pytest.raises(InputError) as error:
        load(params="{dayz: 1, share: x}", settings={"wrod": "x", "yes": "x"})
    assert sorted(mistakes(error)) == [
        "--set wrod: the policy mine has no parameter `wrod`",
        "--set yes=x: must be true or false",
        "`share` must be a number",
        "the policy mine has no parameter `dayz`",
    ]


def test_another_policy_takes_the_parameters_that_it_knows(load):
    found = load(params="{days: 9}", policy="web-baseline")
    assert (found.policy.name, found.environment.policy) == ("web-baseline", "web-baseline")
    assert {one.origin for one in found.params.values()} == {"policy web-baseline"}


def test_wrong_references_are_told_before_the_policy_is_looked_for(load):
    text = ENVIRONMENT.format(params="{}").replace("./mine.yaml", "./nowhere.yaml")
    text = text.replace("behind: balancer, names", "behind: staging, domain: fixed, names")
    with pytest.raises(InputError) as error:
        load(text=text)
    assert sorted(mistakes(error)) == ["the target `fixed` is no domain", "there is no target `staging`"]


@pytest.mark.parametrize("until", ["2030-12-31", '"2030-12-31"'])
def test_consent_has_a_last_day(load, until):
    consent = f"    consent: [{{allow: active, targets: [site], by: cto@example.com, until: {until}}}]\n    targets:"
    text = ENVIRONMENT.format(params="{}").replace("    targets:", consent, 1)
    (found,) = load(text=text).environment.consent
    assert (found.allow, found.targets, found.until) == (Safety.ACTIVE, ("site",), date(2030, 12, 31))


def test_every_environment_of_the_file_must_be_right(load):
    text = ENVIRONMENT.format(params="{}").replace("https://staging.example.com", "staging")
    with pytest.raises(InputError) as error:
        load(text=text)
    assert mistakes(error) == ["`url` must be a URL such as https://example.com"]


def test_data_that_was_never_text_has_no_lines():
    data = {"environments": {"x": {"policy": "web-baseline", "targets": {"a": {"kind": "site", "url": "nope"}}}}}
    with pytest.raises(InputError) as error:
        load_data("x", data, "web-baseline")
    assert [str(mistake.position) for mistake in error.value.mistakes] == ["command line"]
    data["environments"]["x"]["targets"]["a"]["url"] = "https://example.com"
    assert load_data("x", data, "web-baseline").environment.targets["a"].host == "example.com"


def test_text_without_a_file_is_called_as_it_is_told(tmp_path):
    text = ENVIRONMENT.format(params="{}").replace("./mine.yaml", "web-baselin")
    with pytest.raises(InputError) as error:
        load_text("prod", text, "the demo", Path(tmp_path))
    (mistake,) = error.value.mistakes
    assert (str(mistake.position), mistake.hint) == ("the demo:3:13", "did you mean `web-baseline`?")
