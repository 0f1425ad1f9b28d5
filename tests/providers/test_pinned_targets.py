"""Every target that the suite knows is pinned in a catalog file and read back without loss."""

from dataclasses import replace

import pytest

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Permission
from reconciler.providers.portal.target import portal_target
from reconciler.spec.catalog import catalog_text, read_catalog

PORTAL = portal_target("northwind")
WILDCARDS = Catalog((Permission("a.#"), Permission("!b.*")), open=True, negation="!")

TARGETS = {
    "the portal": PORTAL,
    "flat groups to any depth": replace(PORTAL, tree="flat", deep=True, root=None, role_types=()),
    "users compared apart": replace(PORTAL, user_names=NameRules(case=False, form="NFKC")),
    "inner spaces": replace(PORTAL, names=NameRules(squeeze=True, trim=True)),
    "wildcards and negated keys": replace(PORTAL, catalog=WILDCARDS),
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_target_is_read_back_as_it_was_written(target, tmp_path):
    path = tmp_path / "catalog.yaml"
    path.write_text(catalog_text(target))
    assert read_catalog(path) == (target, [])
