"""Lets `python -m costguard` behave as the `costguard` command does."""

from costguard.cli.main import main

if __name__ == "__main__":
    main()
