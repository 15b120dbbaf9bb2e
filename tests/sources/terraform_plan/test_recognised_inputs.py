"""What people pass to the reader: what is judged in whatever wrapping, and what is refused with the next step."""

import codecs
import gzip
import io
import json
import re

import pytest
from plan_builder import SHARED, block, plan, read, resources

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.read import read_plans

ODD = SHARED / "plans" / "odd"
BUCKET = block("aws_s3_bucket", after={"tags": {"Owner": "Zoë"}})
TEXT = json.dumps(plan(BUCKET), ensure_ascii=False)
SHOW = "terraform show -json"
# The odd files that are plans, by how their names start, with the resources that are judged in them.
JUDGED = {
    "fv-other__carboniferio": 0,
    "plan-multiline__borchero": 0,
    "plan-multiline__infracost": 2,
    "plan-nofv__hieven": 2,
    "plan-norc__GoogleCloudPlatform": 0,
    "plan-norc__bridgecrewio__checkov__tests__terraform__parser": 0,
    "plan-utf-16-bom__bridgecrewio__checkov__tests__terraform__parser": 1,
    "plan-utf-16-bom__bridgecrewio__checkov__tests__terraform__runner__resources__plan_with_lifecycle": 1,
    "plan-utf-16-bom__bridgecrewio__checkov__tests__terraform__runner__resources__plan_with_utf_16": 2,
}


def refusal(document):
    """The one sentence with which an input is refused, with the file's name cut off."""
    with pytest.raises(BadInput) as caught:
        tuple(read(document).resources())
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return re.sub(r"/\S*\.json", "FILE", sentence)


