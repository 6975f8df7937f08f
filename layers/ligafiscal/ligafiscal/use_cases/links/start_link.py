"""Note that a customer has begun, and tell of it: at the first touch of a field, which the page tells, or with the
first form that is refused.
"""

from typing import Any

from ligafiscal.domain.edit_link import LinkState
from ligafiscal.repositories import customers, events
from ligafiscal.repositories.versions import retry_when_stale
from ligafiscal.runtime import clock
from ligafiscal.use_cases.customers.show_customer import ReadSecrets
from ligafiscal.use_cases.links.open_tax_info import OpenedLink, open_tax_info
from ligafiscal.use_cases.webhooks import tell


@retry_when_stale
def start_link(dynamodb: Any, read_secrets: ReadSecrets, key_text: str) -> OpenedLink:
    """Note that a link has been started, once, and only while it is open. Raises UnknownLink, StoreUnavailable."""
    opened = open_tax_info(dynamodb, read_secrets, key_text)
    note_started(dynamodb, opened)
    return opened


def note_started(dynamodb: Any, opened: OpenedLink) -> None:
    """The same for a link that has been read. Raises StaleVersion, StoreUnavailable."""
    seen = opened.customer
    if opened.state is not LinkState.OPEN or seen.link is None or seen.link.started_at is not None:
        return
    now = clock.now()
    changed = seen.changed().linked(seen.link.started(now))
    told = tell.started(changed, now)
    due = opened.organization.webhooks.wants(told.tenant.livemode, told.type)
    customers.replace(dynamodb, seen, changed.told_by(told.id, now), also=[events.put(told, due=due)])
