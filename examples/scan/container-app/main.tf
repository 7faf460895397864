terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_container_app" "rates" {
  name                         = "ca-rates"
  container_app_environment_id = var.environment_id
  resource_group_name          = "rg-rates"
  revision_mode                = "Single"

  ingress {
    target_port             = 8080
    client_certificate_mode = "require"

    traffic_weight {
      percentage      = 100
      latest_revision = true
    }
  }

  template {
    container {
      name   = "rates"
      image  = "example.azurecr.io/rates:1"
      cpu    = 0.25
      memory = "0.5Gi"
    }
  }
}

variable "environment_id" {
  type = string
}
