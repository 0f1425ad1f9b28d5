import pytest

from reconciler.errors import UsageError
from reconciler.spec.write import write_new, write_text


@pytest.fixture
def outside(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "precious").write_text("precious")
    return folder


def test_a_file_is_written_with_the_folders_on_its_way(tmp_path):
    write_text(tmp_path, "a/b/c.yaml", "text")
    write_text(tmp_path, "./a/b/c.yaml", "more")
    assert (tmp_path / "a/b/c.yaml").read_text() == "more"
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.yaml"]


def test_a_link_in_its_place_is_replaced_and_not_followed(tmp_path, outside):
    (tmp_path / "c.yaml").symlink_to(outside / "precious")
    write_text(tmp_path, "c.yaml", "text")
    assert (tmp_path / "c.yaml").read_text() == "text"
    assert (outside / "precious").read_text() == "precious"


def test_a_link_in_the_place_of_the_unfinished_file_is_not_followed(tmp_path, outside):
    (tmp_path / ".c.yaml.new").symlink_to(outside / "precious")
    write_text(tmp_path, "c.yaml", "text")
    assert (outside / "precious").read_text() == "precious"
    assert not (tmp_path / "c.yaml").is_symlink()


@pytest.mark.parametrize("name", ["sub/c.yaml", "sub/deep/c.yaml"])
def test_nothing_is_written_and_no_folder_made_behind_a_link_that_leads_out(
    tmp_path, outside, name
):
    (tmp_path / "sub").symlink_to(outside)
    with pytest.raises(UsageError) as refusal:
        write_text(tmp_path, name, "text")
    assert str(refusal.value) == f"{name} cannot be written: a link leads out of the project."
    assert [path.name for path in outside.iterdir()] == ["precious"]


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path):
    (tmp_path / "sub").write_text("")
    with pytest.raises(UsageError) as refusal:
        write_text(tmp_path, "sub/c.yaml", "text")
    assert str(refusal.value) == "sub/c.yaml cannot be written: File exists."


def test_files_that_say_so_already_are_not_written_again(tmp_path):
    texts = {"b.yaml": "b", "a.yaml": "a"}
    assert write_new(tmp_path / "new", texts, overwrite=False) == ["a.yaml", "b.yaml"]
    assert write_new(tmp_path / "new", {**texts, "b.yaml": "c"}, overwrite=True) == ["b.yaml"]
    assert write_new(tmp_path / "new", {**texts, "b.yaml": "c"}, overwrite=False) == []


def test_nothing_at_all_is_written_where_one_file_is_there(tmp_path):
    (tmp_path / "b.yaml").write_text("by hand")
    with pytest.raises(UsageError) as refusal:
        write_new(tmp_path, {"a.yaml": "a", "b.yaml": "b"}, overwrite=False)
    assert str(refusal.value) == "Nothing is written: there is already b.yaml. --force overwrites."
    assert [path.name for path in tmp_path.iterdir()] == ["b.yaml"]


def test_a_link_is_another_file_whatever_it_leads_to(tmp_path, outside):
    (tmp_path / "a.yaml").symlink_to(outside / "precious")
    with pytest.raises(UsageError):
        write_new(tmp_path, {"a.yaml": "precious"}, overwrite=False)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError) as refusal:
        write_new(tmp_path / "taken/sub", {"a.yaml": ""}, overwrite=False)
    assert str(refusal.value) == f"{tmp_path}/taken/sub cannot be made: Not a directory."
