"""The certificate of the door: read and tried before anything listens."""

from __future__ import annotations

import ssl
from pathlib import Path

from nmt_widgets.core.words import refusal

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


class _IsLocked(Exception):
    """The key asks for a passphrase."""


def read_certificate(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what encrypts the door's connections.

    Parameters
    ----------
    certificate, key : pathlib.Path
        Files in the form PEM: the certificate with those that vouch for it, and its private key.

    Raises
    ------
    InputError
        When a file cannot be read, the two do not belong together, the key has a passphrase, or the certificate has
        expired.
    """
    for file in (certificate, key):
        if not file.is_file():
            raise refusal("class_door", "no_file", file=file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=_refuse)
    except _IsLocked:
        raise refusal("class_door", "locked_key", file=key) from None
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        is_pair = getattr(error, "reason", "") != "KEY_VALUES_MISMATCH"
        raise refusal("class_door", "no_certificate" if is_pair else "no_pair", file=certificate) from None
    _check_date(context, certificate)
    return context


def _refuse() -> str:
    raise _IsLocked


def _check_date(context: ssl.SSLContext, certificate: Path) -> None:
    """Try the certificate as a browser that trusts it would, within this process."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    trusting.load_verify_locations(certificate)
    ways = ssl.MemoryBIO(), ssl.MemoryBIO()
    browser = trusting.wrap_bio(ways[0], ways[1])
    server = context.wrap_bio(ways[1], ways[0], server_side=True)
    for _ in range(4):
        for side in (browser, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                if error.verify_code == _EXPIRED:
                    raise refusal("class_door", "expired", file=certificate) from None
                return  # the browsers of the class judge the rest
            except ssl.SSLError:
                return
