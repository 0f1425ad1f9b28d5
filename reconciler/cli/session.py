"""The session: what the options before and after a command's name say, and what the run did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.cli.discover import find_project
from reconciler.cli.sources import FileSources
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.cli.output import Output
    from reconciler.report.diagnostics import Sources


@dataclass
class Session:
    """One run of the program; commands receive it by `@click.pass_obj`.

    `wrote` is set by whoever writes to a live system, at the first write: from then on an error
    ends with exit code 4.
    """

    environment: Mapping[str, str]
    plain: bool = False
    named: Path | None = None
    wrote: bool = field(default=False, init=False)

    @cached_property
    def output(self) -> "Output":
        """Standard output and standard error. First used after the options are read."""
        from reconciler.cli.output import Output  # rich is slow to import

        return Output.of(self.environment, plain=self.plain)

    @property
    def project(self) -> Path:
        """The project file. Raises `UsageError` where there is none."""
        return find_project(Path.cwd(), self.named)

    @cached_property
    def sources(self) -> "Sources":
        """The lines findings point at: their paths are relative to the project file."""
        try:
            return FileSources(self.project.parent)
        except UsageError:
            return FileSources(Path.cwd())

    @property
    def debug(self) -> bool:
        """Whether a defect shows its traceback."""
        return self.environment.get("RECONCILER_DEBUG", "") not in ("", "0")
