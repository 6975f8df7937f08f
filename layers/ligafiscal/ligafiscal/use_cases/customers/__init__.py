"""Customers: created, updated, found, shown, deleted."""
