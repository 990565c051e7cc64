"""Jobs for worker processes that shake hands with a TLS server, directly or after STARTTLS.

All take ``name`` (SNI, and what certificates must cover), ``address``, ``port``, ``starttls`` (SMTP first) and
``timeout_s`` (for one connection as a whole), and raise ``Unobservable`` when there was no answer to judge by:

- ``versions:handshakes`` (also takes ``trust``, PEM text or None): versions, certificate chain, staple, trust
- ``questions:sslv2``, ``questions:groups``, ``questions:session``: single hellos
- ``early:early_data``: one handshake and one request
- ``scanning:suites``, ``:resumption``, ``:flaws``, ``:profile``: sslyze's own scans, for what takes many connections

``budgets`` says how many connections each may open.
"""
