"""`make rehearse`: deploy the product as the manual says, to an emulator of AWS, and operate it there."""

import argparse
import shutil
import subprocess
import sys
import traceback

from tests.rehearsal import life, machine, planted, stage
from tests.rehearsal.emulator import Emulator
from tests.rehearsal.operating import ROOT, Operator, build, checkout

FOLDER = ROOT / ".rehearsal"
PRESENT = "checkout"
EARLIER = "earlier"
PYTHON = ROOT / ".rehearsal-venv" / "bin" / "python"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make rehearse", description=__doc__)
    parser.add_argument("--from", dest="earlier", metavar="REVISION", help="deploy this first, use it, and update it")
    parser.add_argument("--short", action="store_true", help="a first deployment and one link's life, nothing else")
    parts = [part.replace("_", "-") for part in life.PARTS]
    parser.add_argument("--only", nargs="+", choices=parts, help="just these parts of the life, after its beginning")
    parser.add_argument("--again", action="store_true", help="with what the last rehearsal built")
    parser.add_argument("--plant", choices=sorted(planted.FAULTS), help="with a fault that the rehearsal has to find")
    arguments = parser.parse_args()
    if machine.is_entered():
        return rehearse(arguments)
    try:
        machine.assert_possible()
        prepare(arguments)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"No rehearsal: {error}", file=sys.stderr)
        return 2
    except stage.StepFailed as failed:
        print(failed.__cause__, file=sys.stderr)
        return 1
    return machine.enter(sys.argv[1:])


def prepare(arguments: argparse.Namespace) -> None:
    """What needs the network: build what is deployed."""
    if arguments.again:
        for left in FOLDER.iterdir():
            if left.is_dir() and left.name not in (PRESENT, EARLIER):
                shutil.rmtree(left)
        shutil.copy2(ROOT / "samconfig.toml", FOLDER / PRESENT)
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    log = stage.Log()
    with log.step("Build this checkout"):
        place = checkout(FOLDER / PRESENT, None)
        if arguments.plant:
            planted.plant(place, arguments.plant)
        build(place)
    if arguments.earlier:
        with log.step(f"Build {arguments.earlier}"):
            build(checkout(FOLDER / EARLIER, arguments.earlier))


def rehearse(arguments: argparse.Namespace) -> int:
    emulator = Emulator(FOLDER, PYTHON)
    rehearsal = stage.Rehearsal(Operator(FOLDER / PRESENT, FOLDER / "operator", emulator.authority), emulator)
    try:
        if arguments.short:
            life.short(rehearsal)
        else:
            life.whole(rehearsal, FOLDER / EARLIER if arguments.earlier else None, arguments.only)
    except stage.StepFailed as failed:
        traceback.print_exception(failed.__cause__)
        print(*rehearsal.account.failures(), *rehearsal.account.complaints(), sep="\n")
        print(f"\nFailed: {failed}\nWhat was run is in {rehearsal.operator.log}, the emulator's log in {emulator.log}.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
