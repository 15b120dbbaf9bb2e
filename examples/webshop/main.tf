# A small web shop with the mistakes that real ones have. plan.json beside it is Terraform's own plan of it.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region                      = var.region
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

# Everything of the shop is paid by one cost centre; the search team pays for its own.
provider "aws" {
  alias                       = "shop"
  region                      = "eu-west-1"
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = {
      CostCenter  = "CC-4711"
      Environment = "prod"
      Owner       = "checkout"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "db_password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery-staple"
}

# Right: all three tags come from the provider's default_tags.
resource "aws_s3_bucket" "receipts" {
  provider = aws.shop
  bucket   = "example-shop-receipts"
}

resource "aws_db_instance" "orders" {
  provider            = aws.shop
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.r6g.xlarge"
  allocated_storage   = 200
  storage_type        = "gp3"
  multi_az            = true
  username            = "shop"
  password            = var.db_password
  skip_final_snapshot = true
  tags                = { DataClass = "restricted" }
}

# Wrong: nobody can be asked about it.
resource "aws_s3_bucket" "scratch" {
  bucket = "example-shop-scratch"
}

# Wrong: a key in the wrong case, and a value that the taxonomy does not have.
resource "aws_instance" "search" {
  ami           = "ami-12345678"
  instance_type = "m5.4xlarge"
  tags = {
    costcenter  = "CC-0815"
    Environment = "develop"
    Owner       = "search"
  }
}

# Wrong: gp2 where gp3 is cheaper, and an empty value.
resource "aws_ebs_volume" "index" {
  availability_zone = "${var.region}a"
  size              = 500
  type              = "gp2"
  tags = {
    CostCenter  = "CC-0815"
    Environment = "prod"
    Owner       = ""
  }
}

# Not known yet: the owner is an id that only exists after apply.
resource "terraform_data" "team" {
  input = "platform"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  tags = {
    CostCenter  = "CC-4711"
    Environment = "prod"
    Owner       = terraform_data.team.id
  }
}

module "frontend" {
  source = "./modules/service"
  name   = "frontend"
  tags = {
    CostCenter  = "CC-4711"
    Environment = "prod"
    Owner       = "web"
  }
}
