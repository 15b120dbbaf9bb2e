"""The subcommands of `costguard audit`: one module a cloud, and one for files."""
