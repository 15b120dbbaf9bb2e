"""Automation accounts: job minutes, nodes outside Azure, and watchers."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "automation"


def job_run_time(resource: Subject) -> Iterator[Line]:
    """Minutes that jobs run, beyond the 500 that each subscription has free."""
    key = "monthly_job_run_mins"
    yield by_use("Job run time", "minutes", resource.usage.number(key), Rate(_TABLE, "minutes"), key=key)


def config_nodes(resource: Subject) -> Iterator[Line]:
    """Nodes outside Azure that are kept in a configuration, beyond the five that each subscription has free."""
    key = "non_azure_config_node_count"
    yield by_use("Non-azure config nodes", "nodes", resource.usage.number(key), Rate(_TABLE, "node"), key=key)


def watchers(account: Subject) -> Iterator[Line]:
    """Hours of watchers, beyond the 744 that each subscription has free."""
    key = "monthly_watcher_hrs"
    yield by_use("Watchers", "hours", account.usage.number(key), Rate(_TABLE, "watcher"), key=key)


def watcher(_: Subject) -> Iterator[Line]:
    """One watcher, all month."""
    yield hourly("Watcher", Rate(_TABLE, "watcher"))


MODELS: Final[Models] = {
    "azurerm_automation_account": (job_run_time, config_nodes, watchers),
    "azurerm_automation_job_schedule": (job_run_time,),
    "azurerm_automation_dsc_configuration": (config_nodes,),
    "azurerm_automation_dsc_nodeconfiguration": (config_nodes,),
    "azurerm_automation_watcher": (watcher,),
}
