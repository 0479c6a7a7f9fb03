"""Bring an nginx for the test of a clinic's installation where there is none: of Debian's package where apt works.

It is unpacked beside Python's packages, since an installed one would at once serve a page on port 80.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from scripts.debian import unpack_package

UNPACKED = Path(sys.prefix, "nginx")


def main() -> int:
    """Return 0 when there is an nginx in the end, or nobody insists on one."""
    if not find_nginx():
        unpack_package("nginx", UNPACKED)
    if program := find_nginx():
        print(f"nginx: {program}")
        return 0
    print(
        "No nginx could be installed; put one on the path. "
        "Its tests fail where CI is set, and are passed over elsewhere.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


def find_nginx() -> str | None:
    """Return the nginx on the path, where Debian has it, which is not on everybody's, or where it was unpacked."""
    folders = (None, "/usr/sbin", str(UNPACKED / "usr" / "sbin"))
    return next(filter(None, (shutil.which("nginx", path=folder) for folder in folders)), None)


if __name__ == "__main__":
    sys.exit(main())
