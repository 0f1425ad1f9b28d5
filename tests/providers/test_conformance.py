"""The conformance suite on the providers of the base install."""

from dataclasses import replace

import pytest

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.providers.memory import Memory
from reconciler.providers.memory_errors import Refusal
from reconciler.providers.memory_rules import check
from reconciler.providers.portal_target import portal_target
from reconciler.testing import ProviderConformance
from tests.providers.portals import portal_with


class OfMemory(ProviderConformance):
    """Memory keeps the protocol, and each refusal is the rule that the case is about."""

    def make(self, state):
        return Memory(self.target, state)

    def test_a_case_provokes_its_own_rule_and_no_other(self, refusal):
        with pytest.raises(Refusal) as found:
            check(self.target, refusal.live, refusal.change)
        assert found.type is refusal.refusal


class TestMemoryAsThePortal(OfMemory):
    target = portal_target("northwind")


class TestMemoryWithFlatGroups(OfMemory):
    """Like Wazo: one level to any depth, an open catalog, names with case, members go along."""

    target = Target(
        account="flat",
        levels=(Level("tenant", "Tenant", roles=True, groups=True),),
        catalog=Catalog((Permission("a.#"), Permission("b.*"), Permission("!c")), open=True),
        role_types=(RoleType("tenant", "tenant"), RoleType("shared", "tenant")),
        tree="flat",
        members="any",
        immutable=frozenset({"role.type"}),
        deletion="along",
        deep=True,
    )


class TestMemoryWithGroupsOnly(OfMemory):
    """Like SCIM with nested groups: no roles, no permissions, no ends, one scope."""

    target = Target(
        account="plain",
        levels=(Level("tenant", "Tenant", groups=True),),
        catalog=Catalog(),
        arrows=frozenset({("user", "group"), ("group", "group")}),
        names=NameRules(case=False),
        renames=frozenset({"group"}),
    )


class TestMemoryWithMembersFromAbove(OfMemory):
    """Like Keycloak: roles without types in realms and clients, a tree that inherits."""

    target = replace(
        TestMemoryWithGroupsOnly.target,
        levels=(
            Level("server", "Server"),
            Level("realm", "Realm", roles=True, groups=True),
            Level("client", "Client", roles=True),
        ),
        arrows=frozenset(
            {("user", "role"), ("user", "group"), ("group", "role"), ("role", "role")}
        ),
        renames=frozenset({"role", "group"}),
        tree="inherit",
        members="above",
    )


class TestPortal(ProviderConformance):
    target = portal_target("northwind")

    def make(self, state):
        return portal_with(state)
