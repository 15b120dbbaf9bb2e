"""Reads every tag of an account's region at once, so that few services need to be asked for tags one by one."""

from collections.abc import Mapping
from typing import Final

import msgspec

from costguard.catalog.live.aws_arns import canonical_arn, of_arn
from costguard.catalog.lookup import is_global
from costguard.sources.aws.failures import sdk_errors
from costguard.sources.aws.items import tags_of
from costguard.sources.aws.place import NO_ANSWER, Place

PAGE_ROWS: Final = 100
"""Most resources that GetResources tells at once (API reference, 2026-11)."""

SERVICE: Final = "resourcegroupstaggingapi"
OPERATION: Final = "get_resources"


class KnownTags(msgspec.Struct, frozen=True):
    """Tags by ARN, of resources that have or ever had some. `gap` says why they could not be read, "" where they were.

    `kinds` are the native types among them.
    """

    by_arn: Mapping[str, Mapping[str, str]]
    kinds: frozenset[str] = frozenset()
    gap: str = ""

    def of(self, arn: str, native_type: str) -> Mapping[str, str] | None:
        """The tags of a resource: {} where there are none for sure, None where the Tagging API cannot know.

        It keeps silent of what never had a tag and of what it does not support alike; that it told of one resource of
        the kind proves that it supports the kind.
        """
        known = self.by_arn.get(arn)
        if known is not None:
            return known
        return {} if native_type in self.kinds else None


def read_tags(place: Place) -> KnownTags:
    """The tags that the Tagging API knows in a place; in a partition's main region it knows global services too.

    Raises ConnectionError where it does not answer, since then nothing else will.
    """
    found: dict[str, Mapping[str, str]] = {}
    kinds: set[str] = set()
    try:
        for page in place.client(SERVICE).get_paginator(OPERATION).paginate(ResourcesPerPage=PAGE_ROWS):
            for told in page["ResourceTagMappingList"]:
                name = of_arn(told["ResourceARN"])
                if is_global(name.terraform_type) is place.is_global:
                    found[canonical_arn(told["ResourceARN"])] = tags_of(told.get("Tags"))
                    kinds.add(name.native_type)
    except sdk_errors() as error:
        gap = place.gap_of(error, SERVICE, OPERATION) or f"not offered: {place.call_name(SERVICE, OPERATION)}"
        if gap.startswith(NO_ANSWER):
            raise ConnectionError(gap) from error
        return KnownTags(found, frozenset(kinds), gap)
    return KnownTags(found, frozenset(kinds))
