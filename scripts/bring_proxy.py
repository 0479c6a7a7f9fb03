"""Bring an nginx for the test of a clinic's installation where there is none: Debian's package where apt works."""

from __future__ import annotations

import os
import shutil
import sys

from scripts.debian import install_packages


def main() -> int:
    """Return 0 when there is an nginx in the end, or nobody insists on one."""
    if not find_nginx():
        install_packages("nginx")
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
    """Return the nginx on the path, or where Debian has it, which is not on everybody's."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


if __name__ == "__main__":
    sys.exit(main())
