"""The secret comes from the environment or a file of its owner, and is shown by nothing."""

import os
import pickle
from base64 import b64encode
from urllib.parse import quote

import pytest

from reconciler.errors import UsageError
from reconciler.providers.http.secret import Secret, read_secret
from tests.providers.http.serving import CANARY


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "token"
    path.write_text(f"{CANARY}\n")
    path.chmod(0o600)
    return path


def refused(environment):
    with pytest.raises(UsageError) as caught:
        read_secret({name: str(value) for name, value in environment.items()})
    assert CANARY not in str(caught.value)
    return str(caught.value)


def test_the_secret_is_in_the_environment():
    assert read_secret({"RECONCILER_TOKEN": CANARY}).bearer() == f"Bearer {CANARY}"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_secret_is_in_a_file_with_or_without_the_end_of_its_line(file, end):
    file.write_bytes((CANARY + end).encode())
    assert read_secret({"RECONCILER_TOKEN_FILE": str(file)}).bearer() == f"Bearer {CANARY}"


def test_the_secret_in_the_name_of_a_host_is_hidden_in_any_case():
    assert Secret("SeCr3t-Canary").hidden_in("secr3t-canary.net") == "[secret].net"


def test_a_live_system_may_need_no_secret():
    assert read_secret({}) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_others_can_get_at_is_refused(file, mode):
    file.chmod(mode)
    assert f"its mode is {mode:04o}" in refused({"RECONCILER_TOKEN_FILE": file})


def test_a_link_is_refused(file, tmp_path):
    (tmp_path / "link").symlink_to(file)
    assert "no link" in refused({"RECONCILER_TOKEN_FILE": tmp_path / "link"})


def test_a_folder_and_a_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        assert "not a regular file" in refused({"RECONCILER_TOKEN_FILE": path})


@pytest.mark.parametrize("path", ["", "missing", "a\0b"])
def test_a_file_that_cannot_be_opened_is_refused(path):
    assert "cannot be opened" in refused({"RECONCILER_TOKEN_FILE": path})


def test_a_file_without_end_is_refused(file):
    file.write_text(CANARY * 1000)
    assert "too long" in refused({"RECONCILER_TOKEN_FILE": file})


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_file_is_refused(file, content):
    file.write_text(content)
    assert "is empty" in refused({"RECONCILER_TOKEN_FILE": file})


def test_an_empty_secret_is_refused():
    assert "is empty" in refused({"RECONCILER_TOKEN": ""})


@pytest.mark.parametrize("odd", ["\n", "\r", "\0", " ", "\x7f", "é", "\u202e"])
def test_a_secret_that_would_not_fit_into_a_header_is_refused(odd):
    for value in (CANARY + odd, odd + CANARY, f"{CANARY}{odd}X-Other: 1"):
        assert "is no token" in refused({"RECONCILER_TOKEN": value})


def test_two_secrets_are_refused(file):
    both = {"RECONCILER_TOKEN": CANARY, "RECONCILER_TOKEN_FILE": file}
    assert "both set" in refused(both)


def test_a_secret_is_neither_printed_nor_pickled():
    secret = Secret(CANARY)
    assert (repr(secret), f"{secret}") == ("Secret()", "Secret()")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_live_system_that_repeats_the_secret_is_not_quoted_with_it(before):
    encoded = b64encode(f"{before}{CANARY}".encode()).decode()
    said = f"{CANARY} {quote(CANARY)} {quote(CANARY, safe='')} {encoded}"
    hidden = Secret(CANARY).hidden_in(said)
    assert hidden.count("[secret]") == 4
    core = b64encode(CANARY[3:-3].encode()).decode()[4:-6]
    assert CANARY[:8] not in hidden
    assert core not in hidden
