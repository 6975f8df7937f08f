"""The figures as a page of Markdown."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bench import cost
from bench.aws import Asked, Call
from bench.process import Cold
from bench.programs import Program, size

TITLES = {
    "a": "(a) hello-world, boto3 bundled, no bytecode",
    "b": "(b) hello-world, boto3 with bytecode",
    "c": "(c) FastAPI + Mangum + boto3 resource, no bytecode",
}


@dataclass(frozen=True)
class Warm:
    """Processor seconds of a request and of the same calls to AWS made bare, the ratio of the two turn by turn (None
    where there are no calls); peak memory in bytes.
    """

    cpu: float
    bare_cpu: float
    ratio: float | None
    memory: int


@dataclass(frozen=True)
class Capacity:
    """A warm request's calls to DynamoDB and to `others`; how many a process's first request makes."""

    calls: list[Call]
    first_calls: int
    first_others: int
    others: list[Asked]

    @property
    def reads(self) -> float:
        return sum(call.reads for call in self.calls)

    @property
    def writes(self) -> float:
        return sum(call.writes for call in self.calls)


@dataclass
class Results:
    when: datetime
    machine: str
    load: float
    runs: int
    requests: int
    customers: int
    cold: dict[str, list[Cold]] = field(default_factory=dict)
    warm: dict[str, Warm] = field(default_factory=dict)
    few: dict[str, Capacity] = field(default_factory=dict)
    many: dict[str, Capacity] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    imports: dict[str, dict[str, float]] = field(default_factory=dict)
    steps: dict[str, dict[str, list[Cold]]] = field(default_factory=dict)
    tls: dict[str, list[Cold]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    loading: float = 0


def sizes(programs: Mapping[str, Program]) -> dict[str, tuple[int, int]]:
    """Bytes of each function's code and of its layers."""
    return {name: (size(one.code), sum(map(size, one.layers))) for name, one in programs.items()}


