"""A simulated live system: spoken to by calls as over HTTP, with every fault on its way."""

from reconciler.testing.simulated.network import SimulatedNetwork
from reconciler.testing.simulated.provider import SimulatedProvider
from reconciler.testing.simulated.system import SimulatedSystem, kind_of

__all__ = ["SimulatedNetwork", "SimulatedProvider", "SimulatedSystem", "kind_of"]
