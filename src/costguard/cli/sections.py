"""Help in sections, for commands with more options than one list can be read in."""

import gettext
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

SECTION: Final = "costguard_section"


class SectionedCommand(click.Command):
    """A command whose help puts options of one section together; those of none come first, under "Options"."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section in the order in which these first occur."""
        sections: dict[str, list[tuple[str, str]]] = {"": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record is not None:
                sections.setdefault(getattr(param, SECTION, ""), []).append(record)
        for name, records in sections.items():
            with formatter.section(name or gettext.gettext("Options")):
                formatter.write_dl(records, col_max=28)


class SectionedOption(click.Option):
    """An option of a section of its command's help."""

    def __init__(self, declarations: Sequence[str], /, section: str = "", **settings: Any) -> None:  # noqa: ANN401  (click's own)
        super().__init__(declarations, **settings)
        setattr(self, SECTION, section)


def of_section(section: str) -> Mapping[str, Any]:
    """What `click.option` takes to put an option into a section."""
    return {"cls": SectionedOption, "section": section}
