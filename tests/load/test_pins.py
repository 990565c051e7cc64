"""Policies that are named by URL and digest are read out of the cache, whose content is checked every time."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from policy_texts import control, policy

from readiness.load.environment import load_text
from readiness.load.policy import load_policy
from readiness.load.policy.pins import Pin, cache_folder, pinned
from readiness.model.errors import InputError

URL = "https://policies.example/web/base.yaml"
TEXT = policy(control("pinned"), name="base")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """The cache of the test."""
    monkeypatch.setenv("READINESS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "policies"


def keep(text: str, url: str = URL) -> Pin:
    pin = Pin(url, sha256(text.encode()).hexdigest())
    pin.path.parent.mkdir(parents=True, exist_ok=True)
    pin.path.write_text(text, encoding="utf-8")
    return pin


def refused(name: str, beside: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as error:
        load_policy(name, beside)
    return [(str(one.position), one.message, one.hint) for one in error.value.mistakes]


def test_a_pinned_policy_is_loaded_from_the_cache_and_named_as_it_was_asked_for(tmp_path):
    pin = keep(TEXT)
    loaded = load_policy(str(pin), tmp_path)
    (source,) = loaded.sources
    assert (loaded.name, source.sha256, source.place) == ("base", pin.sha256, str(pin))


def test_capital_letters_in_a_digest_mean_the_same(tmp_path):
    pin = keep(TEXT)
    assert load_policy(f"{URL}#sha256={pin.sha256.upper()}", tmp_path).name == "base"


def test_one_may_be_extended_and_may_extend_what_is_shipped_or_pinned(load):
    below = keep(TEXT)
    middle = keep(policy(head=f'extends: ["{below}"]\n', name="middle").replace("controls:\n", ""), URL + "2")
    top = policy(control("own"), head=f'extends: ["{middle}", web-baseline]\n')
    loaded = load(top=top)
    assert {"pinned", "own", "hsts"} <= {one.id for one in loaded.controls}
    assert [one.policy for one in loaded.sources] == ["mine", "middle", "base", "web-baseline"]


def test_an_environment_may_name_one(tmp_path):
    text = f"""\
environments:
  prod:
    policy: {keep(TEXT)}
    targets: {{site: {{kind: site, url: "https://example.com"}}}}
"""
    assert load_text("prod", text, "e.yaml", tmp_path).policy.name == "base"


def test_tampered_content_is_refused_at_every_reading(tmp_path):
    pin = keep(TEXT)
    load_policy(str(pin), tmp_path)
    changed = TEXT.replace("severity: high", "severity: low")
    pin.path.write_text(changed)
    digest = sha256(changed.encode()).hexdigest()
    message = f"the cached policy {URL} is not what was pinned: its SHA-256 is {digest}"
    hint = f"look into who changed {pin.path}, then run `readiness policy fetch {pin}`"
    assert refused(str(pin), tmp_path) == [("command line", message, hint)]


def test_one_that_was_not_fetched_says_how_to_get_it(tmp_path):
    pin = Pin(URL, "0" * 64)
    hint = f"run `readiness policy fetch {pin}`"
    assert refused(str(pin), tmp_path) == [("command line", f"the policy {URL} has not been fetched", hint)]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        (URL, "a policy's URL needs the digest of its content: #sha256=…", f"run `readiness policy fetch {URL}`"),
        (
            f"{URL}#",
            "what follows `#` must be sha256= and 64 hexadecimal digits",
            f"run `readiness policy fetch {URL}`",
        ),
        (
            f"{URL}#sha256=12",
            "what follows `#` must be sha256= and 64 hexadecimal digits",
            f"run `readiness policy fetch {URL}`",
        ),
        (
            f"http://policies.example/b.yaml#sha256={'0' * 64}",
            "a policy is fetched over https alone, not http",
            "write https://policies.example/b.yaml",
        ),
        (
            f"ftp://policies.example/b.yaml#sha256={'0' * 64}",
            "a policy is fetched over https alone, not ftp",
            "write https://policies.example/b.yaml",
        ),
        (
            f"https://a:b@policies.example/b.yaml#sha256={'0' * 64}",
            "a policy's URL must not carry a name or password",
            "",
        ),
        (f"https://#sha256={'0' * 64}", "a policy's URL is written https://HOST/PATH.yaml#sha256=DIGEST", ""),
        (f"https://x:99999/#sha256={'0' * 64}", "a policy's URL is written https://HOST/PATH.yaml#sha256=DIGEST", ""),
    ],
)
def test_what_is_no_pin_is_told_where_it_stands(load, hints, name, message, hint, tmp_path):
    assert refused(name, tmp_path) == [("command line", message, hint)]
    with pytest.raises(InputError) as error:
        load(top=policy(control(), head=f'extends: ["{name}"]\n'))
    (mistake,) = error.value.mistakes
    assert (mistake.position.line, mistake.position.column, mistake.message) == (3, 11, message)


@pytest.mark.parametrize("more", ["include: [a.yaml]\n", "catalog: a.yaml\n"])
def test_a_pinned_policy_is_one_file(tmp_path, more):
    (found,) = refused(str(keep(policy(control(), head=more, name="base"))), tmp_path)
    assert found == (f"{URL}:3:1", "a pinned policy is one file", "put it all into that file")


def test_a_pinned_policy_cannot_reach_into_the_cache_or_the_file_system(tmp_path, cache):
    cache.mkdir(parents=True)
    (cache / "x.yaml").write_text(TEXT)
    (found,) = refused(str(keep(policy(control(), head="extends: [./x.yaml]\n", name="base"))), tmp_path)
    message = "`./x.yaml` is a file, and this policy is from elsewhere"
    assert found == (f"{URL}:3:11", message, "name a shipped policy or a pinned URL")


def test_mistakes_in_one_are_told_at_its_url(tmp_path):
    (found,) = refused(str(keep(TEXT.replace("severity: high", "severity: hihg"))), tmp_path)
    assert found[0] == f"{URL}:6:15"


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"READINESS_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a/policies"),
        ({"XDG_CACHE_HOME": "/b", "HOME": "/c"}, "/b/readiness/policies"),
        ({"HOME": "/c"}, "/c/.cache/readiness/policies"),
        ({"READINESS_CACHE": "", "XDG_CACHE_HOME": "", "HOME": "/c"}, "/c/.cache/readiness/policies"),
    ],
)
def test_the_cache_is_where_the_user_has_it(monkeypatch, variables, folder):
    for name in ("READINESS_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(folder)
    assert pinned(f"{URL}#sha256={'a' * 64}").path == Path(folder) / f"{'a' * 64}.yaml"
