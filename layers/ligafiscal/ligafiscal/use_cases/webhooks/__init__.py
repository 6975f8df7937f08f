"""Webhooks: who is told what, and everything that makes sure of it."""
