"""`costguard prove`: proves documents against a policy, those of a bundle, fresh ones, or somebody else's."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from costguard.cli.bundle_reading import read_and_tell
from costguard.cli.guardrail_options import emit_options, exempt_option, target_option
from costguard.cli.options import load_policy, policy_option, today_option
from costguard.cli.outputs import parse_outputs, write_reports
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.guardrail import Guardrails

_FORMATS: Final = ("terminal", "json")
_EXAMPLES = """\b
Examples:
  costguard prove --bundle guardrails
  costguard prove --policy costguard.yaml --target aws
  costguard prove --policy costguard.yaml --against existing-scp.json
"""


@click.command(epilog=_EXAMPLES)
@policy_option
@click.option("--bundle", type=click.Path(path_type=Path), metavar="DIR", help="What `costguard emit` wrote.")
@click.option("--against", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A document that costguard did not write (SCP, Azure policy definition, Google Cloud constraint or "
              "policy): does it enforce the policy, and where does it leak? Repeat it for what belongs together, such "
              "as a constraint and its policy.")  # fmt: skip
@target_option
@exempt_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as --format json does.")
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default) or json.")
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write it to a file.")
@today_option
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    policies: tuple[str, ...],
    bundle: Path | None,
    against: tuple[Path, ...],
    targets: tuple[str, ...],
    exempt: tuple[str, ...],
    as_json: bool,
    wanted_format: str | None,
    outputs: tuple[str, ...],
    today: date,
) -> None:
    """Prove that guardrails say what the policy says, or show the request on which they differ.

    Documents are parsed back and compared with the rules on every request there can be. A bundle brings its own
    policy; without a bundle, fresh documents are proved in memory.

    Exit codes: 0 exact, or every difference is declared; 1 a leak or an over-block without a declared reason;
    2 bad usage or bad input (nothing was proved).
    """
    from costguard.reports.guardrails.proof_json import proof_json
    from costguard.reports.guardrails.proof_terminal import proof_terminal

    if bundle is not None and against:
        raise BadUsage("give --bundle or --against, not both; a document of a bundle can be given to --against itself")
    if as_json and wanted_format not in (None, "json"):
        raise BadUsage(f"--json and --format {wanted_format} ask for two things; give one of them")
    chosen = parse_outputs("json" if as_json else wanted_format, outputs, _FORMATS)
    if bundle is not None:
        proved = _of_bundle(bundle, policies, targets, exempt, today)
    else:
        proved = _of_policy(policies, against, targets, exempt, today)
    write_reports(
        chosen,
        lambda name, columns, colour: proof_json(proved) if name == "json" else proof_terminal(proved, columns, colour),
    )
    if not proved.is_declared:
        click.get_current_context().exit(1)


def _of_bundle(
    folder: Path, policies: tuple[str, ...], targets: tuple[str, ...], exempt: tuple[str, ...], today: date
) -> "Guardrails":
    """The documents as they lie in the folder, against the policy in it, or the one that was given."""
    import msgspec

    from costguard.emit.emit import emit
    from costguard.prove.prove import guardrails

    found = read_and_tell(folder)
    policy = load_policy(policies, today) if policies else found.policy
    held = [cloud.value for cloud in found.options.clouds]
    if missing := [target for target in targets if target not in held]:
        raise BadUsage(f"{folder} holds nothing for {missing[0]}; it was emitted for {', '.join(held)}")
    clouds = tuple(cloud for cloud in found.options.clouds if not targets or cloud.value in targets)
    options = msgspec.structs.replace(found.options, clouds=clouds, exempt=(*found.options.exempt, *exempt))
    documents = [document for document in found.documents if document.kind.cloud in clouds]
    return guardrails(policy, emit(policy, options), options, documents)


def _of_policy(
    policies: tuple[str, ...],
    against: tuple[Path, ...],
    targets: tuple[str, ...],
    exempt: tuple[str, ...],
    today: date,
) -> "Guardrails":
    """Fresh documents, or those of somebody else; of these only the clouds that they are for."""
    import msgspec

    from costguard.emit.emit import emit
    from costguard.emit.options import UNLIMITED
    from costguard.prove.foreign import read_foreign, refuse_incomplete
    from costguard.prove.prove import guardrails

    policy = load_policy(policies, today)
    documents = tuple(document for path in against for document in read_foreign(path))
    refuse_incomplete(documents)
    for document in documents:
        if targets and (cloud := document.kind.cloud.value) not in targets:
            raise BadUsage(
                f"{document.path} is a document of {cloud}, which --target leaves out; give --target {cloud}"
            )
    clouds = tuple(dict.fromkeys(document.kind.cloud.value for document in documents))
    options = emit_options({"exempt": exempt}, targets or clouds)
    if against:  # our own documents are not written: they need not fit
        options = msgspec.structs.replace(options, limits=UNLIMITED)
    return guardrails(policy, emit(policy, options), options, documents if against else None)
