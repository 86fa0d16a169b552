"""The command that opens a shell on a machine."""

import pytest

from bls_tui.desk.remote import RemoteShellError, command


@pytest.mark.parametrize(
    ("template", "arguments"),
    [
        ("ssh {address}", ["ssh", "10.0.0.1"]),
        ("ssh -p 2222 'root@{address}'", ["ssh", "-p", "2222", "root@10.0.0.1"]),
        ("tmux new-window 'ssh {address}'", ["tmux", "new-window", "ssh 10.0.0.1"]),
    ],
)
def test_the_address_goes_into_one_argument(template, arguments):
    assert command(template, "10.0.0.1") == arguments


@pytest.mark.parametrize(
    "address", ["", "-oProxyCommand=id", "10.0.0.1 -v", "a\nb", "a\x1bb", "$(id)", "a;b", "a\n", "\u202eabc"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(RemoteShellError):
        command("ssh {address}", address)


@pytest.mark.parametrize("template", ["", "ssh", "{address}", "ssh 'unfinished {address}"])
def test_a_template_that_makes_no_command_is_refused(template):
    with pytest.raises(RemoteShellError):
        command(template, "10.0.0.1")


@pytest.mark.parametrize("address", ["fe80::1%eth0", "::1", "srv-1.acme.example", "192.0.2.7"])
def test_names_and_addresses_are_taken(address):
    assert command("ssh {address}", address)[-1] == address
