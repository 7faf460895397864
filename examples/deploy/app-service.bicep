// An app on App Service that demands client certificates, on the site and on a staging slot. Its CA certificates are in
// Key Vault. It may read its own settings, so that it believes in certificates only while the platform demands them.
//
//   az deployment group create -g <group> -f app-service.bicep \
//     -p name=<app> vaultName=<vault> rules='[{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}]'
//
// The vault is in the same resource group, uses Azure RBAC, and holds two secrets: the trust anchors and the
// intermediates, each as PEM, public certificates only. Whoever deploys may assign roles on the vault and on the site.
//
// Deploy this first and the code after it: then both roles are there before the app starts for the first time. A new
// role takes up to ten minutes to work, one by way of a group up to 24 hours. If the app starts earlier:
//   - a reference to Key Vault is not resolved. The app does not start, its log says why, and a restart mends it.
//   - the self-check cannot tell. Protected paths answer 503 until it can; it asks again by itself.
// An app that comes as an image starts together with its site. Give it Reader on the resource group instead, and let
// the site depend on that.

@description('Name of the app. It becomes part of the host name, so it is unique in Azure.')
param name string

@description('Name of the Key Vault that holds the CA certificates.')
param vaultName string

@description('Whom to admit: rules as in CLIENT_CERT_ALLOW.')
@minLength(1)
param rules array

@description('Secret with the trust anchors in PEM.')
param anchorsSecret string = 'client-cert-trust-anchors'

@description('Secret with the intermediates in PEM. App Service forwards only the caller\'s own certificate.')
param intermediatesSecret string = 'client-cert-intermediates'

@description('Client certificates need Basic or higher, slots Standard or higher.')
param sku string = 'S1'

param location string = resourceGroup().location

// Built-in roles: "Key Vault Secrets User" and "Reader".
var secretsUserId = '4633458b-17de-408a-b874-0445c86b69e6'
var readerId = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
var secretsUserRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserId)
var readerRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerId)
var secretsUri = '${vault.properties.vaultUri}secrets'

// The same for the site and the slot, so that a swap brings no surprise. CLIENT_CERT_SELF_CHECK is not among it: on
// Azure the default is enforce.
var siteConfig = {
  linuxFxVersion: 'NODE|22-lts'
  minTlsVersion: '1.2'
  alwaysOn: true
  // The platform asks from inside, without a certificate; hence also the open path.
  healthCheckPath: '/healthz'
  appSettings: [
    { name: 'CLIENT_CERT_TRUST_ANCHORS', value: '@Microsoft.KeyVault(SecretUri=${secretsUri}/${anchorsSecret})' }
    { name: 'CLIENT_CERT_INTERMEDIATES', value: '@Microsoft.KeyVault(SecretUri=${secretsUri}/${intermediatesSecret})' }
    { name: 'CLIENT_CERT_ALLOW', value: string(rules) }
    { name: 'CLIENT_CERT_OPEN_PATHS', value: '/healthz' }
    // With which identity the self-check asks: a user-assigned one must be named.
    { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
    { name: 'SCM_DO_BUILD_DURING_DEPLOYMENT', value: 'true' }
  ]
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

// User-assigned: it is there before the site is, and so are its roles.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUserRole)
  scope: vault
  properties: {
    roleDefinitionId: secretsUserRole
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// On the site it holds for every slot too. docs/self-check.md has a custom role that may read less.
resource mayReadSite 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(site.id, identity.id, readerRole)
  scope: site
  properties: {
    roleDefinitionId: readerRole
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  kind: 'linux'
  sku: {
    name: sku
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    // Always all four: the mode alone demands nothing, an excluded path needs no certificate, plain HTTP has none.
    clientCertEnabled: true
    clientCertMode: 'Required'
    clientCertExclusionPaths: ''
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: siteConfig
  }
  dependsOn: [
    mayReadSecrets
  ]
}

// A swap leaves these settings and the identity where they are, so the slot needs them all itself. The self-check holds
// every slot against the rules: one that demands nothing costs the site its trust.
resource staging 'Microsoft.Web/sites/slots@2024-04-01' = {
  parent: site
  name: 'staging'
  location: location
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    clientCertEnabled: true
    clientCertMode: 'Required'
    clientCertExclusionPaths: ''
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    siteConfig: siteConfig
  }
  dependsOn: [
    mayReadSite
  ]
}

output hostName string = site.properties.defaultHostName
output stagingHostName string = staging.properties.defaultHostName
