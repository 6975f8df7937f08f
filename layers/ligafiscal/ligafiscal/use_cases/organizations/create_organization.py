"""Create an organization in an account, with the keys that it is born with."""

from collections.abc import Callable, Mapping
from typing import Any

from ligafiscal.domain import api_key
from ligafiscal.domain.api_key import KeyKind
from ligafiscal.domain.organization import Organization, new_organization
from ligafiscal.repositories import key_derivation_secret, organizations
from ligafiscal.runtime import clock
from ligafiscal.use_cases import authenticate

ReadSettings = Callable[[], Mapping[str, Any]]
"""Reads what the organization is to be like once the caller is known; raises what is wrong with it."""


def create_organization(dynamodb: Any, secrets_manager: Any, key: str, read_settings: ReadSettings) -> Organization:
    """An organization of the caller's account. Its test key works at once; it has no live key until one is asked for.

    Raises ApiKeyInvalid, UserKeyRequired and whatever `read_settings` raises.
    """
    account = authenticate.account_of(authenticate.caller(dynamodb, key))
    now = clock.now()
    created = new_organization(read_settings(), account, now)
    test_key = api_key.derive_test_key(key_derivation_secret.read(secrets_manager), created.id, generation=1)
    organizations.create(dynamodb, created, [api_key.record(test_key, KeyKind.TEST, created.id, now)])
    return created
