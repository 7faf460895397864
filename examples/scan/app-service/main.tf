terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = var.service_plan_id

  # Without the switch the mode means nothing; together they demand a certificate.
  client_certificate_enabled    = true
  client_certificate_mode       = "Required"
  https_only                    = true
  public_network_access_enabled = false

  site_config {
    minimum_tls_version = "1.2"
  }
}

resource "azurerm_linux_web_app_slot" "next" {
  name           = "next"
  app_service_id = azurerm_linux_web_app.orders.id

  # A slot has settings of its own.
  client_certificate_enabled    = true
  https_only                    = true
  public_network_access_enabled = false

  site_config {}
}

resource "azurerm_linux_function_app" "labels" {
  name                          = "func-labels"
  resource_group_name           = "rg-orders"
  location                      = "westeurope"
  service_plan_id               = var.service_plan_id
  storage_account_name          = "stlabels"
  storage_uses_managed_identity = true

  # The default mode of a function app is Optional, so it must be written.
  client_certificate_enabled    = true
  client_certificate_mode       = "Required"
  https_only                    = true
  public_network_access_enabled = false

  site_config {}
}

variable "service_plan_id" {
  type = string
}
