"""When makers stop supporting their versions, as dated data with sources."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from readiness.model.facts import Model
from readiness.model.target import Url


class Cycle(Model):
    """A release line: ``ends`` is the last day of security fixes for everybody, UTC, inclusive."""

    released: date
    ends: date


class Product(Model):
    """A product's release lines by version prefix (``"20"``, ``"3.11"``), with the maker's page that says so."""

    title: str
    source: Url
    cycles: dict[str, Cycle] = Field(min_length=1)


class Lifecycle(Model):
    """Lifecycle data as of a day."""

    dated: date
    products: dict[str, Product] = Field(min_length=1)
