"""Options of the commands that judge a plan."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from costguard.cli.approval_options import approval_options, approving_of
from costguard.cli.options import policy_option, region_option, today_option
from costguard.cli.pricing_options import PricingFiles, pricing_options
from costguard.cli.sections import of_section

if TYPE_CHECKING:
    from costguard.cli.judging import Asked

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS: Final = (
    policy_option,
    click.option("--new-only", is_flag=True, help="What an updated resource already had wrong is debt."),
    click.option("--show-debt", is_flag=True, help="Judge what the plan leaves alone too; debt never blocks."),
    click.option("--terraform-dir", type=click.Path(path_type=Path), metavar="DIR",
                 help="The root module's folder: findings then point at its files and lines."),
    region_option,
    today_option,
    pricing_options,
    click.option("--spend", metavar="FILE", **of_section("Prices (what the bill is worked out from)"),
                 help="What was spent (FOCUS or other CSV): budgets count it."),
    approval_options,
)  # fmt: skip


def judging_options(function: _Function) -> _Function:
    """Add the options of every command that judges a plan; the command hands what it gets to `asked_of`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def asked_of(given: dict[str, Any], *, require_tags: str | None = None, wants_subject: bool = False) -> "Asked":
    """What was asked, from the options of `judging_options`. The day is that of --now, unless --today names another."""
    from costguard.cli.judging import Asked

    is_told = click.get_current_context().get_parameter_source("today") is not ParameterSource.DEFAULT
    return Asked(
        policies=given["policies"],
        today=given["today"] if is_told else given["now"].date(),
        files=PricingFiles(**{name: given[name] for name in PricingFiles.__struct_fields__}),
        approving=approving_of(given),
        require_tags=require_tags,
        spend=given["spend"],
        terraform_dir=given["terraform_dir"],
        new_only=given["new_only"],
        show_debt=given["show_debt"],
        wants_subject=wants_subject,
    )
