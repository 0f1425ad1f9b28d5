"""All kinds of refusals of the portal, whoever raises them."""

from importlib import import_module
from pkgutil import iter_modules

from reconciler.portal import errors
from reconciler.portal.errors.base import PortalError

for module in iter_modules(errors.__path__):
    import_module(f"{errors.__name__}.{module.name}")


def below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


OURS = [kind for kind in below(PortalError) if kind.__module__.startswith("reconciler.")]
REFUSALS = [kind for kind in OURS if not set(kind.__subclasses__()).intersection(OURS)]
"""Those that are raised: they have a code of their own."""
