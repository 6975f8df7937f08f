"""What the layers of libraries and pages are made of: `python3 -m local.made_of <folder of the built layer>`.

Written into the product's layer. SAM makes new versions of the functions when that layer's content changes, but does
not look at layers that a condition chooses. `REVISION`, any text, makes new versions where nothing else has changed.
"""

import hashlib
import os
import sys
from pathlib import Path

from local.bootstrap import ROOT

RECIPES = ("layers/*/requirements.txt", "layers/*/Makefile", "layers/*.mk", "local/pack.py", "templates/**/*")


def write(layer: Path) -> None:
    digest = hashlib.sha256(os.environ.get("REVISION", "").encode())
    for file in sorted(file for recipe in RECIPES for file in ROOT.glob(recipe) if file.is_file()):
        digest.update(f"\n{file.relative_to(ROOT).as_posix()}\n".encode() + file.read_bytes())
    (layer / "made_of.txt").write_text(digest.hexdigest() + "\n", encoding="ascii")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
