"""The command that opens a shell on a watched machine, made of a template and never given to a shell."""

import re
import shlex

from bls_tui.errors import RefusedError
from bls_tui.locale import _

PLACE = "{address}"
_ADDRESS = re.compile(r"[0-9A-Za-z_:][0-9A-Za-z_.:%-]*")
"""Names and addresses of IPv4 and IPv6: no option, and nothing that any shell behind the command would read."""


class RemoteShellError(RefusedError):
    """The template or the address makes no command; the message says why."""


def command(template: str, address: str) -> list[str]:
    """Return the arguments of the command, the address inside exactly one of them wherever the template names it.

    What is no plain address is refused, so that no program reads it as an option. Raises RemoteShellError.
    """
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise RemoteShellError(_("ui.shell in bls.toml cannot be read: {reason}").format(reason=error)) from error
    if not words or not any(PLACE in word for word in words[1:]):
        raise RemoteShellError(
            _("Set ui.shell in bls.toml to a command with {{address}}, such as: ssh {{address}}").format()
        )
    if not address:
        raise RemoteShellError(_("It has no address."))
    if not _ADDRESS.fullmatch(address):
        raise RemoteShellError(_("{address!r} is no address to open a shell on.").format(address=address))
    return [words[0], *(word.replace(PLACE, address) for word in words[1:])]
