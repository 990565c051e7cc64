"""What a case of the corpus is, and the list of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from false_greens.stage import Seen, Stage

Play = Callable[..., Seen]
P = TypeVar("P", bound=Play)


@dataclass(frozen=True)
class Case:
    """One way to be fooled. ``trick`` says in a sentence who is, or how; ``says`` is the message of this case alone.

    Variants of one trick may say the same. ``code`` is the exit code with the trick, ``sound`` the one without it.
    """

    family: str
    name: str
    trick: str
    says: str
    code: int
    sound: int
    play: Callable[[Stage], Seen]

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


CORPUS: list[Case] = []


def false_green(trick: str, *, says: str, code: int = 3, sound: int = 0) -> Callable[[P], P]:
    """Put a way to be fooled into the corpus; the function's name is the case's."""

    def add(play: P) -> P:
        CORPUS.append(Case(_family(play), _name(play), trick, says, code, sound, play))
        return play

    return add


def false_greens(trick: str, variants: Iterable[tuple[Any, str]], *, code: int = 3, sound: int = 0) -> Callable[[P], P]:
    """The same for several variants of a trick, each with its own message; the function gets the variant."""

    def add(play: P) -> P:
        for number, (variant, says) in enumerate(variants, 1):
            label = variant if isinstance(variant, str) else str(number)
            name, played = f"{_name(play)} [{label}]", _bound(play, variant)
            CORPUS.append(Case(_family(play), name, trick, says, code, sound, played))
        return play

    return add


def _bound(play: Play, variant: Any) -> Callable[[Stage], Seen]:
    return lambda stage: play(stage, variant)


def _family(play: Play) -> str:
    return play.__module__.rpartition(".")[2]


def _name(play: Play) -> str:
    return play.__name__.replace("_", " ")
