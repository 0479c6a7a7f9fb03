"""`python -m nmt_widgets` is the command `nmt`."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # Python looks first in the folder somebody starts from, whose json.py need not be Python's
        sys.path.append(sys.path.pop(0))
    from nmt_widgets.cli import main

    main()
