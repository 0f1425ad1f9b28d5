"""Writes on the tenant tree: customers below the reseller, phone systems below customers."""

from dataclasses import dataclass

from reconciler.portal import delegation, find, tables
from reconciler.portal.errors.rule import NameTaken, NotACustomer
from reconciler.portal.errors.unknown import UnknownScope
from reconciler.portal.events import Entry
from reconciler.portal.names import accept, fold, scope_key, scope_names, scope_path
from reconciler.portal.rows import Scope
from reconciler.portal.unit import Unit, operation
from reconciler.portal.write import insert

TOP_ROLE_NAME = "Top Role"


@dataclass(frozen=True, slots=True)
class Scopes:
    """Customers and phone systems come and stay."""

    unit: Unit

    @operation("customer.create")
    def create_customer(self, name: str) -> int:
        """Add a customer below the reseller."""
        parent = find.scope(self.unit.connection, "/")
        self.unit.demand(delegation.manage_customers, parent)
        return self._create(parent, name, "customer")

    @operation("phone_system.create")
    def create_phone_system(self, customer: str, name: str) -> int:
        """Add a phone system below a customer, with its Top Role."""
        parent = self.unit.sight.scope(customer)
        self.unit.demand(delegation.manage_phone_systems, parent)
        if parent.level != "customer":
            raise NotACustomer(scope=parent.path)
        created = self._create(parent, name, "phone_system")
        top = {"scope": created, "name": TOP_ROLE_NAME, "folded": fold(TOP_ROLE_NAME)}
        self.unit.connection.execute(tables.groups.insert(), {**top, "description": ""})
        return created

    def _create(self, parent: Scope, name: str, kind: str) -> int:
        name = accept(name)
        path = scope_path((*scope_names(parent.path), name))
        if self._exists(path):
            raise NameTaken(kind=kind.replace("_", " "), name=name, place=parent.path)
        row = {"parent": parent.id, "depth": parent.depth + 1, "name": name, "path": path}
        row |= {"key": scope_key(path)}
        created = insert(self.unit.connection, tables.scopes, row)
        self.unit.note(Entry(f"{kind}.create", created, path, after={"path": path}))
        return created

    def _exists(self, path: str) -> bool:
        try:
            find.scope(self.unit.connection, path)
        except UnknownScope:
            return False
        return True
