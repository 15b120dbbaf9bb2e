"""`costguard audit`: judges what runs in the accounts, live or from files."""

from importlib import import_module
from typing import Final

import click

_COMMANDS: Final[dict[str, str]] = {
    "aws": "Audit an AWS organisation.",
    "azure": "Audit an Azure tenant.",
    "gcp": "Audit a Google Cloud organisation.",
    "snapshot": "Audit an inventory that lies in files.",
}
_EXAMPLES = """\b
Examples:
  costguard audit snapshot inventory.parquet --policy costguard.yaml
  costguard audit aws --save tonight --history costguard-history
  costguard audit azure --management-group root --require-complete
  costguard audit gcp --scope organizations/123456789
"""


class _Sources(click.Group):
    """A group whose commands are imported when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"costguard.cli.audits.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  (a promise between two modules of ours)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Sources, epilog=_EXAMPLES)
def command() -> None:
    """Judge what runs: read every account, say what breaks the policy, what is new, and what could not be read.

    Exit codes: 0 pass or advise, 1 deny, 2 bad usage, bad input, nothing that could be read, or (with
    --require-complete) a gap, 3 approval.
    """
