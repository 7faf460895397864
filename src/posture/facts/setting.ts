import { excerpt } from "./excerpt.ts";
import type { Setting } from "./host-settings.ts";

/**
 * What a source says of a setting, in Azure's spelling: `clientCertMode is "Optional"`. Of a file also which default was
 * assumed: `httpsOnly is false (the default of azurerm 4.x)`.
 */
export function describeSetting(name: string, setting: Setting<unknown>): string {
  const assumed = setting.origin?.assumed;
  const found = describeSaid(name, setting);
  return assumed === undefined ? found : `${found} (${assumed})`;
}

function describeSaid(name: string, setting: Setting<unknown>): string {
  switch (setting.kind) {
    case "value":
      return `${name} is ${excerpt(setting.value)}`;
    case "null":
      return `${name} is null`;
    case "absent":
      return `${name} was not told`;
    case "unresolved":
      return `${name} is ${setting.expression}, which is no value of it`;
  }
}

/** Whether the source says just this word. Case does not count: Azure's answers differ from its own documents in it. */
export function isWord(setting: Setting<string>, word: string): boolean {
  return setting.kind === "value" && setting.value.toLowerCase() === word.toLowerCase();
}

/** Whether the source has no value: null, or not a word about it. */
export function isMissing(setting: Setting<unknown>): boolean {
  return setting.kind === "null" || setting.kind === "absent";
}
