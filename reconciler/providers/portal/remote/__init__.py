"""The portal behind its HTTP service (`docs/service.md`): no database here, and no rights of one.

```
provider --- account    whose portal answers, and as whom it hears us
         |-- reading    every listing, page by page, of one moment ---- shapes
         |-- state      what was read, as a state of the core
         |-- slice      changes written as one batch ---- write, standing
         `-- lock       the lock of the portal, kept alive while a run is at work
```
"""
