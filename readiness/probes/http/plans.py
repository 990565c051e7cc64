"""Says what each group of the http probe will send, before anything is contacted."""

from __future__ import annotations

from readiness.model.request import Template
from readiness.model.target import Api, Site
from readiness.probes.plugin import Planned
from readiness.protocols.cors import origins

MAX_HOPS = 10
METHODS = ("GET", "OPTIONS")


def response(planned: Planned) -> tuple[Template, ...]:
    """The page once, over HTTPS."""
    return (_https(planned, "GET", planned.inputs.path, 1),)


def protocols(planned: Planned) -> tuple[Template, ...]:
    """The page as browsers ask for it, and once more without HTTP/2."""
    return (_https(planned, "GET", planned.inputs.path, 2),)


def redirects(planned: Planned) -> tuple[Template, ...]:
    """The page over plain HTTP, and wherever that leads."""
    plain = f"{planned.name}:{web(planned.target).http_port}"
    first = Template(kind="http", to=plain, what=f"GET {_literal(planned.inputs.path)}", at_most=1)
    return (first, *_following())


def page(planned: Planned) -> tuple[Template, ...]:
    """The page over HTTPS, and wherever that leads."""
    return (*response(planned), *_following())


def assets(planned: Planned) -> tuple[Template, ...]:
    """The page, and some of the files that it names, on its own origin."""
    own = Template(kind="http", to="*", what="GET *", at_most=planned.inputs.max_assets)
    return (*page(planned), own)


def cors(planned: Planned) -> tuple[Template, ...]:
    """Each path with each origin, as a simple request and as a preflight."""
    target = web(planned.target)
    count = len(origins(planned.name, declared_origins(target)))
    paths = cors_paths(target, planned.inputs.path)
    return tuple(_https(planned, method, path, count) for path in paths for method in METHODS)


def web(target: object) -> Site | Api:
    """The target, which is a site or an API: the probe's kinds say so."""
    if not isinstance(target, Site | Api):
        raise TypeError(f"the http probe does not examine {type(target).__name__}")
    return target


def declared_origins(target: Site | Api) -> tuple[str, ...]:
    """Web origins that may use the target."""
    return target.origins if isinstance(target, Api) else ()


def cors_paths(target: Site | Api, path: str) -> tuple[str, ...]:
    """Paths on which cross-origin access is tried: an API declares them."""
    return tuple(dict.fromkeys(target.paths)) if isinstance(target, Api) else (path,)


def _https(planned: Planned, method: str, path: str, at_most: int) -> Template:
    to = f"{planned.name}:{web(planned.target).port}"
    return Template(kind="http", to=to, what=f"{method} {_literal(path)}", at_most=at_most)


def _following() -> tuple[Template, ...]:
    """Redirects go to paths that only the server knows, and to declared hosts alone: ``reach`` sees to that."""
    return (
        Template(kind="http", to="*", what="GET *", at_most=MAX_HOPS),
        Template(kind="dns", to="resolver", what="A *", at_most=MAX_HOPS),
        Template(kind="dns", to="resolver", what="AAAA *", at_most=MAX_HOPS),
    )


def _literal(path: str) -> str:
    """A path as a pattern that stands for itself; a question mark does anyway."""
    return path.replace("[", "[[]").replace("*", "[*]")
