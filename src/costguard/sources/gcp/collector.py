"""What `costguard audit gcp` reads: which projects, by which calls, and what becomes of each."""

import math
from collections.abc import Iterator

from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import Collection
from costguard.sources.gcp.asset_pages import AssetPage, quota_of, read_pages
from costguard.sources.gcp.connection import connect
from costguard.sources.gcp.hierarchy_reading import read_hierarchy
from costguard.sources.gcp.options import GcpOptions, checked
from costguard.sources.gcp.project_by_project import project_by_project
from costguard.sources.gcp.whole_organization import whole_organization


def collect_gcp(options: GcpOptions) -> Collection:
    """What is to be read of Google Cloud; asks which projects there are, and reads no resource yet.

    An organisation or a folder is read as one, in as few calls as can be, and accounted for project by project; named
    projects, or all that may be seen where no scope is named, are read one by one. Projects that are being deleted are
    noted, not read. BadUsage where the options cannot be meant, the SDK is missing, or Google knows no caller.
    """
    options = checked(options)
    connection = connect(options)
    hierarchy = read_hierarchy(connection)
    # A local server keeps no quota.
    quota = RateLimit(math.inf) if options.endpoint is not None else quota_of(options.api)

    def pages(name: str, token: str) -> Iterator[AssetPage]:
        return read_pages(connection, options.api, name, token, quota)

    if options.whole is not None:
        return whole_organization(options.whole, hierarchy, pages, is_ordered=options.api == "search")
    return project_by_project(options, hierarchy, pages)
