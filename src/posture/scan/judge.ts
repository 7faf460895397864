import { printable } from "../facts/excerpt.ts";
import { environmentOf } from "./environment.ts";
import type { Candidate } from "./exceptions/apply.ts";
import type { KeyPlace } from "./key-places.ts";
import type { ScannedResource, ScanResult } from "./model.ts";
import { remediesFor } from "./remedies/remedies-for.ts";
import { REMOVE_KEY } from "./remedies/warnings.ts";
import { checkResource } from "./rules/check-resource.ts";
import { SCAN_RULES } from "./scan-rules.ts";
import { isRequired } from "./scope.ts";
import type { Settled } from "./settle-options.ts";

/** Asks all rules of all that was found. */
export function judge(
  { resources, keys }: { readonly resources: readonly ScannedResource[]; readonly keys: readonly KeyPlace[] },
  settled: Settled,
): readonly Candidate[] {
  const ofKeys = settled.isAsked("key-material-in-source") ? keys.map(judgeKey) : [];
  return [...resources.flatMap((resource) => judgeResource(resource, settled)), ...ofKeys];
}

function judgeResource(resource: ScannedResource, settled: Settled): readonly Candidate[] {
  const { address, type, position, extent, calledFrom, exposure, assumed } = resource;
  const environment = environmentOf(resource);
  const required = isRequired(resource, settled);
  return checkResource(resource, settled.isAsked).map(([rule, { status, message, expression, at }]) => {
    const isOpen = status === "fail" || status === "unknown";
    const result: ScanResult = {
      rule,
      status,
      severity: SCAN_RULES[rule].severity,
      address,
      type,
      // A block may be put together from several files: the place that is told is one in the block's own.
      position: at?.file === position.file ? at : position,
      calledFrom,
      message: printable(message),
      expression: expression === undefined ? undefined : printable(expression),
      remedies: isOpen ? remediesFor(rule, resource) : [],
      exposure,
      environment,
      assumed,
      isRequired: required,
      suppression: undefined,
    };
    return { result, extent };
  });
}

/** A key in the open is one whatever the scope is. */
function judgeKey({ what, position, address, type, extent }: KeyPlace): Candidate {
  const result: ScanResult = {
    rule: "key-material-in-source",
    status: "fail",
    severity: SCAN_RULES["key-material-in-source"].severity,
    address,
    type,
    position,
    message: `Here stands ${what}: whoever reads the file can use it.`,
    expression: undefined,
    remedies: [
      { kind: "terraform", text: READ_FROM_VAULT },
      { kind: "az", text: "az keyvault certificate import --vault-name <vault> --name <certificate> --file <new.pfx>" },
      { kind: "warning", text: REMOVE_KEY },
    ],
    exposure: "unknown",
    environment: undefined,
    assumed: undefined,
    isRequired: true,
    suppression: undefined,
  };
  return { result, extent };
}

const READ_FROM_VAULT =
  'data "azurerm_key_vault_certificate" "example" {\n  name         = "<certificate>"\n' +
  "  key_vault_id = azurerm_key_vault.example.id\n}";
