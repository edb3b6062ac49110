"""What keeps the service from starting or running, in one sentence."""


class ServiceError(Exception):
    """The service cannot start or go on; the text says why and what would help."""
