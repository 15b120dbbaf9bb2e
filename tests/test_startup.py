"""The command answers at once: what is heavy loads only where it is used.

Modules are counted, not seconds: a test that measures time fails on a busy machine.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEBSHOP = ROOT / "examples" / "webshop"
# What no run may load unasked: third parties' packages, and the standard library's slow ones.
CLOUDS_AND_SERVERS = {"boto3", "botocore", "azure", "google.cloud", "polars", "duckdb", "z3", "flask", "fastapi"} | {
    "pyarrow",
    "numpy",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "pyspark",
}
HEAVY = CLOUDS_AND_SERVERS | {
    "rich",
    "jinja2",
    "jsonschema",
    "yaml",
    "re2",
    "hcl2",
    "difflib",
    "csv",
    "xml.etree.ElementTree",
    "tempfile",
    "importlib.metadata",
    "asyncio",
    "ssl",
    "socket",
    "dataclasses",
}
_DUMP = """
import json, sys
sys.argv = ["costguard", *sys.argv[1:]]
from costguard.cli.main import main
try:
    main()
except SystemExit as ended:
    print(json.dumps({"code": ended.code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def loaded(*arguments):
    """The modules that a run of the command has loaded when it ends, with its exit code."""
    # -S and -I would hide the editable install; what `site` itself loads is taken away instead.
    idle = _modules("import json, sys; print(json.dumps({'code': 0, 'modules': sorted(sys.modules)}), file=sys.stderr)")
    run = _modules(_DUMP, *map(str, arguments))
    return run[0], run[1] - idle[1]


def _modules(script, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(done.stderr.splitlines()[-1])
    return found["code"], set(found["modules"])


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_version_and_help_load_nothing_heavy_and_no_command(arguments):
    code, modules = loaded(*arguments)
    assert code == 0
    assert modules & (HEAVY | {"msgspec"}) == set()
    rooms = {name.split(".")[1] for name in modules if name.startswith("costguard.")}
    assert rooms <= {"cli", "model"}


def check(name):
    # Long options: for a short one click itself loads difflib.
    return loaded("check", WEBSHOP / "plan.json", "--policy", WEBSHOP / "policy.yaml", "--format", name)


def test_a_check_for_a_program_loads_only_what_it_judges_with():
    code, modules = check("json")
    assert code == 0
    needed = {"yaml", "re2"}  # the policy is YAML, and it has a pattern
    assert modules & (HEAVY - needed) == set()
    assert {name for name in modules if name.startswith("costguard.reports.") and name.endswith("_report")} == {
        "costguard.reports.json_report"
    }


def test_a_check_without_a_policy_file_needs_no_yaml_and_no_patterns():
    _, modules = loaded("check", WEBSHOP / "plan.json", "--require-tags", "Owner", "--format", "json")
    assert modules & {"yaml", "re2", "rich"} == set()


def test_help_of_audits_and_histories_loads_no_library_that_an_audit_needs():
    for arguments in (
        ("audit", "--help"),
        ("audit", "aws", "--help"),
        ("audit", "snapshot", "--help"),
        ("history", "--help"),
    ):
        code, modules = loaded(*arguments)
        assert code == 0
        assert modules & CLOUDS_AND_SERVERS == set()
