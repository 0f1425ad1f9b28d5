"""Portals that hold a given state, made through the portal's own rules."""

from reconciler.core.model import Ref, user_of
from reconciler.core.spelling import Spelling
from reconciler.portal import Portal
from reconciler.providers.portal.local.provider import PortalProvider


def portal_with(state, url="sqlite://", account="northwind"):
    """A provider on a new portal, in memory if nothing else is said."""
    return PortalProvider(
        Portal.create(url, account, fill=lambda work: _Filling(work, state).all())
    )


def portal_at(url, state):
    """A provider on a portal that is there and empty, filled."""
    portal = Portal.open(url)
    with portal.transaction() as work:
        _Filling(work, state).all()
    return PortalProvider(portal)


class _Filling:
    def __init__(self, work, state):
        self.work, self.state, self.spelling = work, state, Spelling((state.spelling,))

    def all(self):
        self.scopes()
        self.users()
        self.things()
        self.members()
        self.deactivate()

    def scopes(self):
        for scope in sorted(self.state.scopes, key=lambda scope: scope.depth):
            if scope.depth == 1:
                self.work.scopes.create_customer(self.spelling.name(scope))
            elif scope.depth == 2:
                above = self.spelling.scope(scope.parent)
                self.work.scopes.create_phone_system(above, self.spelling.name(scope))

    def users(self):
        for scope, users in self.state.users.items():
            top = [c for c in self.state.kept if c.scope == scope]
            lasting = [u for c in top for u in self.state.members[c].users if u in users.active]
            # The first user of a phone system is put into its Top Role by the portal itself.
            for key in sorted(users.all, key=lambda key: (key not in lasting, key)):
                self.work.users.create(scope.path, self.name(key, scope))

    def name(self, key, at):
        home, name = user_of(key, at)
        return self.spelling.name(Ref("user", home, (name,)))

    def things(self):
        for ref, role in self.state.roles.items():
            name = self.spelling.name(ref)
            self.work.roles.create(name, role.type, role.permissions, role.description)
        for ref, group in sorted(self.state.groups.items()):
            if ref.parent:
                names = self.spelling.names(ref)
                self.work.groups.create(ref.scope.path, names, group.permissions, group.description)

    def members(self):
        for container, members in self.state.members.items():
            for key in sorted(members.users):
                self.member(container, key, members.until.get(key))

    def member(self, container, key, end):
        name = self.name(key, container.scope)
        if container.ref.kind == "role":
            self.work.assignments.grant(self.spelling.name(container.ref), name, end)
        elif container.ref.parent or not self.is_in_top_role(container, key):
            path = self.spelling.names(container.ref)
            self.work.memberships.grant(container.scope.path, path, name, end)

    def is_in_top_role(self, container, key):
        users = self.state.users[container.scope]
        lasting = [u for u in self.state.members[container].users if u in users.active]
        return key == min(lasting)

    def deactivate(self):
        for scope, users in self.state.users.items():
            for key in users.inactive:
                self.work.users.deactivate(self.name(key, scope))
