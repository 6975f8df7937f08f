"""The script made short by terser, whose version package-lock.json says."""

import hashlib
import subprocess
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
SOURCE = TEMPLATES / "form.mjs"
MADE = TEMPLATES / "form.min.mjs"
# Names of the module's own become short ones too; what is not ASCII stays readable to whatever reads the file.
_OPTIONS = ("--module", "--compress", "passes=2", "--mangle", "--format", "ascii_only=true")


def minified(node: Path, packages: Path) -> str:
    """The file's text: in its first line the digest of the source, by which a stale one is known. `packages` is the
    folder of npm's packages.

    Raises ValueError where Jinja, by which pages are put together, would find something of its own in it.
    """
    terser = packages / "terser" / "bin" / "terser"
    done = subprocess.run([node, terser, SOURCE, *_OPTIONS], capture_output=True, text=True, check=True)
    script = done.stdout.strip()
    if any(mark in script for mark in ("{{", "{%", "{#")):
        raise ValueError("the script holds what Jinja takes for its own")
    source = SOURCE.read_text("utf-8").removesuffix("\n")
    return f"// {hashlib.sha256(source.encode()).hexdigest()}\n{script}\n"
