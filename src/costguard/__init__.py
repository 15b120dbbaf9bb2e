"""costguard: one policy for cloud cost, held before merge, in the accounts and in the clouds themselves."""

__version__ = "0.1.0"
