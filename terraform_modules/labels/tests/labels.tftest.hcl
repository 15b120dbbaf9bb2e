# Runs offline: `terraform init && terraform test`. The module needs no provider.

variables {
  team        = "Web Platform"
  product     = "checkout"
  environment = "prod"
  cost_center = "CC-100"
  owner       = "ana@example.com"
}

run "aws_tags_are_written_as_given" {
  command = plan
  assert {
    condition = output.aws_tags == tomap({
      Team        = "Web Platform"
      Product     = "checkout"
      Environment = "prod"
      CostCenter  = "CC-100"
      Owner       = "ana@example.com"
    })
    error_message = "AWS tags differ from the input."
  }
}

run "azure_tags_are_those_of_aws" {
  command = plan
  assert {
    condition     = output.azure_tags == output.aws_tags
    error_message = "Azure tags differ from AWS tags."
  }
}

run "labels_are_lower_case_and_hold_no_other_character" {
  command = plan
  assert {
    condition = output.gcp_labels == tomap({
      team        = "web_platform"
      product     = "checkout"
      environment = "prod"
      cost_center = "cc-100"
      owner       = "ana_example_com"
    })
    error_message = "A label has a form that Google Cloud refuses."
  }
}

run "extra_tags_come_along" {
  command = plan
  variables {
    extra = { DataClass = "Internal" }
  }
  assert {
    condition     = output.aws_tags.DataClass == "Internal" && output.gcp_labels.dataclass == "internal"
    error_message = "An extra tag is lost."
  }
}

run "an_empty_owner_is_refused" {
  command = plan
  variables {
    owner = ""
  }
  expect_failures = [var.owner]
}

run "an_environment_with_a_space_is_refused" {
  command = plan
  variables {
    environment = "my stage"
  }
  expect_failures = [var.environment]
}

run "a_dimension_in_another_spelling_is_refused_as_extra" {
  command = plan
  variables {
    extra = { cost-center = "CC-200" }
  }
  expect_failures = [var.extra]
}

run "two_keys_for_one_label_are_refused" {
  command = plan
  variables {
    extra = { "Data.Class" = "a", "data_class" = "b" }
  }
  expect_failures = [var.extra]
}
