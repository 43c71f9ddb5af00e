"""Adds to package-lock.json the packages for other systems that a registry's copy lacks, so that `npm ci` accepts the file everywhere.

A native package names one optional package per system. Where a copy of the registry has not all of them, npm leaves those out of the
lock file and then refuses it as incomplete. An entry with the version and the system suffices: npm skips it on every other system.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

SYSTEM = re.compile(r"-(android|darwin|freebsd|linux|win32)-(arm64|arm|x64|ia32)")


def main() -> None:
    """Complete the lock file in the current folder."""
    path = Path("package-lock.json")
    lock = json.loads(path.read_text("utf-8"))
    packages = lock["packages"]
    wanted = {
        f"node_modules/{name}": version
        for package in list(packages.values())
        for name, version in package.get("optionalDependencies", {}).items()
    }
    for name, version in wanted.items():
        packages.setdefault(name, entry(name, version))
    lock["packages"] = dict(sorted(packages.items()))
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


def entry(name: str, version: str) -> dict[str, object]:
    """Return the entry of a package that is for one system only."""
    system = SYSTEM.search(name)
    where = {"os": [system[1]], "cpu": [system[2]]} if system else {"cpu": ["wasm32"]}
    return {"version": version, "optional": True, **where}


if __name__ == "__main__":
    main()
