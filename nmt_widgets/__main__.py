"""`python -m nmt_widgets` is the command `nmt`."""

from nmt_widgets.cli import main

if __name__ == "__main__":
    main()
