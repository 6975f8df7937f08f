"""What it costs at AWS's list prices: us-east-1, on demand, without free tiers, in US$.

The price pages themselves were out of reach when this was written (November 2026). The prices were compared with what
others quote from them: DynamoDB's since it was halved in November 2024, the first tier of Lambda's, HTTP APIs',
CloudWatch's and Secrets Manager's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# A link's life: made over the API, opened, saved, the page that says so, and the business's look at the result.
LIFE = ("create with link", "open the form", "save the form", "open the form", "retrieve")

LAMBDA_REQUEST = 0.20e-6
LAMBDA_GB_SECOND_ARM = 0.0000133334
HTTP_API_REQUEST = 1.00e-6
READ_UNIT = 0.125e-6
WRITE_UNIT = 0.625e-6
LOG_GB = 0.50
SECRETS_CALL = 0.05 / 10_000

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
WHOLE_PROCESSOR_MB = 1769
MEMORIES = (512, 768, 1024, 1536, 1769)
SECONDS_PER_CALL = 0.005
# Our line, the platform's two and the gateway's one.
LOG_BYTES = 1_500

SAYS = """Five requests: create with a link, open, save, the page that says it is saved, retrieve. List prices of
us-east-1 on arm64, without free tiers. Billed time is init + first request ÷ the share of a processor that the
function's memory buys (Lambda bills init too, since August 2025), and 5 ms for each call to DynamoDB. Storage is
not in it: a customer of 1 KB and its link are US$ 0.0000005 a month, a secret US$ 0.40. All warm and all cold are the
two ends; links that are opened now and then are near the second."""


@dataclass(frozen=True)
class Request:
    """Processor seconds of init (0 where the function is warm) and of the request, megabytes, units, calls."""

    init: float
    cpu: float
    memory: int
    reads: float
    writes: float
    calls: int


def felt(parts: tuple[float, float], memory: int) -> float:
    """Seconds that init and first request (processor seconds of each) take at this memory."""
    init, first = parts
    return init + first / min(1, memory / WHOLE_PROCESSOR_MB)


def of_a_million(requests: Iterable[Request]) -> dict[str, float]:
    """Prices by kind, of a million times these requests."""
    found = dict.fromkeys(("Lambda", "HTTP API", "DynamoDB", "logs"), 0.0)
    for one in requests:
        seconds = felt((one.init, one.cpu), one.memory) + one.calls * SECONDS_PER_CALL
        found["Lambda"] += LAMBDA_REQUEST + seconds * one.memory / 1024 * LAMBDA_GB_SECOND_ARM
        found["HTTP API"] += HTTP_API_REQUEST
        found["DynamoDB"] += one.reads * READ_UNIT + one.writes * WRITE_UNIT
        found["logs"] += LOG_BYTES / 2**30 * LOG_GB
    found = {kind: price * 1e6 for kind, price in found.items()}
    return {**found, "together": sum(found.values())}
