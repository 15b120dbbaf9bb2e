"""`costguard completion`: prints the completion script of a shell."""

import click

_EXAMPLES = """\b
Examples:
  costguard completion bash > ~/.local/share/bash-completion/completions/costguard
  costguard completion zsh > ~/.zfunc/_costguard
"""


@click.command(epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of SHELL."""
    from click.shell_completion import get_completion_class

    from costguard.cli.main import cli

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(completion(cli, {}, "costguard", "_COSTGUARD_COMPLETE").source())
