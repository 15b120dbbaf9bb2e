"""Odd files from public repositories: each is judged, or refused in one sentence."""

import pytest
from plan_builder import SHARED
from refusals import refusal

from costguard.sources.terraform_plan.read import read_plans

ODD = SHARED / "plans" / "odd"
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


@pytest.mark.skipif(not ODD.is_dir(), reason="the folder of odd inputs is not beside this checkout")
class TestOddInputs:
    @pytest.mark.parametrize("path", sorted(ODD.glob("*")) if ODD.is_dir() else [], ids=lambda path: path.name[:60])
    def test_each_is_judged_or_refused_in_one_sentence(self, path):
        expected = next((count for start, count in JUDGED.items() if path.name.startswith(start)), None)
        if expected is None:
            assert len(refusal(path.read_bytes())) > 40
        else:
            assert len(tuple(read_plans(str(path)).resources())) == expected
