import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as JsoncParser from "jsonc-parser";
import type { Parser, TreeSitter } from "./tree-sitter.ts";

/** What reads Terraform, loaded once for many files. */
export interface TerraformTools {
  readonly parser: Parser;
  readonly jsonc: typeof JsoncParser;
}

/** How a package that need not be installed is loaded. Rejects when it is not. */
export type Load = (name: string) => Promise<unknown>;

/** The optional packages that reading Terraform needs. */
export const TERRAFORM_PACKAGES: readonly string[] = ["web-tree-sitter", "jsonc-parser"];

/** Rejects as `load` does where a package is not installed. */
export async function loadTerraformTools(load: Load = (name) => import(name)): Promise<TerraformTools> {
  const [treeSitter, jsonc] = await Promise.all([load("web-tree-sitter"), load("jsonc-parser")]);
  const { Parser, Language } = treeSitter as TreeSitter;
  await Parser.init();
  const language = await Language.load(grammarFile());
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, jsonc: jsonc as typeof JsoncParser };
}

const GRAMMAR = "tree-sitter-terraform.wasm";

/** Beside this file in the package, where the build puts it; else in the package that it comes from. */
function grammarFile(): string {
  const beside = fileURLToPath(new URL(GRAMMAR, import.meta.url));
  if (existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve(`@tree-sitter-grammars/tree-sitter-hcl/${GRAMMAR}`);
}
