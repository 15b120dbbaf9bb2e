# The patterns are those of the tagging pack (policies/tagging/policy.yaml); a test holds them together.

variable "team" {
  description = "Engineering team that builds and runs the resources."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,62}$", var.team))
    error_message = "team takes 1 to 63 letters, digits, spaces and . _ / -, and begins with a letter or digit."
  }
}

variable "product" {
  description = "Product or internal platform that the spend belongs to."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,62}$", var.product))
    error_message = "product takes 1 to 63 letters, digits, spaces and . _ / -, and begins with a letter or digit."
  }
}

variable "environment" {
  description = "Stage of the workload, such as prod or dev."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{1,30}$", var.environment))
    error_message = "environment takes 2 to 31 letters, digits and _ -, and begins with a letter."
  }
}

variable "cost_center" {
  description = "Cost centre that pays."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$", var.cost_center))
    error_message = "cost_center takes 1 to 31 letters, digits and . _ -, and begins with a letter or digit."
  }
}

variable "owner" {
  description = "Person or mailing list that answers for the resources."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._+@-]{0,62}$", var.owner))
    error_message = "owner takes 1 to 63 letters, digits and . _ + @ -, and begins with a letter or digit."
  }
}

variable "extra" {
  description = "More tags, by key. The five dimensions cannot be set here, in whatever spelling."
  type        = map(string)
  default     = {}
  nullable    = false
  validation {
    condition = length(setintersection(
      [for key in keys(var.extra) : replace(lower(key), "/[^a-z0-9]/", "")],
      ["team", "product", "environment", "costcenter", "owner"],
    )) == 0
    error_message = "extra holds one of the five dimensions; set team, product, environment, cost_center or owner instead."
  }
  validation {
    # A label key begins with a lower case letter and has at most 63 characters (Resource Manager, "Labels overview", 2025-10).
    condition     = alltrue([for key in keys(var.extra) : can(regex("^[A-Za-z][A-Za-z0-9 _.:/=+@-]{0,62}$", key))])
    error_message = "A key of extra begins with a letter and has at most 63 characters, so that it is a label key too."
  }
  validation {
    # Two keys that become one label would lose a value on Google Cloud.
    condition = length(distinct([
      for key in keys(var.extra) : replace(lower(key), "/[^a-z0-9_-]/", "_")
    ])) == length(var.extra)
    error_message = "Two keys of extra are the same label on Google Cloud; rename one of them."
  }
}
