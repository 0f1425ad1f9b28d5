"""Export: from a live state to the files that declare it. Pure; nothing here reads or writes.

```
State, Target -> sets that repeat -> documents, one for each scope -> their text, and their paths
```
"""
