"""The lifecycle data: what comes with readiness, and what is wrong with a file of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from readiness.load.lifecycle import load_lifecycle
from readiness.load.shipped import find_policy, policy_names
from readiness.model.errors import InputError

SHIPPED = load_lifecycle()
GOOD = """\
dated: 2026-11-22
products:
  nodejs:
    title: Node.js
    source: https://example.com/schedule
    cycles:
      "20": {released: 2023-04-18, ends: 2026-04-30}
"""


def load(tmp_path, text):
    file = tmp_path / "lifecycle.yaml"
    file.write_text(text)
    return load_lifecycle(file)


def only_mistake(tmp_path, text):
    with pytest.raises(InputError) as caught:
        load(tmp_path, text)
    (mistake,) = caught.value.mistakes
    return mistake


def test_a_file_of_ones_own_is_read(tmp_path):
    data = load(tmp_path, GOOD)
    assert data.dated == date(2026, 11, 22)
    assert data.products["nodejs"].cycles["20"].ends == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("product", "version", "ends"),
    [
        ("nodejs", "20", date(2026, 4, 30)),
        ("postgresql", "14", date(2026, 11, 12)),
        ("python", "3.11", date(2027, 10, 31)),
        ("ubuntu", "22.04", date(2027, 6, 1)),
    ],
)
def test_the_guides_versions_are_in_what_comes_with_readiness(product, version, ends):
    assert SHIPPED.products[product].cycles[version].ends == ends


def test_every_date_that_comes_with_readiness_has_a_source_and_is_plausible():
    for product in SHIPPED.products.values():
        assert urlsplit(product.source).scheme == "https"
        for cycle in product.cycles.values():
            assert 90 < (cycle.ends - cycle.released).days < 3660
            assert cycle.released <= SHIPPED.dated


def test_the_data_are_no_policy():
    assert "lifecycle" not in policy_names()
    assert find_policy("lifecycle", Path.cwd()) is None


@pytest.mark.parametrize(
    ("good", "bad", "message", "line"),
    [
        ("ends: 2026-04-30", "ends: 2023-04-17", "Node.js 20 ends before it is released, on 2023-04-18", 7),
        ('"20"', "20.x", "`20.x` is no release line", 7),
        ("nodejs:", "Node:", "`Node` is no name of a product", 3),
        ("source: https://example.com/schedule", "source: their page", "must be a URL such as https://example.com", 5),
    ],
)
def test_a_mistake_is_shown_where_it_stands(tmp_path, good, bad, message, line):
    mistake = only_mistake(tmp_path, GOOD.replace(good, bad))
    assert message in mistake.message
    assert mistake.position.line == line


def test_a_date_that_does_not_exist_is_a_mistake(tmp_path):
    assert only_mistake(tmp_path, GOOD.replace("2026-04-30", "2026-04-31")).position.line == 7


def test_there_must_be_a_product(tmp_path):
    assert "products" in only_mistake(tmp_path, "dated: 2026-11-22\nproducts: {}\n").message
