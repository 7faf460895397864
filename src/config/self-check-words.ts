import type { Reporter } from "./problems.ts";
import { unquote } from "./text.ts";
import { reportNotAllowed } from "./words.ts";

/** How much the host must have shown before a certificate header counts. */
export type SelfCheckName = "enforce" | "prove" | "warn" | "off";

const WORDS: readonly SelfCheckName[] = ["enforce", "prove", "warn", "off"];

export function selfCheckFromText(text: string, report: Reporter): SelfCheckName | undefined {
  return selfCheckFromCode(unquote(text), report);
}

export function selfCheckFromCode(value: unknown, report: Reporter): SelfCheckName | undefined {
  const word = WORDS.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  reportNotAllowed(value, WORDS, report);
  return undefined;
}

/** The resource id, without quotation marks. What it must be is told by the host. */
export function hostResourceIdFromText(text: string, report: Reporter): string | undefined {
  return hostResourceIdFromCode(unquote(text), report);
}

export function hostResourceIdFromCode(value: unknown, report: Reporter): string | undefined {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  if (typeof value === "string") report.add("host_resource_id_invalid", "It is empty.", RESOURCE_ID);
  else report.add("option_wrong_type", "The value is no text.", RESOURCE_ID);
  return undefined;
}

const RESOURCE_ID =
  "Write what `az webapp show --query id --output tsv` or `az containerapp show --query id --output tsv` prints.";
