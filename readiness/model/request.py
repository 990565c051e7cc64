"""What a scan may send: templates that a plan prints and that everything sent must match."""

from __future__ import annotations

from fnmatch import fnmatchcase

from readiness.model.facts import Model
from readiness.model.outcomes import Safety


class Template(Model):
    """A request before it is sent. ``to`` and ``what`` are patterns in which ``*`` stands for anything.

    ``kind`` is dns, http, tls or smtp. ``to`` is ``host:port`` as declared; for DNS ``resolver`` or ``nameservers``;
    for mail found through MX ``mx:port``. ``what`` is ``GET /path``, ``A example.com``, ``handshake`` … ``at_most``
    counts for each endpoint where the probe works per endpoint, otherwise for the target.
    """

    kind: str
    to: str
    what: str
    at_most: int
    safety: Safety = Safety.PASSIVE

    def matches(self, kind: str, to: str, what: str) -> bool:
        """Whether a request is an instance of this template."""
        return (
            kind == self.kind
            and fnmatchcase(to.lower(), self.to.lower())
            and fnmatchcase(what.lower(), self.what.lower())
        )
