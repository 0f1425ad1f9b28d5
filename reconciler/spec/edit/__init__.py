"""Careful edits of files: whole source lines, every comment with what it speaks of.

`Draft` gathers the edits of one file, by what they mean, and makes them all at once:

| operation | what it does |
|---|---|
| `remove(steps)` | takes out an item or an entry; a list without items becomes `[]` |
| `add(steps, key, value, rank)` | a new item for the list at a key, which may be `[]` or missing |
| `put(steps, key, value)` | a new key, at its place in the schema |
| `set(steps, value)` | another value in the place of one: an end, a type, a name, a whole member |
| `arrange(steps, order)` | another order of items or keys |
| `finish()` | the new bytes, verified; or a finding, and nothing |

```python
draft = Draft(tree, raw)                                   # as `read_yaml` gave it, without errors
draft.remove(("groups", 0, "members", 2))
draft.add(("groups", 0), "members", "ann", rank=str.casefold)
draft.add(("groups", 0), "groups", {"name": "Sales", "members": []})
draft.add((), "memberships", {"role": "Receptionist", "users": ["ann"]})
draft.set(("groups", 0, "members", 0), {"user": "jack", "expires": "2027-01-31"})
draft.set(("roles", 1, "description"), "Front desk")
draft.remove(("groups", 0, "members", 1, "expires"))
new, findings = draft.finish()
```

Steps are those of the tree as it was read, however many edits came before. What is set may not
also be edited inside. `saving.save` writes the new files, all or none.

How it works: `nodes` says where each value stands, `block` and `brackets` which lines and comments
belong to it; `render` writes, `verify` reads the result again.
"""
