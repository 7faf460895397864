# An app on App Service that demands client certificates, on the site and on a staging slot. Its CA certificates are in
# Key Vault. It may read its own settings, so that it believes in certificates only while the platform demands them.
#
#   export ARM_SUBSCRIPTION_ID=<subscription>
#   terraform apply -var name=<app> -var resource_group_name=<group> -var vault_name=<vault> \
#     -var 'rules=[{ name = "billing", subject = "CN=billing,O=Contoso,C=DE" }]'
#
# The vault is in the same resource group, uses Azure RBAC, and holds two secrets: the trust anchors and the
# intermediates, each as PEM, public certificates only. Whoever applies this may assign roles on the vault and on the
# site. No secret gets into the state: the settings hold references.
#
# Apply this first and deploy the code after it: then both roles are there before the app starts for the first time. A
# new role takes up to ten minutes to work, one by way of a group up to 24 hours. If the app starts earlier:
#   - a reference to Key Vault is not resolved. The app does not start, its log says why, and a restart mends it.
#   - the self-check cannot tell. Protected paths answer 503 until it can; it asks again by itself.
# An app that comes as an image starts together with its site. Give it Reader on the resource group instead, and let
# the site depend on that.

terraform {
  required_version = ">= 1.3"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "name" {
  description = "Name of the app. It becomes part of the host name, so it is unique in Azure."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group of the app and of the vault."
  type        = string
}

variable "vault_name" {
  description = "Name of the Key Vault that holds the CA certificates."
  type        = string
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
  description = "Secret with the trust anchors in PEM."
  type        = string
  default     = "client-cert-trust-anchors"
}

variable "intermediates_secret" {
  description = "Secret with the intermediates in PEM. App Service forwards only the caller's own certificate."
  type        = string
  default     = "client-cert-intermediates"
}

variable "sku" {
  description = "Client certificates need Basic or higher, slots Standard or higher."
  type        = string
  default     = "S1"
}

locals {
  secrets_uri = "${data.azurerm_key_vault.vault.vault_uri}secrets"

  # The same for the site and the slot, so that a swap brings no surprise. CLIENT_CERT_SELF_CHECK is not among it: on
  # Azure the default is enforce.
  app_settings = {
    CLIENT_CERT_TRUST_ANCHORS = "@Microsoft.KeyVault(SecretUri=${local.secrets_uri}/${var.anchors_secret})"
    CLIENT_CERT_INTERMEDIATES = "@Microsoft.KeyVault(SecretUri=${local.secrets_uri}/${var.intermediates_secret})"
    CLIENT_CERT_ALLOW         = jsonencode(var.rules)
    CLIENT_CERT_OPEN_PATHS    = "/healthz"
    # With which identity the self-check asks: a user-assigned one must be named.
    AZURE_CLIENT_ID                = azurerm_user_assigned_identity.identity.client_id
    SCM_DO_BUILD_DURING_DEPLOYMENT = "true"
  }
}

data "azurerm_resource_group" "group" {
  name = var.resource_group_name
}

data "azurerm_key_vault" "vault" {
  name                = var.vault_name
  resource_group_name = data.azurerm_resource_group.group.name
}

# User-assigned: it is there before the site is, and so are its roles.
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

# On the site it holds for every slot too. docs/self-check.md has a custom role that may read less.
resource "azurerm_role_assignment" "may_read_site" {
  scope                = azurerm_linux_web_app.site.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.identity.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_service_plan" "plan" {
  name                = "${var.name}-plan"
  resource_group_name = data.azurerm_resource_group.group.name
  location            = data.azurerm_resource_group.group.location
  os_type             = "Linux"
  sku_name            = var.sku
}

resource "azurerm_linux_web_app" "site" {
  name                = var.name
  resource_group_name = data.azurerm_resource_group.group.name
  location            = data.azurerm_resource_group.group.location
  service_plan_id     = azurerm_service_plan.plan.id

  # Always all four: the mode alone demands nothing, an excluded path needs no certificate, plain HTTP has none.
  client_certificate_enabled         = true
  client_certificate_mode            = "Required"
  client_certificate_exclusion_paths = ""
  https_only                         = true

  key_vault_reference_identity_id = azurerm_user_assigned_identity.identity.id
  app_settings                    = local.app_settings

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.identity.id]
  }

  site_config {
    minimum_tls_version = "1.2"
    always_on           = true
    # The platform asks from inside, without a certificate; hence also the open path.
    health_check_path                 = "/healthz"
    health_check_eviction_time_in_min = 10

    application_stack {
      node_version = "22-lts"
    }
  }

  depends_on = [azurerm_role_assignment.may_read_secrets]
}

# A swap leaves these settings and the identity where they are, so the slot needs them all itself. The self-check holds
# every slot against the rules: one that demands nothing costs the site its trust.
resource "azurerm_linux_web_app_slot" "staging" {
  name           = "staging"
  app_service_id = azurerm_linux_web_app.site.id

  client_certificate_enabled         = true
  client_certificate_mode            = "Required"
  client_certificate_exclusion_paths = ""
  https_only                         = true

  key_vault_reference_identity_id = azurerm_user_assigned_identity.identity.id
  app_settings                    = local.app_settings

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.identity.id]
  }

  site_config {
    minimum_tls_version               = "1.2"
    always_on                         = true
    health_check_path                 = "/healthz"
    health_check_eviction_time_in_min = 10

    application_stack {
      node_version = "22-lts"
    }
  }

  depends_on = [azurerm_role_assignment.may_read_site]
}

output "host_name" {
  value = azurerm_linux_web_app.site.default_hostname
}

output "staging_host_name" {
  value = azurerm_linux_web_app_slot.staging.default_hostname
}
