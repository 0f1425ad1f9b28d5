from reconciler.core.scope import ROOT, Pattern
from reconciler.spec.project_rescue import rescued_project


def rescue(folder, text):
    (folder / "reconciler.yaml").write_text(text)
    return rescued_project(folder / "reconciler.yaml")


def named(folder, text):
    return [
        f"{each.files} within {each.within} {each.origin}" for each in rescue(folder, text).sources
    ]


def test_the_sound_sources_stay_with_their_places(tmp_path):
    text = """\
target: nowhere
sources:
  - {files: a.yaml, within: /, why: x}
  - {files: [b.yaml], within: /}
  - {files: c.yaml, within: /acme/**}
"""
    assert named(tmp_path, text) == [
        "a.yaml within / reconciler.yaml:3:13",
        "c.yaml within /acme/** reconciler.yaml:5:13",
    ]


def test_what_would_lead_out_of_the_project_is_not_opened(tmp_path):
    text = """\
sources:
  - {files: ../a.yaml, within: /}
  - {files: /etc/passwd, within: /}
  - {files: b.yaml, within: acme}
  - {files: c.yaml, within: /}
catalog: ../catalog.yaml
"""
    assert named(tmp_path, text) == ["c.yaml within / reconciler.yaml:5:13"]
    assert rescue(tmp_path, text).catalog == "catalog.yaml"


def test_the_catalog_stays_and_no_scope_is_outside(tmp_path):
    project = rescue(tmp_path, "catalog: pinned.yaml\n")
    assert (project.catalog, project.sources) == ("pinned.yaml", ())
    assert project.manage == (Pattern(ROOT, deep=True),)


def test_nothing_stays_of_a_file_that_cannot_be_read_or_holds_no_keys(tmp_path):
    assert rescued_project(tmp_path / "none.yaml") is None
    assert rescue(tmp_path, "a: [") is None
    assert rescue(tmp_path, "[]") is None
