"""Why a request about webhooks is refused. Apart from what refuses it: every function of the API knows these."""


class WebhookNotFound(Exception):
    """No such webhook. Another tenant's is the same as none."""


class DeliveryNotFound(Exception):
    """The webhook has no delivery of that id."""


class EventNotFound(Exception):
    """The tenant has no event of that id, or has it no more."""


class SignatureInvalid(Exception):
    """The signature is not that of the payload under the secret."""
