"""A staging lab of real servers in a private network namespace, to prove what the product sees.

``with Lab.start(directory) as lab:`` gives nginx, postfix, a DNSSEC-signed chain root → com → edpsychconnect.com and a
validating resolver, on their standard ports at loopback addresses of a network of its own. ``lab.run([...])`` runs a
program inside, where names resolve as in production; ``with lab.fault("hsts-absent"):`` breaks one thing;
``lab.requests()`` says what was asked. ``python -m lab DIRECTORY`` (from ``tests``) opens a shell in it.
"""

from lab.faults import Fault
from lab.lab import Lab
from lab.namespace import LabError
from lab.traffic import Connection, DnsQuestion, HttpRequest

__all__ = ["Connection", "DnsQuestion", "Fault", "HttpRequest", "Lab", "LabError"]
