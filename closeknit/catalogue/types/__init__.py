"""The types of values. A type is one class in one file here, or in the folder whose rows it names; it registers itself."""

from __future__ import annotations

import importlib
import pkgutil

from closeknit.catalogue.types.value import TYPES, Operator, Option, Storage, Type, register

__all__ = ["TYPES", "Operator", "Option", "Storage", "Type", "discover", "register"]


def discover() -> None:
    """Import every module of this folder, so that each type registers itself."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
