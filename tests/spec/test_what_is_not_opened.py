import os

import pytest

from reconciler.spec import files
from reconciler.spec.files import Refused, read_bytes, resolve_below


def test_a_file_below_a_folder_that_leads_out_is_refused_though_it_is_there(
    tmp_path, tmp_path_factory
):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text("scope: /\n")
    (tmp_path / "acme").symlink_to(outside)
    with pytest.raises(Refused) as refusal:
        resolve_below(tmp_path, "acme/secret.yaml", "acme")
    assert refusal.value.problem.message == "a link leads out of the project"


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path, monkeypatch):
    def refuse(*_):
        pytest.fail("the file was opened")

    (tmp_path / "big.yaml").write_text("x" * 21)
    monkeypatch.setattr(files, "MAX_BYTES", 20)
    monkeypatch.setattr(os, "open", refuse)
    assert [finding.code for finding in read_bytes(tmp_path, "big.yaml")[1]] == ["RC0010"]
