"""What an operator does to a deployment, by hand: `python -m ops <noun> <verb>`; `make help` has a target for each."""

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError

from ligafiscal.repositories.store import StoreUnavailable
from ligafiscal.runtime.deadline import DeadlineExceeded
from ops import customers, organization, signing_secret, user_key
from ops.deployment import CommandFailed


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status. What fails is said on the error stream, in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    nouns = parser.add_subparsers(required=True, metavar="noun")
    for noun in (organization, user_key, customers, signing_secret):
        noun.add_to(nouns)
    chosen = parser.parse_args(arguments)
    try:
        chosen.run(chosen)
    except (StoreUnavailable, DeadlineExceeded) as error:
        return _failed(f"{chosen.failure} A service did not answer in time ({error.cause}). Run it again.")
    except (BotoCoreError, ClientError, OSError, CommandFailed) as error:
        return _failed(f"{chosen.failure} {error}")
    return 0


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
