# An untagged bucket was there before, and the plan leaves it alone.
# What is there stands in terraform.tfstate, written by hand.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "aws_s3_bucket" "left_alone" {
  bucket = "left-alone"
}

resource "aws_s3_bucket" "made_now" {
  bucket = "made-now"
  tags = {
    CostCenter  = "CC-0042"
    Owner       = "payments"
    Environment = "prod"
    Application = "shop"
    DataClass   = "internal"
  }
}
