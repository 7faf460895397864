# A container app whose ingress demands client certificates. Its CA certificates are in Key Vault, and it may read its
# own settings.
#
#   export ARM_SUBSCRIPTION_ID=<subscription>
#   terraform apply -var name=<app> -var resource_group_name=<group> -var environment_name=<environment> \
#     -var vault_name=<vault> -var image=<image> \
#     -var 'rules=[{ name = "billing", subject = "CN=billing,O=Contoso,C=DE" }]'
#
# azure-client-cert reads the header of Container Apps by itself, and asks Resource Manager whether the ingress
# requires certificates; until it says so, protected routes answer 503. CLIENT_CERT_HOST_RESOURCE_ID tells whom to
# ask about, since Container Apps tells an app neither its subscription nor its group. From outside the same is
# judged by `azure-client-cert doctor --resource-id <id>`.
#
# The environment and the vault are in the same resource group, and the vault uses Azure RBAC. An image in a private
# registry needs a `registry` block.

terraform {
  required_version = ">= 1.3"
  required_providers {
    azurerm = {
      source = "hashicorp/azurerm"
      # Older ones do not know client_certificate_mode of an ingress (hashicorp/terraform-provider-azurerm#28523).
      version = "~> 4.20"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "name" {
  type = string
}

variable "resource_group_name" {
  description = "Resource group of the app, of its environment and of the vault."
  type        = string
}

variable "environment_name" {
  description = "Name of the Container Apps environment."
  type        = string
}

variable "vault_name" {
  description = "Name of the Key Vault that holds the CA certificates."
  type        = string
}

variable "image" {
  type = string
}

variable "rules" {
  description = "Whom to admit: rules as in CLIENT_CERT_ALLOW."
  type        = any

  validation {
    condition     = length(var.rules) > 0
    error_message = "Without a rule nobody is admitted."
  }
}

variable "anchors_secret" {
  description = "Secret with the trust anchors in PEM, public certificates only."
  type        = string
  default     = "client-cert-trust-anchors"
}

variable "intermediates_secret" {
  description = "Secret with the intermediates in PEM, public certificates only."
  type        = string
  default     = "client-cert-intermediates"
}

locals {
  secrets_uri = "${data.azurerm_key_vault.vault.vault_uri}secrets"
}

data "azurerm_resource_group" "group" {
  name = var.resource_group_name
}

data "azurerm_key_vault" "vault" {
  name                = var.vault_name
  resource_group_name = data.azurerm_resource_group.group.name
}

data "azurerm_container_app_environment" "environment" {
  name                = var.environment_name
  resource_group_name = data.azurerm_resource_group.group.name
}

resource "azurerm_user_assigned_identity" "identity" {
  name                = "${var.name}-identity"
  resource_group_name = data.azurerm_resource_group.group.name
  location            = data.azurerm_resource_group.group.location
}

resource "azurerm_role_assignment" "may_read_secrets" {
  scope                = data.azurerm_key_vault.vault.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.identity.principal_id
  principal_type       = "ServicePrincipal"
}

# On the resource group: the app starts as soon as it exists, so a role on the app itself always comes after the first
# start. It takes up to ten minutes to work, one by way of a group up to 24 hours. Who wants the narrower role names
# azurerm_container_app.app.id here, and not this role in depends_on below; the self-check asks until it may.
resource "azurerm_role_assignment" "may_read_group" {
  scope                = data.azurerm_resource_group.group.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.identity.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_container_app" "app" {
  name                         = var.name
  resource_group_name          = data.azurerm_resource_group.group.name
  container_app_environment_id = data.azurerm_container_app_environment.environment.id
  revision_mode                = "Single"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.identity.id]
  }

  secret {
    name                = "trust-anchors"
    key_vault_secret_id = "${local.secrets_uri}/${var.anchors_secret}"
    identity            = azurerm_user_assigned_identity.identity.id
  }

  secret {
    name                = "intermediates"
    key_vault_secret_id = "${local.secrets_uri}/${var.intermediates_secret}"
    identity            = azurerm_user_assigned_identity.identity.id
  }

  ingress {
    external_enabled = true
    target_port      = 8080

    # Always all three: only HTTP ingress asks for certificates, and plain HTTP has none.
    client_certificate_mode    = "require"
    allow_insecure_connections = false
    transport                  = "http"

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    min_replicas = 1

    container {
      name   = "app"
      image  = var.image
      cpu    = 0.5
      memory = "1Gi"

      env {
        name        = "CLIENT_CERT_TRUST_ANCHORS"
        secret_name = "trust-anchors"
      }
      env {
        name        = "CLIENT_CERT_INTERMEDIATES"
        secret_name = "intermediates"
      }
      env {
        name  = "CLIENT_CERT_ALLOW"
        value = jsonencode(var.rules)
      }
      # Container Apps tells an app neither its subscription nor its resource group.
      env {
        name  = "CLIENT_CERT_HOST_RESOURCE_ID"
        value = "${data.azurerm_resource_group.group.id}/providers/Microsoft.App/containerApps/${var.name}"
      }
      # With which identity the self-check asks: a user-assigned one must be named.
      env {
        name  = "AZURE_CLIENT_ID"
        value = azurerm_user_assigned_identity.identity.client_id
      }
    }
  }

  depends_on = [
    azurerm_role_assignment.may_read_secrets,
    azurerm_role_assignment.may_read_group,
  ]
}

output "resource_id" {
  value = azurerm_container_app.app.id
}

output "host_name" {
  value = azurerm_container_app.app.ingress[0].fqdn
}
