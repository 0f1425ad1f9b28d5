"""Adoption: what differs in the live system is written back into the files, as the smallest edit.

Everything is done through the careful edits of `spec/edit`: whole lines move, and comments stay
with what they speak of. What has no place in the files is refused, thing by thing.

```
renames and moves first, then planned anew -> memberships, things, permissions -> drafts -> edits
```
"""
