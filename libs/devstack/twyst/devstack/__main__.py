"""`python -m twyst.devstack` and `twyst-stack`. This file loads in any Python 3, to refuse the old ones."""

import sys


def main() -> None:
    """Run the command line."""
    if sys.version_info < (3, 11):  # noqa: UP036 (an old interpreter is exactly who should read this)
        sys.exit("twyst: Python 3.11 or newer is needed, this is {}.{}.".format(*sys.version_info[:2]))
    from twyst.devstack.cli import run  # noqa: PLC0415 (an old Python could not even parse it)

    run()


if __name__ == "__main__":
    main()
