"""The portal as a service: `/v1` over HTTP, with the portal's rules and none of its own.

```
app                       all of it put together; the document that describes it
service, visit            the portals that are open; one request and whose it is
watch, bounds, limiter    every request noted; how large and how many they may be
problems, refusals        what is refused, and how the portal's refusals are said
shown, etag, cursor       how things look; which version of one; where a page goes on
answers, creating         what a create was answered, for when it is sent again
asked, replies            what bodies look like; what answers look like
writes, batch             single writes by their names; many of them in one transaction
routes                    the addresses
```
"""

from reconciler.portal.api.app import create_app
from reconciler.portal.api.service import Service

__all__ = ["Service", "create_app"]
