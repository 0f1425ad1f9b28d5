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

import pytest

pytest.register_assert_rewrite(
    "reconciler.testing.applying",
    "reconciler.testing.normalizing",
    "reconciler.testing.observing",
)

from reconciler.testing.conformance import ProviderConformance  # noqa: E402 - rewriting comes first
from reconciler.testing.world import EVERYTHING, world  # noqa: E402 - the same

__all__ = ["EVERYTHING", "ProviderConformance", "world"]
