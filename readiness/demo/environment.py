"""The demo as a user would write it down: an environment file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from readiness.demo.stage import Stage

NAME = "demo"

_TEXT = """\
# The embedded demo platform, as a user would describe it. Everything runs on this machine's loopback addresses.
environments:
  {name}:
    policy: edpsych-connect
    reach:
      resolver: "{resolver}"        # the demo's own resolver; a real environment leaves this out
      nameserver_port: {nameserver_port}
      smtp_port: {smtp_port}
      trust: {trust}                # the demo's own certificate authority
      anchor: {anchor}              # the demo's own DNS root
    consent:                        # looking needs none; trying known TLS flaws does
      - {{allow: active, targets: [site, api], by: demo@{domain}, until: {until}}}
    targets:
      domain:   {{kind: domain, name: {domain}, aliases: [{aliases}], dkim: [{selector}]}}
      balancer: {{kind: balancer, addresses: [{addresses}]}}
      site:
        {{kind: site, url: "{site}", names: [www.{domain}], behind: balancer, domain: domain, http_port: {http_port}}}
      api:
        kind: api
        url: "{api}"
        paths: [/health]
        origins: ["{origin}"]
        behind: balancer
        domain: domain
        http_port: {http_port}
      launch:                       # DNS led to another server until a while ago
        kind: cutover
        names: [{domain}, www.{domain}, api.{domain}]
        old: [{retired}]
        new: [{addresses}]
        switched: true
        resolvers: [{resolvers}]
"""


def environment_text(stage: Stage, name: str = NAME) -> str:
    """The environment file of a running demo, with one environment of that name."""
    ports = {endpoint.port for endpoint in stage.name_servers.values()}
    assert len(ports) == 1, "the demo's name servers share a port"
    return _TEXT.format(
        name=name,
        resolver=f"{stage.resolver.address}:{stage.resolver.port}",
        nameserver_port=ports.pop(),
        smtp_port=stage.smtp.port,
        trust=stage.authority,
        anchor=stage.anchor,
        domain=stage.domain,
        until=(datetime.now(UTC) + timedelta(days=1)).date(),
        aliases=", ".join(alias.split(".")[0] for alias in stage.aliases),
        selector=stage.dkim_selector,
        addresses=", ".join(stage.web_addresses),
        retired=stage.retired,
        resolvers=", ".join(f'"{resolver}"' for resolver in stage.resolvers),
        site=stage.site_url,
        api=stage.api_url,
        origin=stage.origin,
        http_port=stage.http_port,
    )
