"""The ladder as the import linter has it, read from its one place."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]


def rungs() -> dict[str, int]:
    """Return each folder's rung, counted from the bottom."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(one["layers"] for one in contracts if one["type"] == "layers")
    return {name.strip(): rung for rung, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def our_models() -> list[type[Model]]:
    """Return the models of all our modules that have a table; the others are views."""
    return [model for model in apps.get_models() if model.__module__.startswith("aval.") and model._meta.managed]


def our_modules() -> list[str]:
    """Return the dotted names of all our installed modules."""
    return [config.name for config in apps.get_app_configs() if config.name.startswith("aval.")]


def folder_of(model: type[Model]) -> str:
    """Return the folder that owns a model."""
    return model.__module__.split(".")[1]
