"""Everything the portal refuses, as one tree: each refusal is a class with a stable code.

```
PortalError
|-- StoreError      the database is missing, foreign, older, newer, busy or broken
|-- BadFile         a file for `init` that cannot be read
|-- Unknown         a scope, user, role, group or permission that does not exist
|-- Malformed       a name, path, type or instant that can never be right
|-- BadToken        a token that is none of ours, or none any more
|-- Rule            the shape of the portal forbids it, whoever asks
|   `-- TopRoleRule what is protected about Top Role
`-- Forbidden       this caller may not: sees nothing there, or lacks the permission it names
```
"""
