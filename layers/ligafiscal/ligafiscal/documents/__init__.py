"""Strangers' files: what they hold, read by rules and under limits."""
