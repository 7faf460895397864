// An app on App Service that demands client certificates, with its CA certificates in Key Vault.
//
//   az deployment group create -g <group> -f app-service.bicep \
//     -p name=<app> vaultName=<vault> rules='[{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}]'
//
// The vault is in the same resource group, uses Azure RBAC, and holds two secrets: the trust anchors and the
// intermediates, each as PEM, public certificates only. Whoever deploys may assign roles on the vault. A new role takes up
// to ten minutes; if the app starts earlier, its log says that a reference was not resolved, and a restart mends it.

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

@description('Client certificates need Basic or higher.')
param sku string = 'B1'

param location string = resourceGroup().location

// The built-in role "Key Vault Secrets User".
var roleId = '4633458b-17de-408a-b874-0445c86b69e6'
var secretsUserRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
var secretsUri = '${vault.properties.vaultUri}secrets'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

// User-assigned, so that it has its role before the app starts for the first time.
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

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
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

resource site 'Microsoft.Web/sites@2023-12-01' = {
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
    siteConfig: {
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
        // Nobody but this template sees to it that the host demands certificates.
        { name: 'CLIENT_CERT_SELF_CHECK', value: 'off' }
        { name: 'SCM_DO_BUILD_DURING_DEPLOYMENT', value: 'true' }
      ]
    }
  }
  dependsOn: [
    mayReadSecrets
  ]
}

output hostName string = site.properties.defaultHostName
