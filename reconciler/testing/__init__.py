"""What providers are tested with; needs pytest.

A provider is shown to keep the protocol by one class in a test file:

```python
from reconciler.testing import ProviderConformance

class TestMine(ProviderConformance):
    target = MY_TARGET

    def make(self, state):
        return Mine(a_system_that_holds(state))
```
"""

from reconciler.testing.conformance import ProviderConformance
from reconciler.testing.world import EVERYTHING, world

__all__ = ["EVERYTHING", "ProviderConformance", "world"]
