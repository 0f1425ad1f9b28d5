"""The conformance suite: what every provider must keep of the protocol, shown on a small world."""

from reconciler.testing.applying import Applying
from reconciler.testing.normalizing import Normalizing
from reconciler.testing.observing import Observing


class ProviderConformance(Observing, Applying, Normalizing):
    """Subclass it in a test file, say what the target is, and make systems that hold a state."""
