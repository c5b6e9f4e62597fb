"""Keeps the kernels of the tests, and what they start, from talking to other machines.

Python imports a module of this name when it starts; the tests put this folder on PYTHONPATH. An
audit hook (PEP 578) then sees every connection and every look-up of a name before Python's
`socket` makes it. Loopback passes: it is how a kernel talks to its client. What the hook can't
see is a socket that a library opens in C++ by itself.
"""

import ipaddress
import socket
import sys


class NetworkBlocked(RuntimeError):
    """A notebook under test reached for another machine.

    It is no OSError on purpose: code that falls back when it is offline must not hide it.
    """


def _stays_here(host: object) -> bool:
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name.lower().rstrip(".") in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _guard(event: str, args: tuple) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = args
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or address is None:
            return  # AF_UNIX stays here; without an address, the socket was connected before
        host, where = address[0], f"{address[0]} port {address[1]}"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = where = args[0]
    elif event == "socket.getnameinfo":
        host = where = args[0][0]
    else:
        return
    if not _stays_here(host):
        raise NetworkBlocked(
            f"{event.removeprefix('socket.')} to {where} is blocked: "
            "in the tests a notebook talks to no other machine"
        )


sys.addaudithook(_guard)
