// A container app whose ingress demands client certificates. Its CA certificates are in Key Vault, and it may read its
// own settings.
//
//   az deployment group create -g <group> -f container-app.bicep \
//     -p name=<app> environmentName=<environment> vaultName=<vault> image=<image> \
//        rules='[{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}]'
//
// azure-client-cert reads the header of Container Apps by itself, and asks Resource Manager whether the ingress
// requires certificates; until it says so, protected routes answer 503. CLIENT_CERT_HOST_RESOURCE_ID tells whom to
// ask about, since Container Apps tells an app neither its subscription nor its group. From outside the same is
// judged by `azure-client-cert doctor --resource-id <id>`.
//
// The environment and the vault are in the same resource group, and the vault uses Azure RBAC. An image in a private
// registry needs `registries` beside `secrets`.

@minLength(2)
@maxLength(32)
param name string

@description('Name of the Container Apps environment.')
param environmentName string

@description('Name of the Key Vault that holds the CA certificates.')
param vaultName string

param image string

@description('Whom to admit: rules as in CLIENT_CERT_ALLOW.')
@minLength(1)
param rules array

@description('Secret with the trust anchors in PEM, public certificates only.')
param anchorsSecret string = 'client-cert-trust-anchors'

@description('Secret with the intermediates in PEM, public certificates only.')
param intermediatesSecret string = 'client-cert-intermediates'

param location string = resourceGroup().location

// Built-in roles: "Key Vault Secrets User" and "Reader".
var secretsUserId = '4633458b-17de-408a-b874-0445c86b69e6'
var readerId = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
var secretsUserRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserId)
var readerRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerId)
var secretsUri = '${vault.properties.vaultUri}secrets'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource managedEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' existing = {
  name: environmentName
}

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

// On the resource group, which the template is deployed to: the app starts as soon as it exists, so a role on the app
// itself always comes after the first start. It takes up to ten minutes to work, one by way of a group up to 24 hours.
// Who wants the narrower role puts `scope: app` here, and no dependsOn below; the self-check asks until it may.
resource mayReadGroup 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, identity.id, readerRole)
  properties: {
    roleDefinitionId: readerRole
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: managedEnvironment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 8080
        // Always all three: only HTTP ingress asks for certificates, and plain HTTP has none.
        clientCertificateMode: 'require'
        allowInsecure: false
        transport: 'http'
      }
      secrets: [
        { name: 'trust-anchors', keyVaultUrl: '${secretsUri}/${anchorsSecret}', identity: identity.id }
        { name: 'intermediates', keyVaultUrl: '${secretsUri}/${intermediatesSecret}', identity: identity.id }
      ]
    }
    template: {
      containers: [
        {
          name: 'app'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            { name: 'CLIENT_CERT_TRUST_ANCHORS', secretRef: 'trust-anchors' }
            { name: 'CLIENT_CERT_INTERMEDIATES', secretRef: 'intermediates' }
            { name: 'CLIENT_CERT_ALLOW', value: string(rules) }
            // Container Apps tells an app neither its subscription nor its resource group.
            { name: 'CLIENT_CERT_HOST_RESOURCE_ID', value: resourceId('Microsoft.App/containerApps', name) }
            // With which identity the self-check asks: a user-assigned one must be named.
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
          ]
        }
      ]
      scale: {
        minReplicas: 1
      }
    }
  }
  dependsOn: [
    mayReadSecrets
    mayReadGroup
  ]
}

output id string = app.id
output hostName string = app.properties.configuration.ingress.fqdn
