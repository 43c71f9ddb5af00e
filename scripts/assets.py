"""Builds the pages' assets: one style, one script, the fonts, the icons; hashed by content, compressed, and only when a source changed.

What it leaves in `closeknit/web/static/built/`:

- `closeknit.<hash>.css`, `closeknit.<hash>.js`, `geist-latin.<hash>.woff2` ..., each text also as `.br` and `.gz`;
- `manifest.json`: plain name to hashed name; `staticfiles.json`: the same in the form that Django's manifest storage reads;
- `icons.json`: the drawing of each Lucide icon by name.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import brotli

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "closeknit"
SOURCE = PACKAGE / "web" / "static" / "src"
BUILT = PACKAGE / "web" / "static" / "built"
MODULES = CHECKOUT / "node_modules"
GEIST = MODULES / "@fontsource-variable" / "geist" / "files"
FONTS = {
    "geist-latin.woff2": GEIST / "geist-latin-wght-normal.woff2",
    "geist-latin-ext.woff2": GEIST / "geist-latin-ext-wght-normal.woff2",
}
COMPRESSED = {".css", ".js", ".svg"}
BIG = 300_000  # bytes; above, the best compression takes seconds and the file is no part of a page


def sources() -> list[Path]:
    """Return every file that the result depends on: Tailwind reads class names out of templates and of Python too."""
    code = [
        path
        for pattern in ("*.html", "*.py", "*.css", "*.js")
        for path in PACKAGE.rglob(pattern)
        if not {"built", "tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
    ]
    return sorted([*code, CHECKOUT / "package-lock.json", Path(__file__)])


def fingerprint() -> str:
    """Return one hash over the names and contents of all sources."""
    sum_ = hashlib.sha256()
    for path in sources():
        sum_.update(f"{path.relative_to(CHECKOUT)}\0".encode() + path.read_bytes() + b"\0")
    return sum_.hexdigest()


def build() -> bool:
    """Build what is not up to date; return whether anything had to be built."""
    stamp = BUILT / ".stamp"
    now = fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    with tempfile.TemporaryDirectory(dir=BUILT.parent) as folder:
        fresh = Path(folder) / "built"
        fresh.mkdir()
        names = {plain: put(fresh, plain, path.read_bytes()) for plain, path in FONTS.items()}
        names["closeknit.js"] = put(fresh, "closeknit.js", script())
        names["closeknit.css"] = put(fresh, "closeknit.css", style(names))
        names.update({plain: put(fresh, plain, path.read_bytes()) for plain, path in api_reader().items()})
        (fresh / "manifest.json").write_text(json.dumps(names, indent=1))
        (fresh / "staticfiles.json").write_text(json.dumps({"version": "1.1", "hash": "", "paths": names}))
        (fresh / "icons.json").write_text(json.dumps(icons()))
        (fresh / ".stamp").write_text(now)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    return True


def put(folder: Path, plain: str, content: bytes) -> str:
    """Write the content under its hashed name, with compressed copies; return that name."""
    name = Path(plain)
    hashed = name.with_name(f"{name.stem}.{hashlib.sha256(content).hexdigest()[:12]}{name.suffix}")
    path = folder / hashed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if name.suffix in COMPRESSED:
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11 if len(content) < BIG else 6))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed.as_posix()


def script() -> bytes:
    """Return the one script: esbuild follows the imports of closeknit.js."""
    return run("esbuild", str(SOURCE / "closeknit.js"), "--bundle", "--minify", "--format=iife", "--target=es2022")


def style(names: dict[str, str]) -> bytes:
    """Return the one style: Tailwind follows the imports of closeknit.css; the fonts' addresses become the hashed ones."""
    with tempfile.NamedTemporaryFile(suffix=".css") as out:
        run("tailwindcss", "--input", str(SOURCE / "closeknit.css"), "--output", out.name, "--minify")
        text = Path(out.name).read_text("utf-8")
    for plain, path in FONTS.items():
        text = re.sub(rf"url\([^()]*({re.escape(path.name)}|{re.escape(plain)})[\"']?\)", f"url({names[plain]})", text)
    return text.encode()


def api_reader() -> dict[str, Path]:
    """Return the files of the page that shows the API, which come with django-ninja."""
    spec = importlib.util.find_spec("ninja")
    if spec is None or spec.origin is None:
        sys.exit("assets: django-ninja is not installed; run 'make setup'.")
    folder = Path(spec.origin).parent / "static"
    unused = ("redoc", ".map")
    files = [path for path in folder.rglob("ninja/*") if not any(part in path.name for part in unused)]
    return {path.relative_to(folder).as_posix(): path for path in files}


def icons() -> dict[str, str]:
    """Return the inner drawing of every Lucide icon, without the frame that the page gives it."""
    files = sorted((MODULES / "lucide-static" / "icons").glob("*.svg"))
    return {path.stem: drawing(path.read_text("utf-8")) for path in files}


def drawing(svg: str) -> str:
    """Return what stands between <svg> and </svg>, in one line."""
    return re.sub(r"\s*\n\s*", "", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])


def run(tool: str, *arguments: str) -> bytes:
    """Run a tool of node_modules and return what it prints; stop with its own words when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [MODULES / ".bin" / tool, *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        capture_output=True,
    )
    if done.returncode:
        sys.exit(f"assets: {tool} failed.\n{done.stderr.decode(errors='replace')}")
    return done.stdout


if __name__ == "__main__" and build():
    print("Built the pages' style and script.")
