terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

# azurerm_data_factory_linked_service_web has no attribute for a certificate and sends none.
resource "azurerm_data_factory_linked_custom_service" "carrier" {
  name            = "ls-carrier"
  data_factory_id = var.data_factory_id
  type            = "HttpServer"

  type_properties_json = jsonencode({
    url                = "https://carrier.example/api"
    authenticationType = "ClientCertificate"
    embeddedCertData   = { type = "AzureKeyVaultSecret", secretName = "carrier-pfx", store = local.store }
    password           = { type = "AzureKeyVaultSecret", secretName = "carrier-pfx-password", store = local.store }
  })
}

locals {
  store = { type = "LinkedServiceReference", referenceName = "ls-key-vault" }
}

variable "data_factory_id" {
  type = string
}