class TestRefused:
    @pytest.mark.parametrize(
        ("document", "says"),
        [
            pytest.param(b"PK\x03\x04rest", "is a binary plan, which only Terraform can read", id="binary plan"),
            pytest.param(
                '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","type":"planned_change"}\n',
                "is the log stream of `terraform plan -json`; save the plan with `-out=tfplan`",
                id="log stream",
            ),
            pytest.param(
                {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "resources": []},
                "is a Terraform state, not a plan; audit what exists with `costguard audit state`",
                id="state v4",
            ),
            pytest.param({"version": 4, "terraform_version": "1.0", "resources": []}, "is a Terraform state", id="cut"),
            pytest.param({"version": 3, "serial": 1, "modules": []}, "is a Terraform state", id="state v3"),
            pytest.param(
                {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}},
                "is a Terraform state",
                id="state as `show` prints it",
            ),
            pytest.param({"format_version": "1.0"}, "prints where there is no state; name the plan", id="no state"),
            pytest.param(
                {"plan_format_version": "0.2", "resource_changes": [], "provider_schemas": {}},
                "is HCP Terraform's redacted plan, which hides the values",
                id="HCP redacted",
            ),
            pytest.param(
                {"format_version": "1.0", "provider_schemas": {}}, "is a dump of provider schemas", id="schemas"
            ),
            pytest.param(
                {"mock": {"format_version": "1.2", "resource_changes": []}},
                "wraps a plan under `mock`, as mocks for policy tests do; give the plan itself: `jq .mock FILE",
                id="OPA mock",
            ),
            pytest.param(
                {"mock": {"plan": {"format_version": "1.2", "resource_changes": []}}},
                "wraps a plan under `mock.plan`",
                id="OPA mock of two levels",
            ),
            pytest.param({"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}, "is a CloudFormation template", id="cfn"),
            pytest.param({"AWSTemplateFormatVersion": "2010-09-09"}, "is a CloudFormation template", id="cfn version"),
            pytest.param({"steps": [], "changeSummary": {}}, "is a Pulumi preview", id="pulumi"),
            pytest.param({"$schema": "s", "contentVersion": "1", "resources": []}, "is an ARM template", id="arm"),
            pytest.param({"projects": [], "totalMonthlyCost": "1"}, "is an Infracost report", id="infracost"),
            pytest.param({"$schema": "s", "runs": [], "version": "2.1.0"}, "is a SARIF report", id="sarif"),
            pytest.param({"hello": "world"}, "is JSON but no Terraform plan", id="any JSON"),
            pytest.param({}, "is JSON but no Terraform plan", id="empty object"),
            pytest.param("[]", "is a JSON list, not a plan", id="list"),
            pytest.param("", "is empty; write the plan with", id="empty file"),
            pytest.param(" \n", "is empty; write the plan with", id="blank file"),
            pytest.param(b"\xef\xbb\xbf", "holds no plan", id="nothing but a mark"),
            pytest.param("null", "is JSON but no Terraform plan", id="null"),
            pytest.param("12", "is JSON but no Terraform plan", id="number"),
        ],
    )
    def test_what_is_no_plan_is_named_for_what_it_is(self, document, says):
        sentence = refusal(document)
        assert says in sentence
        assert SHOW in sentence or "jq" in sentence

    @pytest.mark.parametrize(
        "text",
        [
            "Terraform used the selected providers to generate the following execution plan.",
            "\x1b[0m\x1b[1mTerraform used the selected providers to generate the plan",
            "[0m[1mTerraform will perform the following actions:",
            "\x1b[0m\x1b[1mdata.aws_ami.a: Reading...\x1b[0m\x1b[0m",
            "aws_s3_bucket.a: Refreshing state... [id=a]",
            "\n  # aws_s3_bucket.a will be created\n",
            "No changes. Your infrastructure matches the configuration.",
            "OpenTofu will perform the following actions:",
            "Plan: 1 to add, 0 to change, 0 to destroy.",
            "╷\n│ Error: No configuration files\n",
        ],
    )
    def test_text_for_people_is_told_apart_in_colour_or_without(self, text):
        assert "is the plan as Terraform prints it for people; save it and give its JSON" in refusal(text)

    @pytest.mark.parametrize(
        "text",
        [
            'resource "aws_s3_bucket" "a" {\n}\n',
            'variable "a" {}\n',
            "locals {\n}\n",
            "# main.tf\n",
            "---\nversion: 1\n",
            "apiVersion: v1\nkind: Pod\n",
            "AWSTemplateFormatVersion: '2010-09-09'\n",
            "rules:\n  - id: a\n",
        ],
    )
    def test_source_code_is_sent_to_terraform_plan(self, text):
        assert "is source code, not a plan; make the plan with `terraform plan -out=tfplan`" in refusal(text)

    def test_a_plan_that_failed_is_never_a_pass(self):
        assert "is of a plan that failed (`errored`)" in refusal(plan(errored=True))

    def test_a_partial_plan_is_never_a_pass(self):
        assert "is of a partial plan (`complete` is false" in refusal(plan(complete=False))

    @pytest.mark.parametrize("version", ["2.0", "3", "test", "", 1.2, 1, [], True, "1.x", "-1.0"])
    def test_a_format_version_that_nobody_knows_yet_is_not_guessed_at(self, version):
        assert f"has format_version {version!r}; costguard reads 0.1 to 1.x" in refusal(plan(format_version=version))

    @pytest.mark.parametrize(
        "root", [{"resources": [{}]}, {"child_modules": [{"child_modules": [{"resources": [{}]}]}]}]
    )
    def test_planned_resources_without_changes_mean_that_the_plan_was_cut(self, root):
        document = plan(planned_values={"root_module": root})
        del document["resource_changes"]
        assert "lists planned values but no `resource_changes`: it was cut" in refusal(document)

    def test_planned_values_that_cannot_be_read_are_bad_input(self, monkeypatch):
        """Large plans are not checked whole before they are decoded."""
        monkeypatch.setattr("costguard.sources.terraform_plan.read.MAX_CHECKED_BYTES", 0)
        assert "`planned_values` of FILE cannot be read" in refusal('{"format_version":"1.2","planned_values":1e400}')

    def test_several_plans_are_judged_all_or_none(self):
        broken = json.dumps(plan(errored=True))
        assert "(plan 2 of 2) is of a plan that failed" in refusal(f"{TEXT}\n{broken}")

    @pytest.mark.parametrize("tail", ["oops", "Plan: 1 to add", "}", "]", "[]", '"text"', "# note"])
    def test_nothing_else_may_stand_after_a_plan(self, tail):
        assert "something that is not JSON stands after the plan (line 2, column 1)" in refusal(f"{TEXT}\n{tail}")

    def test_an_unknown_wrapper_is_not_guessed_at(self):
        assert "it is not complete JSON (line 1, column 1)" in refusal(f"Running terraform show\n{TEXT}")


class TestTaken:
    def owners(self, document):
        return [each.tags.entries["Owner"].value for each in resources(document)]

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(TEXT.encode(), id="UTF-8"),
            pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="UTF-8 with a mark"),
            pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), id="UTF-16 LE with a mark"),
            pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="UTF-16 BE with a mark"),
            pytest.param(TEXT.encode("utf-16-le"), id="UTF-16 LE"),
            pytest.param(TEXT.encode("utf-16-be"), id="UTF-16 BE"),
            pytest.param(f"\r\n{TEXT}\r\n".encode("utf-16-le"), id="UTF-16 LE between line ends"),
            pytest.param(gzip.compress(TEXT.encode()), id="gzip"),
            pytest.param(gzip.compress(TEXT.encode()) + b"\0" * 512, id="gzip with padding"),
            pytest.param(gzip.compress(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")), id="gzip of UTF-16"),
            pytest.param(f"\n\n  {TEXT}\n\n".encode(), id="blank lines around"),
            pytest.param(json.dumps(plan(BUCKET), indent=2).encode(), id="indented"),
        ],
    )
    def test_every_encoding_that_tools_write(self, content):
        assert self.owners(content) == ["Zoë"]

    @pytest.mark.parametrize("page", ["cp437", "cp850", "cp1252"])
    def test_utf_16_with_mangled_characters_names_powershells_redirection(self, page):
        mangled = TEXT.encode().decode(page)
        sentence = refusal(codecs.BOM_UTF16_LE + mangled.encode("utf-16-le"))
        assert "is UTF-16 with damaged characters, as PowerShell's `>` leaves them" in sentence
        assert "Out-File -Encoding utf8" in sentence

    @pytest.mark.parametrize("damage", ["\ufffd".encode("utf-16-le"), b"\x00\xd8", b"x"])
    def test_utf_16_that_was_cut_or_replaced_is_refused_alike(self, damage):
        assert "UTF-16 with damaged characters" in refusal(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + damage)

    def test_standard_input(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        plans = read_plans("-")
        assert [each.address for each in plans.resources()] == ["aws_s3_bucket.this"]
        assert plans.input.path == "standard input"

    def test_standard_input_that_is_a_terminal_says_what_to_pipe(self, monkeypatch):
        terminal = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("sys.stdin", terminal)
        with pytest.raises(BadInput, match="standard input is a terminal; pipe a plan into it"):
            read_plans("-")

    def test_the_wrapper_of_setup_terraform(self):
        before = "[command]/home/runner/work/_temp/terraform-bin show -json tfplan\n"
        after = "\n\n\n::debug::Terraform exited with code 0.\n::debug::stdout: x\n::set-output name=exitcode::0\n%0A\n"
        assert self.owners(f"{before}{TEXT}{after}") == ["Zoë"]

    def test_the_wrapper_with_windows_line_ends(self):
        assert self.owners(f"[command]C:\\terraform-bin.exe show\r\n{TEXT}\r\n::debug::done\r\n") == ["Zoë"]

    def test_words_for_people_inside_a_wrapped_plan_are_no_reason_to_refuse_it(self):
        described = plan(block("aws_s3_bucket", after={"note": "will be created", "tags": {"Owner": "x"}}))
        assert self.owners(f"[command]terraform show\n{json.dumps(described)}") == ["x"]

    @pytest.mark.parametrize("between", ["", "\n", "\n\n", " "])
    def test_several_plans_are_judged_each_by_itself(self, between):
        plans = read(between.join([TEXT, TEXT, TEXT]))
        assert [(each.plan, each.address) for each in plans.resources()] == [
            (number, "aws_s3_bucket.this") for number in range(3)
        ]
        assert plans.notes == ("3 plans in one input were judged, each by itself",)

    def test_several_gzip_members_are_several_plans(self):
        assert self.owners(gzip.compress(TEXT.encode()) * 2) == ["Zoë", "Zoë"]

    @pytest.mark.parametrize("planned", [{"root_module": {}}, {"outputs": {"a": {}}, "root_module": {}}, None])
    def test_a_plan_without_changes_has_no_resources(self, planned):
        document = plan(planned_values=planned)
        del document["resource_changes"]
        assert resources(document) == ()

    def test_a_plan_without_format_version_is_judged_with_a_note(self):
        document = plan(BUCKET)
        del document["format_version"]
        plans = read(document)
        assert len(tuple(plans.resources())) == 1
        assert len(plans.notes) == 1
        assert "has no `format_version`: it was not written by Terraform, and is judged as it stands" in plans.notes[0]

    @pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.1", "1.2", "1.99"])
    def test_every_format_version_up_to_the_next_major_one(self, version):
        assert self.owners(plan(BUCKET, format_version=version)) == ["Zoë"]

    def test_module_calls_as_a_list_tell_nothing_and_hurt_nothing(self):
        document = plan(BUCKET)
        document["configuration"]["root_module"]["module_calls"] = [{"name": "a", "module": {}}]
        assert self.owners(document) == ["Zoë"]

    @pytest.mark.parametrize("configuration", [None, {}, {"root_module": None}, {"provider_config": None}])
    def test_a_configuration_that_says_nothing(self, configuration):
        assert self.owners(plan(BUCKET, configuration=configuration)) == ["Zoë"]

    def test_a_configuration_of_another_shape_is_refused(self):
        assert "the `configuration` of FILE cannot be read" in refusal(plan(BUCKET, configuration={"root_module": 5}))

    def test_a_create_whose_values_are_null(self):
        assert [each.tags for each in resources(plan(block("aws_s3_bucket", after=None)))] == [None]

    @pytest.mark.parametrize(
        "name",
        [
            None,
            "aws",
            "registry.terraform.io/hashicorp/aws",
            "registry.opentofu.org/hashicorp/aws",
            "example.com/x/aws",
        ],
    )
    def test_providers_of_any_registry_or_none(self, name):
        document = plan(BUCKET)
        if name is not None:
            document["resource_changes"][0]["provider_name"] = name
        assert self.owners(document) == ["Zoë"]

    def test_a_change_without_mode_or_type_is_read(self):
        document = plan(BUCKET)
        del document["resource_changes"][0]["mode"]
        assert self.owners(document) == ["Zoë"]


class TestActions:
    def actions(self, *given, **options):
        blocks = [
            block("aws_s3_bucket", name=f"n{number}", actions=actions, after={"tags": {}})
            for number, actions in enumerate(given)
        ]
        return [str(each.action) for each in resources(plan(*blocks), **options)]

    def test_what_the_change_makes_or_alters_is_judged(self):
        given = (["create"], ["update"], ["delete", "create"], ["create", "delete"])
        assert self.actions(*given) == ["create", "update", "replace", "replace"]

    def test_what_it_leaves_removes_or_reads_is_not(self):
        assert self.actions(["no-op"], ["delete"], ["forget"], ["read"], ["open"], []) == []

    def test_what_it_leaves_alone_is_judged_on_request(self):
        assert self.actions(["no-op"], ["delete"], with_no_ops=True) == ["no-op"]

    def test_data_sources_and_deposed_objects_are_not_judged(self):
        document = plan(BUCKET, block("aws_s3_bucket", name="data"), block("aws_s3_bucket", name="deposed"))
        document["resource_changes"][1]["mode"] = "data"
        document["resource_changes"][2]["deposed"] = "ab12"
        assert [each.address for each in resources(document)] == ["aws_s3_bucket.this"]

    def test_an_update_shows_what_it_finds_on_request(self):
        changed = block("aws_s3_bucket", actions=["update"], before={"tags": {"A": "a"}}, after={"tags": {}})
        (found,) = resources(plan(changed), with_before=True)
        assert (set(found.before.tags.entries), set(found.tags.entries)) == ({"A"}, set())
        assert resources(plan(changed))[0].before is None


@pytest.mark.skipif(not ODD.is_dir(), reason="the folder of odd inputs is not beside this checkout")
class TestOddInputs:
    @pytest.mark.parametrize("path", sorted(ODD.glob("*")) if ODD.is_dir() else [], ids=lambda path: path.name[:60])
    def test_each_is_judged_or_refused_in_one_sentence(self, path):
        expected = next((count for start, count in JUDGED.items() if path.name.startswith(start)), None)
        if expected is None:
            assert len(refusal(path.read_bytes())) > 40
        else:
            assert len(tuple(read_plans(str(path)).resources())) == expected
