"""Where a cluster is, as a person wrote it, and how the way to it is protected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nmt_widgets.core.extras import require
from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    from distributed import Security

MOST_LOCAL = 64

_LOCAL = re.compile(r"local:(\d{1,3})")


@dataclass(frozen=True)
class ClusterAddress:
    """The address of a scheduler, or how many workers to start on this computer.

    Attributes
    ----------
    text : str
        ``tls://HOST:PORT`` or ``tcp://HOST:PORT``; empty for workers of this computer.
    local_workers : int
        0 for a scheduler that runs already.
    """

    text: str
    local_workers: int = 0

    @property
    def is_encrypted(self) -> bool:
        """Whether what is sent is encrypted, and both sides show certificates."""
        return not self.text.startswith("tcp:")


def read_address(text: str, *, allows_plain: bool = False) -> ClusterAddress:
    """Return the cluster that a person means.

    Parameters
    ----------
    text : str
        ``local:N``, ``tls://HOST:PORT`` or ``tcp://HOST:PORT``.
    allows_plain : bool
        Whether clients' data may go unencrypted to another computer.

    Raises
    ------
    InputError
        When it is none of these, or the data would go unencrypted to another computer.

    Examples
    --------
    >>> read_address("local:4").local_workers, read_address("tls://scheduler:8786").is_encrypted
    (4, True)
    """
    if local := _LOCAL.fullmatch(text):
        if not 1 <= int(local[1]) <= MOST_LOCAL:
            raise refusal("cluster", "local_workers", most=MOST_LOCAL)
        return ClusterAddress("", int(local[1]))
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("tls", "tcp") and parts.hostname and parts.port
    except ValueError:
        is_address = False
    if not is_address:
        raise refusal("cluster", "no_address", text=text[:80])
    if parts.scheme == "tcp" and not allows_plain and not _is_this_computer(str(parts.hostname)):
        raise refusal("cluster", "unencrypted", host=parts.hostname)
    return ClusterAddress(text)


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def protection(address: ClusterAddress) -> Security:
    """Return the certificates of a connection: of Dask's own configuration, or new ones for workers of this computer.

    Raises
    ------
    InputError
        When an encrypted address is named, and the configuration has no certificate for it.
    """
    require("distributed", "cryptography")
    from distributed import Security

    if address.local_workers:
        own: Security = Security.temporary()
        return own
    if not address.is_encrypted:
        return Security()
    security = Security(require_encryption=True)  # with the files of the configuration
    role = security.get_tls_config_for_role("client")
    files = {"ca-file": role["ca_file"], "client.cert": role["cert"], "client.key": role["key"]}
    if lacking := [name for name, file in files.items() if not file]:
        raise refusal("cluster", "no_certificate", names=", ".join(lacking))
    try:
        security.get_connection_args("client")
    except (OSError, ValueError) as error:
        raise refusal("cluster", "bad_certificate", reason=str(error)) from None
    return security
