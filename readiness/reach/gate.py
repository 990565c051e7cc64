"""The one place where a request is let through or not: templates, budgets, allow-list."""

from __future__ import annotations

from collections import Counter

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.request import Template
from readiness.reach.journal import Journal


class Gate:
    """Lets a fact group's requests through while they match what was planned for it, and notes them.

    ``hosts`` are the declared names and addresses: nothing else is ever examined. Infrastructure that must be asked on
    the way (resolver, name servers, mail exchangers) is covered by the templates that name it.
    """

    def __init__(self, templates: tuple[Template, ...], hosts: frozenset[str], journal: Journal) -> None:
        self._templates = templates
        self._hosts = hosts
        self._journal = journal
        self._used: Counter[Template] = Counter()
        self.sent: list[Sent] = []

    def allows(self, host: str) -> bool:
        """Whether a host is one that the environment declares."""
        return host.lower().rstrip(".") in self._hosts

    def left(self, kind: str, to: str, what: str) -> int:
        """How many more such requests the budget holds; 0 when none was planned."""
        return sum(t.at_most - self._used[t] for t in self._templates if t.matches(kind, to, what))

    def admit(self, kind: str, to: str, what: str, at: str = "", count: int = 1) -> Sent:
        """Note a request of ``count`` connections before it is sent; Unobservable if not planned or over budget."""
        fitting = [t for t in self._templates if t.matches(kind, to, what)]
        if not fitting:
            raise Unobservable(CauseKind.NOT_ALLOWED, f"{kind} {to} {what} is not in the plan")
        for template in fitting:
            if self._used[template] + count <= template.at_most:
                self._used[template] += count
                self.sent.append(self._journal.note(kind, to, what, at, count))
                return self.sent[-1]
        raise Unobservable(CauseKind.BUDGET, f"more than {fitting[0].at_most} of {kind} {to} {what}")

    def settle(self, sent: Sent, used: int) -> None:
        """Correct a note by the number of connections that there really were; what was admitted stays used up."""
        self.sent[self.sent.index(sent)] = self._journal.correct(sent, used)
