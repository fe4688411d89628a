"""The secret of a hook and what is signed with it. Secrets are derived from SECRET_KEY, never stored (docs/adr).

What is signed is the moment of sending and the body, so that a message can neither be changed nor be sent again later.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac

VERSION = "v1"
SALT_BYTES = 16


def new_salt() -> str:
    """What makes a secret of its own; it need not be kept secret."""
    return secrets.token_hex(SALT_BYTES)


def secret_of(salt: str) -> str:
    """The secret that belongs to a salt on this server."""
    return salted_hmac("perfgoals.hooks", salt, algorithm="sha256").hexdigest()


def fingerprint_of(secret: str) -> str:
    """By which it shows that SECRET_KEY is another one than when the secret was given out."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the header X-Perfgoals-Signature."""
    told = timestamp.encode() + b"." + body
    return f"{VERSION}={hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()}"
