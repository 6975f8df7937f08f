"""CloudWatch's embedded metric format: what makes a log line that its metrics can be taken from.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
CloudWatch drops what does not follow it, without a word.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

UNITS = {
    *("Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"),
    *("Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "None"),
    *(f"{unit}/Second" for unit in ("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Count")),
}


def mistakes(line: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a line that has `_aws`; nothing, where CloudWatch takes all its metrics."""
    metadata = line["_aws"]
    if type(metadata.get("Timestamp")) is not int or not 1e12 < metadata["Timestamp"] < 1e13:
        yield "Timestamp is not in milliseconds of the epoch"
    if not metadata.get("CloudWatchMetrics"):
        yield "there is no directive"
    for directive in metadata.get("CloudWatchMetrics") or ():
        yield from _of_directive(directive, line)


def _of_directive(directive: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[str]:
    if not _is_a_name(directive.get("Namespace")):
        yield "Namespace is no name"
    for dimensions in directive["Dimensions"]:
        if len(dimensions) > 30:
            yield "more than 30 dimensions"
        yield from (f"dimension {name} is no text" for name in dimensions if not _is_a_name(line.get(name)))
    if not 1 <= len(directive["Metrics"]) <= 100:
        yield "a directive has 1 to 100 metrics"
    for metric in directive["Metrics"]:
        if metric.keys() - {"Name", "Unit", "StorageResolution"} or not _is_a_name(metric.get("Name")):
            yield f"metric {metric} has no name, or something else besides"
        if metric.get("Unit", "None") not in UNITS:
            yield f"there is no unit {metric['Unit']}"
        value = line.get(metric.get("Name", ""))
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            yield f"metric {metric.get('Name')} has no number"


def _is_a_name(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= 1024 and value.isascii() and value.isprintable()
