"""Put together the demo's servers and their certificates, with the faults that were asked for."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.demo import answers, records, website, zones
from readiness.demo.accesslog import AccessLog
from readiness.demo.authority import Authority, Leaf
from readiness.demo.faults import Faults
from readiness.demo.mailserver import MailServer
from readiness.demo.nameserver import NameServer, no_zone, stay_silent
from readiness.demo.pages import Application
from readiness.demo.placement import RESOLVERS, Place

Serving = Coroutine[Any, Any, None]
"""A server that runs until it is cancelled."""


def issue(faults: Faults, directory: Path) -> dict[str, Path]:
    """Write the certificate that each server presents, by its name, and the root that clients trust (``authority``)."""
    authority = Authority()
    names = (records.DOMAIN, *(f"{alias}.{records.DOMAIN}" for alias in records.ALIASES))
    web = Leaf(
        tuple(name for name in names if not (faults.certificate_lacks_api and name.startswith("api."))),
        expired=faults.certificate_expired,
        self_signed=faults.certificate_self_signed,
        with_intermediate=not faults.chain_incomplete,
    )
    second = Leaf(names, expired=True) if faults.second_address_old_certificate else web
    mail_name = f"mail.{records.OTHER_DOMAIN}" if faults.mail_certificate_other_name else records.MAIL_HOST
    leaves = {"https-1": web, "https-2": second, "smtp": Leaf((mail_name,), expired=faults.mail_certificate_expired)}
    issued = {name: authority.issue(leaf, directory / f"{name}.pem") for name, leaf in leaves.items()}
    return {**issued, "authority": authority.publish(directory / "authority.pem")}


@dataclass(frozen=True)
class Cast:
    """Every server at its place, writing to one log."""

    places: Mapping[str, Place]
    faults: Faults
    log: AccessLog

    def name_servers(self, spaces: zones.NameSpace) -> list[Serving]:
        """The root, the registry of ``test``, the domain's two servers, and the resolvers in front of them."""
        zone_of: dict[str, answers.ZoneFor] = {
            "root": answers.only(spaces.root),
            "registry": answers.only(spaces.registry),
            "ns1": answers.only(spaces.primary),
            "ns2": no_zone if self.faults.name_server_lame else answers.only(spaces.secondary),
        }
        silent = {"ns2"} if self.faults.name_server_silent else set()
        serving: list[Serving] = [
            stay_silent(self.places[name], self.log.note_for(name))
            if name in silent
            else NameServer(self.places[name], zone_for, self.log.note_for(name)).serve()
            for name, zone_for in zone_of.items()
        ]
        everything = answers.deepest([spaces.root, spaces.registry, spaces.primary])
        for name in RESOLVERS:
            note = self.log.note_for(name)
            serving.append(NameServer(self.places[name], everything, note, recursive=True).serve())
        return serving

    def web(self, certificates: Mapping[str, Path]) -> list[Serving]:
        """The site and its API at two addresses, each over TLS and in the clear."""
        site = Application(self.places["https-1"].published.port, self.places["http-1"].published.port, self.faults)
        serving: list[Serving] = []
        for name in ("https-1", "https-2"):
            note = self.log.note_for(name)
            tls = website.tls_context(certificates[name], self._versions(name), note)
            serving.append(website.serve_web(self.places[name], site.over_https, note, tls))
        plain = ("http-1", "http-2")
        return serving + [
            website.serve_web(self.places[name], site.over_http, self.log.note_for(name)) for name in plain
        ]

    def mail(self, certificates: Mapping[str, Path]) -> Serving:
        """The domain's mail server."""
        note, tls = self.log.note_for("smtp"), None
        if not self.faults.starttls_absent:
            tls = website.tls_context(certificates["smtp"], website.TLS12_AND_13, note)
        return MailServer(self.places["smtp"], note, tls).serve()

    def _versions(self, name: str) -> website.Versions:
        if self.faults.tls13_off or (self.faults.second_address_without_tls13 and name == "https-2"):
            return website.TLS12_ONLY
        return website.FROM_TLS10 if self.faults.tls10_on else website.Versions()
