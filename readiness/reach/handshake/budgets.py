"""How many connections each job may open at most; known without importing what they work with."""

from __future__ import annotations

from readiness.protocols.tls_names import CURVES, GROUPS_13

# five versions, and one more to make sure of a refusal
HANDSHAKES = 6
SSLV2 = 3
# one for each group that may be found, and the refusals that end the two series
GROUPS = len(GROUPS_13) + len(CURVES) + 8
SESSION = 2
EARLY = 1

# a first look of ours, twice if need be, then sslyze's: TLS 1.3, two attempts at each older version, client
# certificates, ECDH
_LOOK = 15
_KNOWN = {"SSLv3": 121, "TLSv1.0": 121, "TLSv1.1": 121, "TLSv1.2": 158, "TLSv1.3": 5}
# one for each suite that sslyze knows, and two for the server's order
SUITES = {version: _LOOK + known + 2 for version, known in _KNOWN.items()}
# two sessions of two connections each, two renegotiations
RESUMPTION = _LOOK + 6
# ROBOT takes three rounds of up to twelve, the others one each
FLAWS = _LOOK + 38
# all suites with SSLv2's seven, 30 curves, four certificates, and one or two of the rest each
PROFILE = _LOOK + sum(_KNOWN.values()) + 7 + 30 + 4 + 6
