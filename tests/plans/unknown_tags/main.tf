# Tags that are known only after apply, in each way in which a plan shows that.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

resource "terraform_data" "later" { input = "x" }

resource "terraform_data" "later_map" { input = { Owner = timestamp() } }

variable "team" { default = "shop" }

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "unknown_defaults"
  region                      = "us-east-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { CostCenter = terraform_data.later.id, Team = "a" }
  }
}

provider "aws" {
  alias                       = "referenced_defaults"
  region                      = "us-east-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { Team = var.team }
  }
  ignore_tags {
    keys = ["CostCenter"]
  }
}

resource "aws_s3_bucket" "one_value" {
  bucket = "one-value"
  tags   = { Owner = "x", CostCenter = terraform_data.later.id }
}

resource "aws_s3_bucket" "whole_map" {
  bucket = "whole-map"
  tags   = terraform_data.later_map.output
}

# A resource of the plugin framework shows its unknown values key by key.
resource "aws_vpc_security_group_ingress_rule" "by_key" {
  security_group_id = "sg-123"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags              = { Owner = null, CostCenter = terraform_data.later.id, Empty = "", Env = "prod" }
}

resource "aws_s3_bucket" "unknown_defaults_only" {
  provider = aws.unknown_defaults
  bucket   = "unknown-defaults-only"
}

resource "aws_s3_bucket" "unknown_defaults_and_own" {
  provider = aws.unknown_defaults
  bucket   = "unknown-defaults-and-own"
  tags     = { Owner = "x" }
}

resource "aws_s3_bucket" "ignored" {
  provider = aws.referenced_defaults
  bucket   = "ignored"
  tags     = { Owner = "x", CostCenter = "CC-1" }
}

resource "aws_s3_bucket" "referenced_defaults_only" {
  provider = aws.referenced_defaults
  bucket   = "referenced-defaults-only"
}

resource "aws_s3_bucket" "empty_value_over_referenced_defaults" {
  provider = aws.referenced_defaults
  bucket   = "empty-value"
  tags     = { Owner = "" }
}

resource "aws_s3_bucket" "null_value" {
  bucket = "null-value"
  tags   = { Owner = null, Env = "prod" }
}
