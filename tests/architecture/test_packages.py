"""What we stand on: every package is pinned with its hash, names no registry, and has a licence that we may ship beside ours."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import CHECKOUT

LOCKS = sorted((CHECKOUT / "locks").glob("*.txt"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)

# Permissive licences, and those whose duties end at the file (MPL) or at the library used as it is (LGPL: docs/decisions/002-licences.md).
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0",
    "Python-2.0", "PostgreSQL", "Unlicense", "Zlib", "LGPL-3.0-only", "LGPL-2.1-only", "LGPL-2.1-or-later",
}  # fmt: skip
LGPL_AS_LIBRARY = {"nameparser", "psycopg", "psycopg-binary", "psycopg-pool", "pycountry"}
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "The Unlicense (Unlicense)": "Unlicense",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.1-only",
}
SPELLINGS = {
    "Apache 2": "Apache-2.0", "Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0",
    "BSD License": "BSD", "BSD 3-Clause": "BSD-3-Clause", "The MIT License": "MIT", "MIT License": "MIT", "The MIT License (MIT)": "MIT",
}  # fmt: skip
READ_BY_HAND: dict[str, str] = {}  # package: licence, for one whose metadata is silent


def pins(name: str) -> dict[str, str]:
    """The pinned version of each package of a lock file."""
    text = (CHECKOUT / "locks" / f"{name}.txt").read_text()
    return {canonicalize_name(package): version for package, version in PIN.findall(text)}


def installed() -> list[str]:
    """The packages of the product's lock file that this system needs."""
    here = {canonicalize_name(found.name) for found in importlib.metadata.distributions()}
    return sorted(here & set(pins("run")))


def licences(package: str) -> set[str]:
    """The licences that the package's own metadata names."""
    told: Any = importlib.metadata.metadata(package)
    if package in READ_BY_HAND:
        return {READ_BY_HAND[package]}
    if expression := told.get("License-Expression"):
        return set(re.split(r"\s+(?:AND|OR|WITH)\s+", expression.replace("(", "").replace(")", "")))
    named = [line.split(" :: ")[-1] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    known = {CLASSIFIERS.get(name, name) for name in named if name != "OSI Approved"}
    text = (told.get("License") or "unknown").strip()
    return known or {SPELLINGS.get(text, text.splitlines()[0][:60])}


@pytest.mark.parametrize("package", installed())
def test_a_package_of_the_product_may_be_shipped_beside_ours(package: str) -> None:
    found = licences(package)
    assert found <= ALLOWED, f"{package} is under {sorted(found)}"
    assert package in LGPL_AS_LIBRARY or not any(licence.startswith("LGPL") for licence in found)


def test_the_packages_of_the_pages_may_be_shipped_with_ours() -> None:
    packages = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    told = {name: package["license"] for name, package in packages.items() if name and "license" in package}
    others = {
        name for name, package in packages.items() if name and "license" not in package and not package.get("optional")
    }
    assert others == set()
    assert {
        name: licence for name, licence in told.items() if not set(licence.strip("()").split(" AND ")) <= ALLOWED
    } == {}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_file_pins_everything_by_hash_and_names_no_registry(path: Any) -> None:
    text = path.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_file_of_the_pages_names_no_registry() -> None:
    assert '"resolved"' not in (CHECKOUT / "package-lock.json").read_text()
    assert "registry=" not in (CHECKOUT / ".npmrc").read_text().replace("omit-lockfile-registry-resolved=", "")


@pytest.mark.parametrize(
    ("lock", "group"),
    [("run", None), ("test", None), ("test", "dev"), ("installer", "installer"), ("node", "node"), ("build", "build")],
)
def test_the_lock_files_hold_what_is_declared(lock: str, group: str | None) -> None:
    declared = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    wanted = declared["dependency-groups"][group] if group else declared["project"]["dependencies"]
    pinned = pins(lock)
    lacking = [
        line for line in map(Requirement, wanted) if pinned.get(canonicalize_name(line.name), "-") not in line.specifier
    ]
    assert [str(line) for line in lacking] == [], "run 'make lock'"


def test_what_is_installed_is_what_is_pinned() -> None:
    assert {name: importlib.metadata.version(name) for name in installed()} == {
        name: pins("run")[name] for name in installed()
    }
