"""Uploads results to code scanning, where an organisation has it; where it has not, a note says so."""

import base64
import gzip
from typing import Final

from costguard.forges.forge import RequestName
from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError
from costguard.forges.github.shapes import Upload

# "SARIF upload supports a maximum of 10 MB for the gzip-compressed file" (GitHub Docs, 2026-11).
MOST_BYTES: Final = 10 * 1024 * 1024
_NOTED: Final = frozenset({400, 403, 404, 413, 422})


def upload(client: Client, request: RequestName, head: str, sarif: bytes) -> str:
    """Upload a SARIF log for the request's head; what is returned is a note on why not, empty when it was taken.

    The head goes with `refs/pull/N/head`; `…/merge` is refused but for a merge commit (REST API, upload an analysis as
    SARIF data, 2026-11; lexfrei/cloudflare-tunnel-gateway-controller#224, 2026-05).
    """
    packed = gzip.compress(sarif, mtime=0)
    if len(packed) > MOST_BYTES:
        return f"the SARIF log has {len(packed):,} bytes packed, and code scanning takes {MOST_BYTES:,}; none was sent"
    body = {
        "commit_sha": head,
        "ref": f"refs/pull/{request.number}/head",
        "sarif": base64.b64encode(packed).decode(),
        "tool_name": "costguard",
    }
    try:  # the same log of the same commit twice is one analysis
        client.write(
            "POST", path("repos", request.repository, "code-scanning", "sarifs"), body, Upload, is_repeatable=True
        )
    except GithubError as error:
        if error.status not in _NOTED:
            raise
        return f"code scanning has taken no results: {error}"
    return ""
