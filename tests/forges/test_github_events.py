"""The events that GitHub publishes as examples: `auto` finds in each the request that the job runs for."""

import json

import pytest
from github_description import package
from github_forge import LocalForge

from costguard.forges.forge import ForgeOptions, RequestName
from costguard.forges.github.forge import Github
from costguard.model.errors import BadUsage


def examples(event):
    """The published payloads of an event."""
    file = package("webhooks-examples") / "api.github.com" / "index.json"
    return next(each["examples"] for each in json.loads(file.read_text()) if each["name"] == event)


@pytest.fixture
def job(tmp_path, patience):
    """Makes our GitHub in a job that a published event set off."""
    opened = []

    def started(event, payload, forge=None):
        file = tmp_path / "event.json"
        file.write_text(json.dumps(payload))
        told = {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(file), "GITHUB_TOKEN": "actions"}
        told |= {"GITHUB_REPOSITORY": payload["repository"]["full_name"]}
        told |= {"GITHUB_API_URL": forge.url} if forge is not None else {}
        opened.append(Github(ForgeOptions(told), patience))
        return opened[-1]

    yield started
    for each in opened:
        each.close()


@pytest.mark.parametrize("event", ["pull_request", "pull_request_review", "pull_request_review_comment"])
def test_a_published_event_of_a_request_tells_which_and_what_was_judged(job, event):
    for payload in examples(event):
        pull = payload["pull_request"]
        name = RequestName(payload["repository"]["full_name"], pull["number"])
        started = job(event, payload)
        assert (started.find("auto"), started.head(name)) == (name, pull["head"]["sha"])


def test_a_published_comment_is_on_an_issue_until_it_says_that_that_is_a_request(job):
    for payload in examples("issue_comment"):
        with pytest.raises(BadUsage, match="on an issue, not on a pull request"):
            job("issue_comment", payload).find("auto")
        links = {"url": "u", "html_url": "h", "diff_url": "d", "patch_url": "p"}
        payload["issue"]["pull_request"] = links
        name = RequestName(payload["repository"]["full_name"], payload["issue"]["number"])
        assert job("issue_comment", payload).find("auto") == name


def test_a_published_push_belongs_to_the_request_that_it_merged(job):
    payload = next(each for each in examples("push") if each["ref"] == "refs/heads/master")
    with LocalForge(repository=payload["repository"]["full_name"]) as forge:
        number = forge.open_pull("ana")
        forge.merge(number, "bob")
        forge.pulls[number]["merge_commit_sha"] = payload["after"]
        forge.pulls[number]["base"]["ref"] = "master"
        forge.commits[payload["after"]] = forge.commits[forge.pulls[number]["head"]["sha"]]
        assert job("push", payload, forge).find("auto").number == number


@pytest.mark.parametrize("event", ["pull_request", "schedule"])
def test_a_published_run_belongs_to_the_request_whose_head_it_was_made_for(job, event):
    for payload in examples("workflow_run"):
        told = payload["workflow_run"]
        with LocalForge(repository=payload["repository"]["full_name"]) as forge:
            number = forge.open_pull("ana", branch=told["head_branch"])
            forge.pulls[number]["head"]["sha"] = told["head_sha"]
            run = forge.run(number, actor="ana", event=event)
            forge.runs[told["id"]] = forge.runs[run] | {"id": told["id"]}
            started = job("workflow_run", payload, forge)
            if event == "pull_request":
                payload["workflow_run"]["event"] = event
                started = job("workflow_run", payload, forge)
                name = RequestName(forge.repository, number)
                assert (started.find("auto"), started.head(name)) == (name, told["head_sha"])
                continue
            with pytest.raises(BadUsage, match="was set off by `schedule`, not by pull_request"):
                started.find("auto")
