"""Handlers under moto. A package, so that moto is taken down with its last test."""
