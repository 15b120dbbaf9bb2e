"""Structure: unknown keys, missing keys and values of the wrong kind, each told at its place with the next step."""

import pytest

FINE = "rules:\n  - {id: a, require: {size_gb: {at_most: 1}}}\n"


def test_a_sound_policy_has_no_faults(load_text):
    assert [rule.id for rule in load_text(FINE).rules] == ["a"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "[1]",
            (
                "1:1 a policy takes a mapping with `version`, `taxonomy`, `rules`, `approvals`, `groups`, `people`, "
                "`projects`, `trust`, `break_glass`, `budgets`, `waivers`, `tests`, but this is a list"
            ),
        ),
        (
            "{}",
            (
                "1:1 a policy is empty; write a mapping with `version`, `taxonomy`, `rules`, `approvals`, `groups`, "
                "`people`, `projects`, `trust`, `break_glass`, `budgets`, `waivers`, `tests`, or remove it"
            ),
        ),
        ("version: 2\n" + FINE, "1:10 `version` takes the number 1, but this is `2`"),
        ("version: one\n" + FINE, "1:10 `version` takes the number 1, but this is the text `one`"),
        (
            "version: '1'\n" + FINE,
            "1:10 `version` takes the number 1, but this is the text `1`; write it without quotes",
        ),
        ("rulez: []", "1:1 unknown key `rulez` in a policy; did you mean `rules`?"),
        ("rules:", "1:7 `rules` takes a list, but this is empty"),
        (
            "rules: [5]",
            (
                "1:9 an item of `rules` takes a mapping with `id`, `title`, `why`, `fix`, `applies_to`, `when`, "
                "`require_tags`, `require`, `forbid`, `on_unknown`, `effect`, `approvers`, but this is `5`"
            ),
        ),
        (
            "taxonomy: {CostCenter: {values: any}}",
            "1:12 `CostCenter` in the taxonomy is not a snake_case name such as `cost_center`",
        ),
        (
            "taxonomy: {a: {}}",
            (
                "1:15 a dimension lacks `values` (which values it takes; `any` is every value that is not "
                "empty); write it"
            ),
        ),
        (
            "taxonomy: {a: {values: al}}",
            (
                "1:24 `values` takes `any`, or a mapping with `one_of`, `like`, `pattern`, `from_csv`, but this "
                "is the text `al`"
            ),
        ),
        (
            "taxonomy: {a: {values: {}}}",
            "1:24 a test of values lacks one of `one_of`, `like`, `pattern`, `from_csv`; write exactly one of them",
        ),
        (
            "taxonomy: {a: {values: {one_of: [x], like: [y]}}}",
            (
                "1:24 a test of values has `one_of` and `like`; write exactly one of `one_of`, `like`, "
                "`pattern`, `from_csv`"
            ),
        ),
        ("taxonomy: {a: {values: {one_of: x}}}", "1:33 `one_of` takes a list, but this is the text `x`; write `[x]`"),
        ("taxonomy: {a: {values: {one_of: []}}}", "1:33 `one_of` is empty; write at least one item, or remove it"),
        ("taxonomy: {a: {values: {one_of: [x, x]}}}", "1:37 `x` is in `one_of` twice; keep one of them"),
        ("taxonomy: {a: {values: {one_of: [~]}}}", "1:34 `one_of` takes a value, but this is empty"),
        ("taxonomy: {a: {values: {one_of: [' ']}}}", "1:34 `one_of` is empty; write a value"),
        (
            "taxonomy: {a: {values: any, aliases: {b: soon}}}",
            "1:42 `b` takes a date such as `2027-03-31`, but this is the text `soon`",
        ),
        (
            "taxonomy: {a: {values: any, aliases: {b: 2027-02-30}}}",
            "1:42 `b` takes a date such as `2027-03-31`, but this is the text `2027-02-30`",
        ),
        (
            "rules: [{id: '1 a', require: {size_gb: {at_most: 1}}}]",
            "1:14 `id` takes an id: a letter, then letters, digits, `.`, `_` or `-`, but this is the text `1 a`",
        ),
        (
            'rules: [{id: "a\\n", require: {size_gb: {at_most: 1}}}]',
            "1:14 `id` takes an id: a letter, then letters, digits, `.`, `_` or `-`, but this is the text `a\\n`",
        ),
        (
            "rules: [{id: true, require: {size_gb: {at_most: 1}}}]",
            "1:14 `id` takes an id: a letter, then letters, digits, `.`, `_` or `-`, but this is `true`",
        ),
        (
            "rules: [{require: {size_gb: {at_most: 1}}}]",
            "1:9 a rule lacks `id` (unique among rules and approvals, in every file); write it",
        ),
        (
            "rules: [{id: a}]",
            ("1:9 a rule lacks one of `require_tags`, `require`, `forbid`; write exactly one of them"),
        ),
        (
            "rules: [{id: a, require: {}}]",
            "1:26 `require` is empty; write a mapping such as `instance_type: {one_of: [a, b]}`, or remove it",
        ),
        (
            "rules: [{id: a, require: {region: us-east-1}}]",
            (
                "1:35 `region` takes a mapping with `one_of`, `none_of`, `like`, `unlike`, `pattern`, "
                "`at_most`, `at_least`, "
                "`present`, but this is the text `us-east-1`; write `{one_of: [us-east-1]}`"
            ),
        ),
        (
            "rules: [{id: a, require: {size_gb: {at_most: '4'}}}]",
            "1:46 `at_most` takes a number from 0 up, but this is the text `4`; write it without quotes",
        ),
        (
            "rules: [{id: a, require: {size_gb: {at_most: -1}}}]",
            "1:46 `at_most` takes a number from 0 up, but this is `-1`",
        ),
        (
            "rules: [{id: a, require: {size_gb: {at_most: .nan}}}]",
            "1:46 `at_most` takes a number from 0 up, but this is `.nan`",
        ),
        (
            "rules: [{id: a, require: {size_gb: {present: yes}}}]",
            "1:46 `present` takes `true` or `false`, but this is the text `yes`",
        ),
        (
            "rules: [{id: a, effect: {plan: denny}, require: {size_gb: {at_most: 1}}}]",
            (
                "1:32 `plan` takes `deny` or `require_approval` or `advise` or `none`, but this is the text `denny`; "
                "did you mean `deny`?"
            ),
        ),
        ("budgets: [{id: b, where: {}, monthly: 1}]", "1:26 `where` is empty; write a mapping, or remove it"),
        (
            "budgets: [{id: b, where: {region: 1}, monthly: 0}]",
            "1:48 `monthly` takes a number above 0, but this is `0`",
        ),
        (
            "approvals: [{id: b, any: {unpriced: {above: 0}}, require: [{group: g, count: 1.5}]}]",
            "1:78 `count` takes a whole number from 1 to 100, but this is `1.5`",
        ),
        (
            "approvals: [{id: b, any: {unpriced: {above: 0}}, expires: 3 days, require: []}]",
            "1:59 `expires` takes a time in hours or days such as `72h` or `7d`, but this is the text `3 days`",
        ),
        ("waivers: [{}]", "1:11 a waiver lacks `ticket` (where it is tracked); write it"),
        ("waivers: [{}]", "1:11 a waiver lacks `expires` (the last day on which it excuses anything); write it"),
        ("waivers: [{}]", "1:11 a waiver lacks `approved_by` (who excused it); write it"),
        ("waivers: [{}]", "1:11 a waiver lacks `reason` (why it is excused); write it"),
        ("waivers: [{reason: ''}]", "1:20 `reason` is empty; write a value"),
    ],
)
def test_each_fault_is_one_sentence_at_its_place(faults_of, text, fault):
    assert fault in faults_of(text)


def test_a_structural_fault_does_not_hide_faults_of_names(faults_of):
    text = (
        "rules:\n  - id: a\n    titel: x\n    when: {enviroment: {one_of: [x]}}\n    require: {size_gb: {at_mots: 1}}\n"
    )
    assert faults_of(text) == [
        "3:5 unknown key `titel` in a rule; did you mean `title`?",
        "4:12 unknown dimension or attribute `enviroment`",
        "5:25 unknown key `at_mots` in a subject's tests; did you mean `at_most`?",
    ]


def test_long_values_are_cut_short_in_messages(faults_of):
    fault = faults_of(f"version: {'x' * 10_000}\n{FINE}")[0]
    assert len(fault) < 150
    assert fault.endswith("…`")
