"""The errors the application expects: each is one sentence for a person, never a traceback."""


class BlsError(Exception):
    """Base of every expected error of the application. `str(error)` is a full sentence that says what to do."""


class NotFoundError(BlsError):
    """Nothing goes by the name that was asked for."""


class RefusedError(BlsError):
    """The request is understood and not allowed as things are."""
