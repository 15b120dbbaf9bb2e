"""Where GitHub is and who asks: read from the environment of a job once, checked, and never printed."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from costguard.model.errors import BadUsage

PUBLIC_API: Final = "https://api.github.com"


class Settings:
    """The address of the API (no slash at its end) and the token. No class of data, whose `repr` would show both."""

    def __init__(self, api_url: str = PUBLIC_API, token: str = "") -> None:
        self.api_url = checked_url(api_url)
        self.token = _checked_token(token)

    def __repr__(self) -> str:
        return f"Settings({self.api_url!r})"

    @property
    def graphql_url(self) -> str:
        """Where GraphQL is asked: beside REST, which on Enterprise Server has a version in its path."""
        # https://HOST/api/graphql beside https://HOST/api/v3 (GitHub Docs, forming calls with GraphQL, 2026-11)
        return f"{self.api_url.removesuffix('/v3')}/graphql"

    @property
    def is_public(self) -> bool:
        """Whether it is github.com, whose accounts have known numbers."""
        return self.api_url == PUBLIC_API


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Read GITHUB_API_URL (which runners set, on Enterprise Server too), and GITHUB_TOKEN or GH_TOKEN.

    Raises BadUsage where there is no token, or an address that a token must not be sent to.
    """
    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN") or ""
    if not token.strip():
        raise BadUsage("there is no token for GitHub; set GITHUB_TOKEN, in a workflow to ${{ github.token }}")
    return Settings(environment.get("GITHUB_API_URL") or PUBLIC_API, token)


def checked_url(url: str) -> str:
    """An address that a token may be sent to: https, or this very machine. Raises BadUsage for any other."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not parts.hostname or not is_safe or parts.username is not None or parts.query or parts.fragment:
        raise BadUsage(
            f"GITHUB_API_URL is `{parts.scheme}://{parts.hostname or ''}…`, where no token can be sent safely; "
            "write https://HOST/api/v3 for Enterprise Server"
        )
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_token(token: str) -> str:
    stripped = token.strip()
    if not (stripped.isascii() and stripped.isprintable() and " " not in stripped):
        raise BadUsage("the token for GitHub holds characters that no token has; set GITHUB_TOKEN anew")
    return stripped
