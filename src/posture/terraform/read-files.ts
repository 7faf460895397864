import { fileNameOf } from "./paths.ts";
import type { TerraformTools } from "./syntax/load-tools.ts";
import { type IsWanted, readHcl } from "./syntax/read-hcl.ts";
import { readTerraformJson, readVariablesJson } from "./syntax/read-json.ts";
import type { TerraformFile } from "./syntax/tree.ts";

/** A file that may be Terraform's. */
export interface TextFile {
  /** Relative to where the scan began, with `/`. */
  readonly path: string;
  /** Decoded, without a byte order mark. */
  readonly text: string;
}

/** What a file is to Terraform, by its name. */
export type FileRole = "configuration" | "override" | "variables" | "lock" | "installed modules";

export interface ReadFile extends TerraformFile {
  readonly role: FileRole;
}

/** Undefined: Terraform does not read files of that name. */
export function roleOf(path: string): FileRole | undefined {
  const name = fileNameOf(path);
  if (name === ".terraform.lock.hcl") return "lock";
  if (path.endsWith(".terraform/modules/modules.json")) return "installed modules";
  if (/\.tfvars(?:\.json)?$/.test(name)) return "variables";
  if (!/\.(?:tf|tofu)(?:\.json)?$/.test(name)) return undefined;
  return /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(name) ? "override" : "configuration";
}

/** Blocks beside resources that decide what resources are. */
const ALWAYS_WANTED: ReadonlySet<string> = new Set(["terraform", "provider", "variable", "locals", "module"]);

/** Reads one file in the form that its name says. */
export function readFile({ path, text }: TextFile, role: FileRole, tools: TerraformTools, types: IsJudged): ReadFile {
  const isWanted: IsWanted = (type, [label]) =>
    ALWAYS_WANTED.has(type) || (type === "resource" && label !== undefined && types(label));
  const clean = text.startsWith("\ufeff") ? text.slice(1) : text;
  const isJson = path.endsWith(".json");
  if (role === "variables" && isJson) return { ...readVariablesJson(path, clean, tools), role };
  if (role === "installed modules") return { ...readVariablesJson(path, clean, tools), role };
  if (isJson) return { ...readTerraformJson(path, clean, tools, isWanted), role };
  return { ...readHcl(path, clean, tools, isWanted), role };
}

/** Whether anybody wants to know about resources of a type; the others are not read whole. */
export type IsJudged = (resourceType: string) => boolean;
