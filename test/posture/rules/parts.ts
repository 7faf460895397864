import type { Setting, SiteSettings } from "../../../src/posture/facts/host-settings.ts";
import type { Position } from "../../../src/posture/facts/origin.ts";
import { judge } from "../../../src/posture/scan/judge.ts";
import type { Remedy, ScannedResource, ScanResult, Subject } from "../../../src/posture/scan/model.ts";
import type { ScanRuleId } from "../../../src/posture/scan/scan-rules.ts";
import { settleOptions } from "../../../src/posture/scan/settle-options.ts";
import { site } from "../parts.ts";

export const HERE: Position = { file: "main.tf", line: 10, column: 1, endLine: 20, endColumn: 2 };

/** What a source says of a setting at a place of its own, or a default that counts in its stead. */
export function written<Value>(value: Value, line = 12): Setting<Value> {
  return { kind: "value", value, origin: { at: { ...HERE, line, endLine: line, column: 3 }, assumed: undefined } };
}

export function assumed<Value>(value: Value, words = "the default of azurerm 4.x"): Setting<Value> {
  return { kind: "value", value, origin: { at: undefined, assumed: words } };
}

export function doubt(expression = "var.mtls"): Setting<never> {
  return { kind: "unresolved", expression, origin: { at: { ...HERE, line: 13, endLine: 13 }, assumed: undefined } };
}

/** A resource as the reader of Terraform gives it. */
export function resource(subject: Subject, changes: Partial<ScannedResource> = {}): ScannedResource {
  return {
    address: "azurerm_linux_web_app.orders",
    type: "azurerm_linux_web_app",
    position: HERE,
    extent: HERE,
    subject,
    tags: { values: {}, isComplete: true },
    exposure: "public",
    assumed: undefined,
    ...changes,
  };
}

/** A site of Terraform source, whose id is its address. */
export function web(changes: Partial<SiteSettings> = {}, others: Partial<ScannedResource> = {}): ScannedResource {
  return resource({ ...site(), id: "azurerm_linux_web_app.orders", ...changes }, others);
}

/** What one rule says of a resource; undefined when it has nothing to ask. */
export function ask(rule: ScanRuleId, of: ScannedResource): ScanResult | undefined {
  const found = judge({ resources: [of], keys: [] }, settleOptions({ today: "2026-01-01", rules: { only: [rule] } }));
  return found[0]?.result;
}

/** The same, of a rule that does ask. */
export function answer(rule: ScanRuleId, of: ScannedResource): ScanResult {
  const result = ask(rule, of);
  if (result === undefined) throw new Error(`${rule} has no question for ${of.type}`);
  return result;
}

/** The text of a remedy; an empty one when there is none of the kind. */
export function remedy({ remedies }: ScanResult, kind: Remedy["kind"]): string {
  return remedies.find((entry) => entry.kind === kind)?.text ?? "";
}
