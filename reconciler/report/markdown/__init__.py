"""A review as Markdown: for comments on pull requests, and for summaries of jobs."""

from reconciler.report.markdown.document import markdown
from reconciler.report.markdown.limit import (
    AZURE_DEVOPS,
    BITBUCKET,
    GITHUB,
    GITHUB_SUMMARY,
    GITLAB,
    LIMITS,
    Limit,
)

__all__ = [
    "AZURE_DEVOPS",
    "BITBUCKET",
    "GITHUB",
    "GITHUB_SUMMARY",
    "GITLAB",
    "LIMITS",
    "Limit",
    "markdown",
]
