"""The JSON Schema of a plan, made from its document: `schemas/plan.schema.json`."""

from reconciler.document.schema import schema_text
from reconciler.report.plan_document import PlanDocument


def plan_schema_text() -> str:
    """The schema, as it stands in `schemas/`."""
    return schema_text(PlanDocument)
