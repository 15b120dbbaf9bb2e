"""Plans in whatever encoding, wrapping and version: each is taken, and its changes are read."""

import codecs
import gzip
import io
import json

import pytest
from plan_builder import block, plan, read, resources
from refusals import refusal

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.read import read_plans

BUCKET = block("aws_s3_bucket", after={"tags": {"Owner": "Zoë"}})
TEXT = json.dumps(plan(BUCKET), ensure_ascii=False)


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
        assert self.actions(["no-op"], ["delete"], ["forget"], ["read"], ["open"]) == []

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
