"""The `costguard` command: finds the subcommand, and turns our errors into one sentence and an exit code."""

import os
import sys
from importlib import import_module
from typing import Final, NoReturn

import click

from costguard import __version__

# Each command is imported when it is used, so that `costguard --version` and `--help` answer at once.
_COMMANDS: Final[dict[str, str]] = {
    "approve": "Sign an approval of what a plan was judged to be.",
    "audit": "Judge what runs in the accounts, live or from files.",
    "check": "Judge a Terraform plan against a policy.",
    "completion": "Print the completion script of a shell.",
    "diff-bundle": "Say what a change of guardrails newly denies or allows.",
    "emit": "Write a policy as documents that the clouds enforce.",
    "estimate": "Say what a Terraform plan costs a month.",
    "explain": "Say what a rule asks, or why a resource is judged as it is.",
    "history": "Say what audits found over time.",
    "import": "Draft a taxonomy from tag policies, SCPs and Azure policies.",
    "init": "Write a starter policy and a CI workflow.",
    "ledger": "Show and verify the ledger of approvals.",
    "lint": "Find mistakes in a policy.",
    "pr": "Read what was said on a pull request, and publish a verdict on it.",
    "prices": "Show the price book, or sync it from the clouds' lists.",
    "prove": "Prove that guardrails say what the policy says.",
    "replay": "Say what guardrails would have denied of recorded requests.",
    "rules": "List the rules of a policy.",
    "schema": "Print the JSON Schema of a document.",
    "test": "Run the cases that a policy ships.",
    "verify": "Judge the saved plan that is about to be applied.",
}
_BAD_INPUT: Final = 2
_INTERRUPTED: Final = 130
# What a shell reports of a program that SIGPIPE ended. Never 0: under `pipefail` a denied change would pass.
_PIPE_CLOSED: Final = 141
_INTERNAL_ERROR: Final = (
    "costguard: internal error ({}); nothing was judged. Run again with COSTGUARD_DEBUG=1 and report what it prints"
)

_EXAMPLE: Final = """\b
Example:
  terraform plan -out=tfplan && terraform show -json tfplan > plan.json
  costguard check plan.json --policy costguard.yaml
"""


class _LazyGroup(click.Group):
    """A group whose commands live in modules of their own, known by name until one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"costguard.cli.{cmd_name.replace('-', '_')}_command")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101  (a promise between two modules of ours)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from costguard.policy.spelling import did_you_mean

            ctx.fail(f"there is no command `{args[0]}`{did_you_mean(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # caught here, for click would make it exit code 1, which is ours for "deny"
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to flush goes nowhere
            ctx.exit(_PIPE_CLOSED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXAMPLE,
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Policy as code for cloud cost: judge changes before they are made, and what runs every night.

    Exit codes: 0 pass or advise, 1 deny, 2 bad usage or bad input (nothing was judged), 3 approval required.
    """


def main() -> NoReturn:
    """Run the command; no traceback ever reaches a user."""
    _speak_any_language()
    try:
        code = cli.main(prog_name="costguard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except Exception as error:
        said = _said(error)
        if said is None and os.environ.get("COSTGUARD_DEBUG"):
            raise
        click.echo(said or _INTERNAL_ERROR.format(type(error).__name__), err=True)
        code = _BAD_INPUT
    sys.exit(code if isinstance(code, int) else 0)


def _speak_any_language() -> None:
    """A terminal that cannot show a character gets a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _said(error: Exception) -> str | None:
    """An error of ours for a terminal. A policy's problems begin their lines with the place, as editors expect."""
    from costguard.model.errors import BadPolicy, CostguardError  # here, for `--version` has no errors to say
    from costguard.reports.neutral import plain

    if not isinstance(error, CostguardError):
        return None
    if not isinstance(error, BadPolicy):
        return f"costguard: {plain(str(error))}"
    count = len(error.problems)
    problems = [plain(str(problem)) for problem in error.problems]
    return "\n".join([*problems, f"costguard: the policy does not load: {count} problem{'s' if count != 1 else ''}"])
