"""What the guardrail commands advise: a next step that can be taken, and no silence about what was left out."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("folder")
POLICY = """\
version: 1
taxonomy:
  team: {{key: Team, values: {{one_of: [web, data]}}}}
rules:
  - id: tags
    title: Say whose it is
    applies_to: {{types: [aws_instance]}}
    require_tags: [team]
    effect: {{plan: deny, audit: report, cloud: {cloud}}}
"""
SCP = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*"}]}


def test_a_bundle_ends_in_the_command_that_proves_it_again(folder, costguard):
    (folder / "policy.yaml").write_text(POLICY.format(cloud="deny"))
    run = costguard("emit", "-p", "policy.yaml", "--target", "aws", "--out", "out")
    assert " ".join(run.out.split()).endswith("costguard prove --bundle out")
    assert not run.out.endswith("\n\n")


def test_a_bundle_without_documents_says_how_a_rule_gets_one(folder, costguard):
    (folder / "policy.yaml").write_text(POLICY.format(cloud="none"))
    run = costguard("emit", "-p", "policy.yaml", "--target", "aws", "--out", "out")
    assert "Wrote out: no document." in run.out
    assert "`effect: {cloud: deny}`" in run.out
    assert "rollout" not in run.out
    assert "Put the documents into force" not in (folder / "out" / "coverage.md").read_text()


def test_a_document_of_a_cloud_that_target_leaves_out_is_refused(folder, costguard):
    (folder / "policy.yaml").write_text(POLICY.format(cloud="deny"))
    (folder / "scp.json").write_text(json.dumps(SCP))
    run = costguard("prove", "-p", "policy.yaml", "--target", "gcp", "--against", "scp.json")
    assert (run.code, run.out) == (2, "")
    assert run.err == "costguard: scp.json is a document of aws, which --target leaves out; give --target aws\n"


@pytest.mark.parametrize("account", ["bob", "1111", "１１１１２２２２３３３３"])
def test_an_account_is_twelve_digits(folder, costguard, account):
    (folder / "scp.json").write_text(json.dumps(SCP))
    run = costguard("replay", "log.json", "--against", "scp.json", "--management-account", account)
    assert run.code == 2
    assert "is no AWS account; write its 12 digits" in run.err
