import { readTerraformSource, type SourceReading } from "../../../src/posture/terraform/read-source.ts";
import type { ResourceInput } from "../../../src/posture/terraform/resource-input.ts";
import { loadTerraformTools, type TerraformTools } from "../../../src/posture/terraform/syntax/load-tools.ts";
import { readHcl } from "../../../src/posture/terraform/syntax/read-hcl.ts";
import type { Attribute, TerraformFile } from "../../../src/posture/terraform/syntax/tree.ts";

/** One for all tests of a file: loading the grammar takes longer than most of them. */
export const tools: TerraformTools = await loadTerraformTools();

export function readText(text: string, path = "main.tf"): TerraformFile {
  return readHcl(path, text, tools, () => true);
}

/** The attribute `x` of a text. */
export function attributeIn(text: string): Attribute {
  const attribute = readText(text).body.attributes.get("x");
  if (attribute === undefined) throw new Error(`there is no x in ${text}`);
  return attribute;
}

/** Reads files by their paths. */
export function readTree(files: Readonly<Record<string, string>>): SourceReading {
  return readTerraformSource(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    tools,
  );
}

export function resourceIn(reading: SourceReading, address: string): ResourceInput {
  const found = reading.resources.find((resource) => resource.address === address);
  if (found === undefined) throw new Error(`there is no ${address}: ${addressesOf(reading).join(", ")}`);
  return found;
}

export function addressesOf({ resources }: SourceReading): readonly string[] {
  return resources.map(({ address }) => address);
}

/** What an attribute of `azurerm_app.x` comes to: its value, `null`, `absent`, or the expression in an object of its own. */
export function settingIn(reading: SourceReading, name: string, address = "azurerm_app.x"): unknown {
  const setting = resourceIn(reading, address).body.attribute(name);
  if (setting.kind === "value") return setting.value;
  return setting.kind === "unresolved" ? { unresolved: setting.expression } : setting.kind;
}

/** What an expression comes to in a resource of a module that has these declarations beside it. */
export function computed(expression: string, beside = ""): unknown {
  return settingIn(readTree({ "main.tf": `${beside}\nresource "azurerm_app" "x" {\nx = ${expression}\n}\n` }), "x");
}
