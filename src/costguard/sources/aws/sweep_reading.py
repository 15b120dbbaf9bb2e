"""Reads one account's region: what describe calls list, united by ARN with what the Tagging API knows."""

from collections.abc import Iterator
from typing import Final

from costguard.catalog.live.aws_arns import of_arn
from costguard.catalog.live.aws_describe import describes
from costguard.model.inventory import Item, ReadStatus
from costguard.sources.aws.describing import Gap, described_items
from costguard.sources.aws.items import Told, item_of
from costguard.sources.aws.place import DENIED, NO_ANSWER, Place
from costguard.sources.aws.sessions import Sessions
from costguard.sources.aws.tagging import read_tags
from costguard.sources.collecting.reading import Page, ReadProblem, Scope

SWEEP: Final = "tagging+describe"

_PAGE_ROWS: Final = 1000
_TAGGED: Final = "tagged"
_BETWEEN: Final = ","
_STANDARD_PARTITION: Final = "aws"
_CALLS_NAMED: Final = 10


def read_place(sessions: Sessions, scope: Scope, token: str) -> Iterator[Page]:
    """The resources of one account's region, or of its services without a region.

    A token names the steps that remain, and those that were denied: whoever reads on tries them again. What describe
    calls list comes before what only the Tagging API knows, since the first of an id counts and only describe calls
    tell attributes. Raises ReadProblem PARTIAL with the calls that were denied, DENIED if all were.
    """
    place = Place(sessions, scope)
    try:
        yield from _pages(_Steps(place, token))
    finally:
        place.close()


def _pages(steps: "_Steps") -> Iterator[Page]:
    waiting: list[Item] = []
    while steps.remain:
        try:
            for item in steps.items_of_next():
                waiting.append(item)
                if len(waiting) >= _PAGE_ROWS:
                    yield Page(tuple(waiting), steps.token)
                    waiting = []
        except (ReadProblem, OSError):
            yield Page(tuple(waiting), steps.token)
            raise
        steps.advance()
    yield Page(tuple(waiting), steps.token)
    steps.raise_gaps()


class _Steps:
    """What of a place remains to be read, what was described, and what could not be."""

    def __init__(self, place: Place, token: str) -> None:
        self._place = place
        self._known = read_tags(place)
        self._describes = {
            describe.native_type: describe
            for describe in describes()
            # What one call tells of all regions is asked in each, and belongs there, as its tags do.
            if (describe.is_global and not describe.region) is place.is_global
            and (not describe.called_in or place.partition == _STANDARD_PARTITION)
        }
        self._described: set[str] = set()
        self._gaps: dict[str, str] = {}
        self._is_resumed = bool(token)
        self._todo = _tagged_last(token.split(_BETWEEN)) if token else [*self._describes, _TAGGED]

    @property
    def remain(self) -> bool:
        """Whether there is more to do."""
        return bool(self._todo)

    @property
    def token(self) -> str:
        """The names of the steps that are not done, "" of none."""
        return _BETWEEN.join((*self._todo, *self._gaps))

    def items_of_next(self) -> Iterator[Item]:
        """The resources of the first step that remains."""
        name = self._todo[0]
        try:
            if name == _TAGGED:
                yield from self._tagged_items()
            elif name in self._describes:
                yield from self._described_items(name)
        except Gap as gap:
            if gap.reason:
                self._gaps[name] = gap.reason

    def advance(self) -> None:
        """Go on to the next step."""
        self._todo.pop(0)

    def raise_gaps(self) -> None:
        """Raise ReadProblem for the steps that could not be done; ConnectionError once for those without an answer."""
        if not self._gaps:
            return
        if not self._is_resumed and any(gap.startswith(NO_ANSWER) for gap in self._gaps.values()):
            raise ConnectionError(_summary(tuple(self._gaps.values())))
        nothing = not self._is_resumed and set(self._gaps) == {*self._describes, _TAGGED}
        is_denied = all(gap.startswith(DENIED) for gap in self._gaps.values())
        status = ReadStatus.DENIED if nothing and is_denied else ReadStatus.PARTIAL
        raise ReadProblem(status, _summary(tuple(self._gaps.values())))

    def _described_items(self, name: str) -> Iterator[Item]:
        for item in described_items(self._place, self._describes[name], self._known):
            self._described.add(item.id)
            yield item

    def _tagged_items(self) -> Iterator[Item]:
        if self._known.gap:
            raise Gap(self._known.gap)
        # Of a kind that was listed to its end there are no others: the Tagging API tells for a while of what is gone.
        listed = {name for name in self._describes if name not in self._gaps}
        for arn, tags in self._known.by_arn.items():
            kind = of_arn(arn).native_type
            if arn not in self._described and kind not in listed:
                yield item_of(self._place.scope, Told(arn, kind, tags, self._place.region))


def _tagged_last(names: list[str]) -> list[str]:
    """The steps in an order in which a call that was denied before is tried again before the Tagging API's turn.

    Otherwise its kind would count as listed to its end, and what only the Tagging API knows of it would be left out.
    """
    return sorted(names, key=lambda name: name == _TAGGED)


def _summary(gaps: tuple[str, ...]) -> str:
    """`denied: rds:DescribeDBInstances, sqs:ListQueues; failed: dax:DescribeClusters (InternalFailure)`."""
    calls: dict[str, list[str]] = {}
    for gap in dict.fromkeys(gaps):
        what, _, call = gap.partition(": ")
        calls.setdefault(what, []).append(call)
    return "; ".join(f"{what}: {_listed(named)}" for what, named in calls.items())


def _listed(calls: list[str]) -> str:
    more = f" and {len(calls) - _CALLS_NAMED} more" if len(calls) > _CALLS_NAMED else ""
    return ", ".join(calls[:_CALLS_NAMED]) + more
