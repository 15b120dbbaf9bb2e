# One input, the form of each cloud: AWS and Azure tags as they are written, Google Cloud labels in lower case.
# The module has no resources and needs no provider.

terraform {
  required_version = ">= 1.3"
}

locals {
  dimensions = {
    Team        = var.team
    Product     = var.product
    Environment = var.environment
    CostCenter  = var.cost_center
    Owner       = var.owner
  }

  label_values = {
    team        = var.team
    product     = var.product
    environment = var.environment
    cost_center = var.cost_center
    owner       = var.owner
  }

  # Labels take lower case letters, digits, `_` and `-`, 63 characters at most (Resource Manager, "Labels overview", 2025-10).
  # costguard compares values in the same form.
  extra_labels = {
    for key, value in var.extra :
    replace(lower(key), "/[^a-z0-9_-]/", "_") => value
  }

  labels = {
    for key, value in merge(local.extra_labels, local.label_values) :
    key => substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
  }
}
