import type { Reporter } from "./problems.ts";

const REFERENCE = /@Microsoft\.KeyVault\s*\(/i;
const WHOLE_REFERENCE = /^@Microsoft\.KeyVault\([^()]*\)$/;

/**
 * Reports a Key Vault reference that the platform left as it was written, and tells whether there was one. App
 * Service puts the secret in the place of a reference before the process starts, and hands over the reference itself
 * when it cannot (Azure: "Use Key Vault references as app settings", troubleshooting).
 */
export function reportKeyVaultReference(text: string, report: Reporter, place?: string): boolean {
  if (!REFERENCE.test(text)) return false;
  if (WHOLE_REFERENCE.test(text)) {
    const message =
      "The value is still the Key Vault reference: the platform could not resolve it. Usual reasons: the app's " +
      'identity lacks the role "Key Vault Secrets User" on the vault, a user-assigned identity is not named in ' +
      "keyVaultReferenceIdentity, the URI names no secret, or the vault's firewall keeps the app out.";
    report.add("key_vault_unresolved", message, REMEDY_UNRESOLVED, place);
  } else {
    const message =
      "The value holds a Key Vault reference among other text, and the platform resolves whole values only.";
    report.add("key_vault_unresolved", message, REMEDY_NOT_WHOLE, place);
  }
  return true;
}

const REMEDY_UNRESOLVED =
  'See which in the portal under "Diagnose and solve problems", "Key Vault Application Settings Diagnostics"; ' +
  "mend it and restart the app, because a reference is read only before the start.";

const REMEDY_NOT_WHOLE =
  "Write the reference alone, without quotation marks; put several certificates into one secret, one PEM block " +
  "after the other.";
