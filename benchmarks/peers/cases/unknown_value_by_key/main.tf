# One value is known only after apply; on a resource of the plugin framework the other tags stay known.
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

resource "terraform_data" "later" {}

resource "aws_vpc_security_group_ingress_rule" "awaited" {
  security_group_id = "sg-0a1b2c3d4e5f60718"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags = {
    CostCenter  = "CC-0042"
    Owner       = terraform_data.later.id
    Environment = "prod"
    Application = "shop"
    DataClass   = "internal"
  }
}
