"""Revisions: the files of a project as they were at a commit, a branch or a tag of git."""

from reconciler.revision.checkout import checked_out, commit_of
from reconciler.revision.head import Head, commits_before, head_of

__all__ = ["Head", "checked_out", "commit_of", "commits_before", "head_of"]
