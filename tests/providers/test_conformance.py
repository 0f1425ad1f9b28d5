"""The conformance suite on the providers of the base install."""

import os
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.providers.memory import Memory
from reconciler.providers.memory_errors import Refusal
from reconciler.providers.memory_rules import check
from reconciler.providers.portal import open_provider
from reconciler.providers.portal.target import portal_target
from reconciler.testing import ProviderConformance
from tests.providers.portals import portal_at, portal_with
from tests.providers.served import served


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


class TestPortalOnPostgreSQL(ProviderConformance):
    target = portal_target("northwind")

    @pytest.fixture(autouse=True)
    def _on_a_server(self, empty_portals):
        self.addresses, self.made = empty_portals(), []
        yield
        for provider in self.made:
            provider.portal.close()

    def make(self, state):
        self.made.append(portal_at(next(self.addresses), state))
        return self.made[-1]


class OverHTTP(ProviderConformance):
    """The same portal behind its service, which real requests reach over a real connection."""

    target = portal_target("northwind")

    @pytest.fixture(autouse=True)
    def _services(self):
        with ExitStack() as self.services:
            yield

    def serve(self, provider, url):
        provider.portal.close()
        address = self.services.enter_context(served(url))
        return open_provider(address, "northwind", {"RECONCILER_TOKEN": "rcp_of-the-owner"})


class TestPortalOverHTTP(OverHTTP):
    @pytest.fixture(autouse=True)
    def _in_files(self, tmp_path):
        self.files = (f"sqlite:///{tmp_path}/portal-{number}.db" for number in count(1))

    def make(self, state):
        url = next(self.files)
        return self.serve(portal_with(state, url), url)


if os.environ.get("RECONCILER_TEST_ALL"):

    class TestPortalOverHTTPOnPostgreSQL(OverHTTP):
        @pytest.fixture(autouse=True)
        def _on_a_server(self, empty_portals):
            self.addresses = empty_portals()

        def make(self, state):
            url = next(self.addresses)
            return self.serve(portal_at(url, state), url)
