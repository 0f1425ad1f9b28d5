"""Leaver: one user taken out of every list of members in the files of a project."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.finding import Finding, has_errors
from reconciler.core.model import Ref, user_of
from reconciler.core.names import escape
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope
from reconciler.core.target import Target
from reconciler.errors import FilesError, UsageError
from reconciler.spec.discover import discover
from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.saving import Edited
from reconciler.spec.edit.sound import Sound, read_sound
from reconciler.spec.lists import member_lists, named
from reconciler.spec.paths import fold_scope, read_address, read_scope
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project
from reconciler.spec.prune import Steps
from reconciler.spec.users import UserBook


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves, as folded, and the files without them."""

    user: Ref
    edits: Sequence[Edited]


class NotNamed(UsageError):
    """No file names a user as a member; `name` is folded, `home` the scope that was given."""

    def __init__(self, message: str, name: str, home: Scope | None) -> None:
        super().__init__(message)
        self.name = name
        self.home = home


@dataclass(frozen=True, slots=True)
class _Use:
    """One place where a user is a member."""

    user: Ref
    file: Sound
    steps: Steps


def without_user(project: Project, target: Target, name: str, within: Scope | None) -> Leaver:
    """Every file without the user, as written or as `/acme:bob`; `within` narrows it to a scope.

    Raises `NotNamed`, `UsageError` where more than one is meant, and `FilesError` where a file has
    an error, since the user may stand in it, or cannot be edited.
    """
    home, folded = _read_name(name, target)
    search = _Search(target, folded, within)
    for file in _sound_files(project):
        search.look(file)
    user = _the_one(name, home, search)
    return Leaver(user, _edits([use for use in search.uses if use.user == user]))


def _read_name(name: str, target: Target) -> tuple[Scope | None, str]:
    """The scope that a name gives, if any, and the name as folded."""
    address = read_address(name, target.names)
    if isinstance(address, Problem):
        raise UsageError(f"{address.message}: {address.help}.")
    scope, names = address
    if len(names) > 1:
        raise UsageError(rf"`{name}` is a path, not a user: write a `/` in a name as `\/`.")
    home = None if scope is None else fold_scope(scope, target.names)
    return home, target.rules("user").fold(names[0])


def _sound_files(project: Project) -> list[Sound]:
    """All role files. The user may stand in one that cannot be read, so every one must be sound."""
    files, findings = discover(project)
    sound: list[Sound] = []
    for each in files:
        file, wrong = read_sound(project.root, each.path, each.base, RolesFile)
        findings += wrong
        sound += [] if file is None else [file]
    if has_errors(findings):
        raise FilesError("Nothing was edited: the user may stand in a file with errors.", findings)
    return sound


@dataclass(slots=True)
class _Search:
    """The uses of a folded name, and who else is a member anywhere."""

    target: Target
    folded: str
    within: Scope | None
    uses: list[_Use] = field(default_factory=list)
    books: dict[Scope, UserBook] = field(default_factory=dict)

    def look(self, file: Sound) -> None:
        """Look through the lists of a file."""
        names = read_scope(file.tree.data["scope"], self.target.names)
        if isinstance(names, Problem):
            place = file.tree.origin(file.tree.places.of("scope"))
            raise FilesError("Nothing was edited.", [names.at(place)])
        scope = fold_scope(names, self.target.names)
        if self.within is None or self.within.holds(scope):
            new = UserBook(scope, self.target.rules("user"), self.target.names)
            book = self.books.setdefault(scope, new)
            self.uses += self._in_lists(file, scope, book)

    def _in_lists(self, file: Sound, scope: Scope, book: UserBook) -> Iterator[_Use]:
        for members in member_lists(file.tree.data):
            each = [named(item, members.kind) for item in members.items]
            users = [(index, name) for index, (kind, name) in enumerate(each) if kind == "user"]
            keys = book.look_up([name for _, name in users])
            for (index, _), key in zip(users, keys, strict=True):
                home = self._home(key, scope)
                if home is not None:
                    user = Ref("user", home, (self.folded,))
                    yield _Use(user, file, (*members.steps, index))

    def _home(self, key: str | None, scope: Scope) -> Scope | None:
        """Where a member belongs who has the name that is looked for."""
        if key == escape(self.folded):
            return scope
        if key is None or not key.startswith("/"):
            return None
        home, name = user_of(key, scope)
        return home if name == self.folded else None

    def known(self, *, full: bool) -> set[str]:
        """Everybody who is a member, as written, or in `full` with a scope."""
        return {
            f"{scope}:{text}" if full and not text.startswith("/") else text
            for scope, book in self.books.items()
            for text in book.keys
        }


def _the_one(name: str, home: Scope | None, search: _Search) -> Ref:
    """The one user who is meant."""
    users = sorted({use.user for use in search.uses if home in (None, use.user.scope)})
    if len(users) == 1:
        return users[0]
    if users:
        forms = " or ".join(f"`{user.scope}:{escape(search.folded)}`" for user in users)
        raise UsageError(f"There are several users `{name}`: write {forms}.")
    if not search.books:
        raise UsageError(f"--scope {search.within}: no file speaks of it, or of a scope below.")
    known = search.known(full=name.startswith("/"))
    advice = did_you_mean(name, known, "nothing is to be edited.")
    raise NotNamed(f"No file names `{name}` as a member: {advice}", search.folded, home)


def _edits(uses: Sequence[_Use]) -> list[Edited]:
    """The files without these members. Raises `FilesError`, for all of them at once."""
    edits: list[Edited] = []
    findings: list[Finding] = []
    for file in {id(use.file): use.file for use in uses}.values():
        draft = file.draft()
        for use in uses:
            if use.file is file:
                draft.remove(use.steps)
        changed, wrong = file.edited(draft)
        edits += changed
        findings += wrong
    if has_errors(findings):
        raise FilesError("Nothing was edited.", findings)
    return edits
