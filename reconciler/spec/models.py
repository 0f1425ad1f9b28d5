"""Models: which document model describes what stands at some place of a file."""

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel

from reconciler.spec.places import Step


def model_below(model: type[BaseModel] | None, step: Step) -> type[BaseModel] | None:
    """The model of what stands at a key; an index of a list stays with the list's model."""
    if model is None or isinstance(step, int):
        return model
    field = model.model_fields.get(step)
    return _model_in(field.annotation) if field else None


def keys_at(model: type[BaseModel], steps: Iterable[Step]) -> list[str]:
    """The keys that may stand at a place, in the order of the schema; none where any may."""
    here: type[BaseModel] | None = model
    for step in steps:
        here = model_below(here, step)
    return list(here.model_fields) if here else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)