def markdown(results: Results) -> str:
    parts = [_head(results), _felt(results), _tls(results), _memory(results), _cold(results), _steps(results)]
    parts += [_warm(results), _capacity(results), _cost(results), _imports(results), _sizes(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: Results) -> str:
    unfilled = "" if results.many else "; the tables were not filled with many customers this time"
    return f"""# What it costs

Written by `make bench` on {results.when:%Y-%m-%d %H:%M} UTC, on {results.machine}, load
{results.load:.1f} when it began.
The built x86_64 artefacts under `awslambdaric`, against DynamoDB Local; the other services are stubs that answer at
once. Every function has a row in every table but those of the steps, of TLS, of memory and of the cost.
{results.runs} cold starts and {results.requests} warm requests of each kind{unfilled}."""


def _felt(results: Results) -> str:
    if not results.cold:
        return ""
    rows: list[tuple[str, ...]] = [
        (TITLES[key], f"{part[0] * 1000:.0f}", f"{part[1] * 1000:.0f}", "", "", "")
        for key, part in ((key, _parts(results.cold[key])) for key in TITLES)
    ]
    rows += [_felt_row(name, results.memory[name], results.cold[name], results.cold["b"]) for name in results.memory]
    header = ("", "CPU ms, init", "CPU ms, first request", "MB", "init + first ÷ share", "÷ (b)")
    return f"""## Cold start, as it is felt

Lambda gives a function a whole processor until it asks for its first event, and after that the share that its memory
buys: one processor at 1,769 MB, 0.29 of one at 512 MB. So what is done at init is done more quickly than what a request
waits for. Processor time of both, and init + first request ÷ share: milliseconds at the function's own memory, and how
much that is of (b)'s at the same memory. Medians of {results.runs} runs in turns. What is no processor time is not in
it: the network, and what Lambda itself does before a function's process starts.

{_table(header, rows)}"""


def _felt_row(name: str, memory: int, ours: Iterable[Cold], theirs: Iterable[Cold]) -> tuple[str, ...]:
    init, first = _parts(ours)
    felt = cost.felt((init, first), memory)
    return (
        TITLES.get(name, name),
        f"{init * 1000:.0f}",
        f"{first * 1000:.0f}",
        str(memory),
        f"{felt * 1000:.0f}",
        f"{felt / cost.felt(_parts(theirs), memory):.2f}",
    )


def _parts(runs: Iterable[Cold]) -> tuple[float, float]:
    """Processor seconds of init and of the first request: those of medians, each by itself."""
    listed = list(runs)
    return statistics.median(run.init for run in listed), statistics.median(run.first for run in listed)


def _tls(results: Results) -> str:
    if not results.tls:
        return ""
    rows = [
        _felt_row(name, results.memory.get(name, 512), runs, results.tls["b"]) for name, runs in results.tls.items()
    ]
    header = ("", "CPU ms, init", "CPU ms, first request", "MB", "init + first ÷ share", "÷ (b)")
    return f"""## The same over TLS

AWS's endpoints speak TLS; DynamoDB Local and the stubs do not, so that all other tables are without it. Here one stands
before them: certificates are read and checked, keys agreed upon. Each program reads the certificates that it
trusts by itself, and one more.

{_table(header, rows)}"""


def _knows_a_life(results: Results) -> bool:
    """Whether all was measured that a link's life is reckoned from."""
    return all(name in one for name in cost.LIFE for one in (results.cold, results.warm, results.few))


def _memory(results: Results) -> str:
    if not _knows_a_life(results):
        return ""
    life = list(dict.fromkeys(cost.LIFE))
    rows = []
    for memory in cost.MEMORIES:
        felt = [cost.felt(_parts(results.cold[name]), memory) for name in life]
        warm, cold = _prices(results, memory)
        rows.append(
            (
                f"{memory} MB",
                *(f"{seconds * 1000:.0f}" for seconds in felt),
                f"{cost.felt(_parts(results.cold['b']), memory) * 1000:.0f}",
                f"{warm['Lambda']:.2f}",
                f"{cold['Lambda']:.2f}",
            )
        )
    header = ("", *life, "(b)", "US$, all warm", "US$, all cold")
    return f"""## Memory

Init + first ÷ share in milliseconds at other sizes, from the same measurements, and what Lambda costs for a million
lives of a link (below), if every function had that size.

{_table(header, rows)}"""


def _cold(results: Results) -> str:
    if not results.cold:
        return ""
    base = {key: _medians(results.cold[key]) for key in ("b", "c")}
    rows = []
    for name, runs in results.cold.items():
        wall, cpu = _medians(runs)
        memory = statistics.median(run.memory for run in runs) / 2**20
        rows.append(
            (
                TITLES.get(name, name),
                f"{wall * 1000:.0f}",
                f"{wall / base['b'][0]:.2f}",
                f"{wall / base['c'][0]:.2f}",
                f"{cpu * 1000:.0f}",
                f"{cpu / base['b'][1]:.2f}",
                f"{cpu / base['c'][1]:.2f}",
                f"{memory:.0f}",
            )
        )
    header = ("", "ms", "÷ (b)", "÷ (c)", "CPU ms", "÷ (b)", "÷ (c)", "peak MB")
    return f"""## Cold start on a whole processor

Start of the process to the first answer, with its calls to DynamoDB and Secrets Manager: medians of {results.runs} runs
in turns. Processor time is the same, less what else the machine was doing.

{_table(header, rows)}"""


def _medians(runs: Iterable[Cold]) -> tuple[float, float]:
    listed = list(runs)
    return statistics.median(run.wall for run in listed), statistics.median(run.cpu for run in listed)


def _steps(results: Results) -> str:
    if not results.steps:
        return ""
    felt = {
        step: {name: cost.felt(_parts(runs), results.memory[name]) * 1000 for name, runs in one.items()}
        for step, one in results.steps.items()
    }
    whole = felt[""]
    rows = [("all of them", *(f"{whole[name]:.0f}" for name in whole))]
    rows += [
        (f"without {step}", *(f"{one[name]:.0f} ({one[name] - whole[name]:+.0f})" for name in whole))
        for step, one in felt.items()
        if step
    ]
    return f"""## Which step gained what

Init + first ÷ share in milliseconds: the functions as they are, and built once more without one of the steps. Medians
of {results.runs} runs in turns. Without bytecode the pages are not compiled either.

{_table(("", *whole), rows)}"""


def _warm(results: Results) -> str:
    rows = [
        (
            name,
            f"{warm.cpu * 1000:.2f}",
            f"{warm.bare_cpu * 1000:.2f}",
            f"{warm.ratio:.2f}",
            f"{warm.memory / 2**20:.0f}",
        )
        if warm.ratio is not None
        else (name, f"{warm.cpu * 1000:.2f}", "no calls", "", f"{warm.memory / 2**20:.0f}")
        for name, warm in results.warm.items()
    ]
    header = ("", "CPU ms", "bare calls", "ratio", "peak MB")
    each = results.requests
    return f"""## A warm request

Processor time of a request under `awslambdaric`, beside a handler that makes the same calls to AWS with bare boto3
clients and does nothing else (*mail the link* to SES too, the two with logos to S3): {each} each, in turns of
ten; medians of the turns and of their ratios. An uploaded logo is decoded and drawn anew besides, which no call does.

{_table(header, rows)}"""


def _capacity(results: Results) -> str:
    rows = []
    for name, few in results.few.items():
        same = _at_many(results, name, few)
        operations = ", ".join(call.operation for call in few.calls) or "none"
        rows.append(
            (
                name,
                operations,
                str(few.first_calls),
                f"{few.first_others} / {len(few.others)}",
                f"{few.reads:g}",
                f"{few.writes:g}",
                same,
            )
        )
    header = (
        "",
        "calls to DynamoDB",
        "first request",
        "other services, first / warm",
        "read units",
        "write units",
        f"at {results.customers:,}" if results.many else "",
    )
    among_many = f"""
Once more with {results.customers:,} older ones besides, loaded in {results.loading:.0f} s (`make bench
OPTIONS="--customers …"` says how many). What differs: a list counts its total, 3,000 index entries at most; a
search for words reads the organization's index entries, a unit for each 8 KB of them, 128,000 at most and no more
than its time allows. Everything else reads by key.
"""
    return f"""## Round trips and capacity

Each request of an organization with ten customers and a few that the other requests make.
{among_many if results.many else ""}
{_table(header, rows)}"""


def _at_many(results: Results, name: str, few: Capacity) -> str:
    if name not in results.many:
        return ""
    many = results.many[name]
    if (few.reads, few.writes) == (many.reads, many.writes):
        return "same"
    return f"{many.reads:g} / {many.writes:g}"


def _cost(results: Results) -> str:
    if not _knows_a_life(results):
        return ""
    warm, cold = _prices(results)
    rows = [(kind, f"{warm[kind]:.2f}", f"{cold[kind]:.2f}") for kind in warm]
    return f"""## A million complete lives of a link

{cost.SAYS}

{_table(("US$", "all warm", "all cold"), rows)}"""


def _prices(results: Results, memory: int | None = None) -> tuple[dict[str, float], dict[str, float]]:
    """What a million lives cost warm and cold, at each function's own memory unless another is named."""

    def request(name: str, parts: tuple[float, float], calls: int) -> cost.Request:
        few = results.few[name]
        return cost.Request(*parts, memory or results.memory[name], few.reads, few.writes, calls)

    warm = [request(name, (0, results.warm[name].cpu), len(results.few[name].calls)) for name in cost.LIFE]
    cold = [request(name, _parts(results.cold[name]), results.few[name].first_calls) for name in cost.LIFE]
    return cost.of_a_million(warm), cost.of_a_million(cold)


def _imports(results: Results) -> str:
    packages = sorted({package for one in results.imports.values() for package in one})
    rows = [
        (name, f"{sum(one.values()):.0f}", *(f"{one.get(package, 0):.0f}" for package in packages))
        for name, one in results.imports.items()
    ]
    return f"""## Where imports spend their time

Milliseconds of `import handler`, by package, without the modules that each imports in turn.

{_table(("", "all", *packages), rows)}"""


def _sizes(results: Results) -> str:
    rows = [(name, f"{code / 1024:.1f}", f"{layers / 2**20:.1f}") for name, (code, layers) in results.sizes.items()]
    return f"""## Artefacts

Unzipped.

{_table(("", "code, KB", "layers, MB"), rows)}"""


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" if not number else "---:" for number, _ in enumerate(header)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
