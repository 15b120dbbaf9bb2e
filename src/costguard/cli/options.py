"""Options that several commands share, and how their values are read."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.policy.policy_set import PolicySet

_Function = TypeVar("_Function", bound=Callable[..., Any])
DEFAULT_POLICIES: Final = ("costguard.yaml", "costguard.yml", ".costguard")
PACK_PREFIX: Final = "pack:"
# Azure names the location on every resource; its provider has none.
_CLOUDS_WITH_REGIONS: Final = ("aws", "gcp")


def policy_option(function: _Function) -> _Function:
    """Add `--policy`, which may be given several times."""
    return click.option(
        "--policy",
        "-p",
        "policies",
        multiple=True,
        metavar="PATH|pack:NAME",
        help="A policy file or folder, or a pack; repeat it to combine several. "
        "Default: costguard.yaml, costguard.yml or .costguard/ of this folder. "
        "Packs: ai, regions, sizing, tagging, waste.",
    )(function)


def today_option(function: _Function) -> _Function:
    """Add `--today`: the day for which aliases, registries and waivers are read."""
    return click.option(
        "--today",
        callback=_read_day,
        default=lambda: datetime.now(UTC).date().isoformat(),
        show_default="today in UTC",
        metavar="YYYY-MM-DD",
        help="The day on which aliases, registries and waivers are read.",
    )(function)


def region_option(function: _Function) -> _Function:
    """Add `--region CLOUD=REGION`: what a provider takes from its environment, which no plan shows."""
    return click.option(
        "--region",
        "regions",
        multiple=True,
        callback=_read_regions,
        metavar="CLOUD=REGION",
        help="Where providers work that take their region from the environment, as in aws=eu-west-1; for aws and gcp.",
    )(function)


def _read_regions(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> Mapping[Cloud, str]:
    regions: dict[Cloud, str] = {}
    for value in values:
        cloud, separator, region = value.partition("=")
        if not separator or not region or cloud not in _CLOUDS_WITH_REGIONS:
            raise click.BadParameter(f"`{value}` is not CLOUD=REGION; write aws=eu-west-1 or gcp=europe-west1")
        if Cloud(cloud) in regions:
            raise click.BadParameter(f"{cloud} is given twice; a provider has one region")
        regions[Cloud(cloud)] = region
    return regions


def _read_day(_context: click.Context, _option: click.Parameter, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no day; write it as YYYY-MM-DD, as in 2026-12-31") from error


def given_once(paths: tuple[str, ...], policies: tuple[str, ...]) -> tuple[str, ...]:
    """What a command was given as PATH or with --policy. Raises BadUsage where it was both."""
    if paths and policies:
        raise BadUsage("give the policy once, as PATH or with --policy")
    return paths or policies


def load_policy(policies: tuple[str, ...], today: date) -> "PolicySet":
    """Load what `--policy` names, or the folder's own policy. Raises BadUsage where there is none."""
    return load_policy_and_files(policies, today)[0]


def load_policy_and_files(policies: tuple[str, ...], today: date) -> "tuple[PolicySet, tuple[Path, ...]]":
    """The same, with the files that were read, registries last, as they lie on the disk."""
    import msgspec

    from costguard.policy.load import load

    policy = load([_resolve(policy) for policy in policies] or [_own_policy()], today)
    shown = msgspec.structs.replace(policy, files=tuple(_shown(file) for file in policy.files))
    return shown, tuple(map(Path, policy.files))


def _shown(file: str) -> str:
    """A pack's file by the pack's name, so that a report reads the same wherever costguard is installed."""
    for name, folder in pack_folders().items():
        if Path(file).is_relative_to(folder):
            return f"{PACK_PREFIX}{name}/{Path(file).relative_to(folder).as_posix()}"
    return file


def _own_policy() -> Path:
    found = next((Path(name) for name in DEFAULT_POLICIES if Path(name).exists()), None)
    if found is None:
        raise BadUsage(
            "there is no policy: give one with --policy PATH, take a pack with --policy pack:tagging, "
            "write a starter with `costguard init`, or try `costguard check` with --require-tags Owner,CostCenter"
        )
    return found


def _resolve(policy: str) -> Path:
    if not policy.startswith(PACK_PREFIX):
        return Path(policy)
    from costguard.policy.spelling import did_you_mean

    name = policy.removeprefix(PACK_PREFIX)
    packs = pack_folders()
    if name not in packs:
        raise BadUsage(f"there is no pack `{name}`{did_you_mean(name, packs)} (packs: {', '.join(sorted(packs))})")
    return packs[name]


def pack_folders() -> dict[str, Path]:
    """The folder of each pack by name: inside the installed package, or beside the sources of a checkout."""
    package = Path(__file__).parent.parent
    homes = (package / "packs", package.parent.parent / "policies")
    home = next((home for home in homes if home.is_dir()), None)
    if home is None:
        return {}
    return {folder.name: folder for folder in sorted(home.iterdir()) if (folder / "policy.yaml").is_file()}
