"""Powertools' resolver, with one spelling of each path."""

import re

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver


class Resolver(APIGatewayHttpResolver):
    """Powertools ends its patterns with `$`, which also matches before a line break at the end: `/tax-info/KEY%0A`
    would be a second spelling of a key.
    """

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = r"^{}\Z") -> re.Pattern[str]:
        compiled: re.Pattern[str] = APIGatewayHttpResolver._compile_regex(rule, base_regex)
        return compiled
