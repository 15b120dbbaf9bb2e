# What a plan marks as sensitive, and what it shows in clear all the same.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

variable "owner" {
  default   = "hush-owner@example.com"
  sensitive = true
}

variable "class" {
  default   = "db.hush.large"
  sensitive = true
}

variable "password" {
  default   = "hush-password"
  sensitive = true
}

variable "tags" {
  default   = { Team = "hush-team" }
  sensitive = true
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "hush-access-key"
  secret_key                  = "hush-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { Owner = var.owner }
  }
}

resource "aws_db_instance" "marked" {
  instance_class    = var.class
  allocated_storage = 100
  engine            = "postgres"
  username          = "hush-user"
  password          = var.password
  tags              = { Env = var.owner }
}

resource "aws_db_instance" "in_clear" {
  instance_class    = "db.m5.large"
  allocated_storage = 100
  engine            = "postgres"
  username          = "hush-user"
  password          = "hush-password-in-clear"
  tags              = var.tags
}

resource "aws_instance" "user_data" {
  ami             = "ami-12345678"
  instance_type   = "t3.micro"
  user_data       = "export TOKEN=hush-token"
  security_groups = ["plain", var.class]
}
