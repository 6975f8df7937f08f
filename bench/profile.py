"""Where the time of an import goes, by package."""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

from bench.process import PYTHON
from bench.programs import Program

PACKAGES = ("aws_lambda_powertools", "botocore", "dateutil", "jinja2", "jmespath", "ligafiscal", "pydantic", "urllib3")


def imports(program: Program, runtime_client: Path) -> dict[str, float]:
    """Milliseconds of `import handler` by package, without what it imports in turn; the fastest of three."""
    return min((_once(program, runtime_client) for _ in range(3)), key=lambda found: sum(found.values()))


def _once(program: Program, runtime_client: Path) -> dict[str, float]:
    done = subprocess.run(
        [PYTHON, "-S", "-X", "importtime", "-c", "import handler"],
        cwd=program.code,
        env={
            "PYTHONPATH": os.pathsep.join(map(str, (*program.path, runtime_client))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_DEFAULT_REGION": "us-east-1",
            **program.environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    spent: Counter[str] = Counter()
    for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", done.stderr):
        package = name.partition(".")[0]
        package = "pydantic" if package == "pydantic_core" else package
        spent[package if package in PACKAGES else "everything else"] += int(own)
    return {package: microseconds / 1000 for package, microseconds in spent.items()}
