"""A port of this machine that nobody listens on."""

import socket


def free_port() -> int:
    """Its number; somebody else may take it before we do, which has not been seen."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
