"""The project that questions are asked about."""

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
sources:
  - {files: acme.yaml, within: /acme}
  - {files: london.yaml, within: /acme/london}
"""
PEOPLE = """
account: northwind
users: [grace]
customers:
  - name: acme
    users: [daniel]
    phone_systems: [{name: london, users: [amelia, noah, isla]}]
  - name: other
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - name: Managers
        permissions: [users.access]
        members: [noah]
        groups:
          - {name: Sales, permissions: [soft_phone.access], members: [isla]}
"""
