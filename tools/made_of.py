"""What the layers of libraries and pages are made of: `python3 -m tools.made_of <folder of the built layer>`.

Written into the product's layer. SAM makes new versions of the functions when that layer's content changes, but does
not look at layers that a condition chooses.
"""

import hashlib
import sys
from pathlib import Path

from tools.bootstrap import ROOT

RECIPES = (
    "layers/*/requirements.txt",
    "layers/*/Makefile",
    "layers/*.mk",
    "tools/pack.py",
    "tools/deferred.py",
    "tools/compiled_at_build.py",
    "templates/**/*",
)


def digest(root: Path) -> str:
    """One line for all that goes into those layers."""
    whole = hashlib.sha256()
    for file in sorted(file for recipe in RECIPES for file in root.glob(recipe) if file.is_file()):
        whole.update(f"\n{file.relative_to(root).as_posix()}\n".encode() + file.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    Path(sys.argv[1], "made_of.txt").write_text(digest(ROOT) + "\n", encoding="ascii")
