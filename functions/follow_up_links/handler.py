"""Invoked by the stream and by the sweep: do what is due about links, that is remind, tell of those that expired,
and to mail what somebody asked for.
"""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ligafiscal.http.background import work
from ligafiscal.http.cold_start import prepare
from ligafiscal.http.resolver import read_secrets
from ligafiscal.pages.mail import Occasion, completed_message, edit_link_message
from ligafiscal.repositories.due_items import Kind
from ligafiscal.runtime import clients
from ligafiscal.use_cases.follow_up import FollowUps, follow_up
from ligafiscal.use_cases.links.link_mail import Composers, send_link_mail
from ligafiscal.use_cases.links.link_timer import keep_time

# Below the function's own time-out.
SECONDS = 55.0

_REMINDER = partial(edit_link_message, occasion=Occasion.REMINDER)
_MAILS = Composers(partial(edit_link_message, occasion=Occasion.RECOVERY), completed_message)

prepare((clients.dynamodb, None), (clients.ses, None))


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    dynamodb, ses = clients.dynamodb(), clients.ses()
    # A connection that slept may be dead, which would show only with a message on its way.
    ses.close()
    handlers = {
        Kind.LINK_TIMER: partial(keep_time, dynamodb, ses, read_secrets, _REMINDER),
        Kind.LINK_MAIL: partial(send_link_mail, dynamodb, ses, read_secrets, _MAILS),
    }
    return work(context, SECONDS, partial(follow_up, handlers, FollowUps.from_json(event)))
