// Puts the grammar of Terraform's language into dist beside what loads it, with its licence: the package that it comes
// from builds native code when it is installed, so that nobody who uses this one has to.
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const GRAMMAR = "tree-sitter-terraform";
const target = resolve("dist/posture/terraform/syntax");
const source = createRequire(import.meta.url).resolve(`@tree-sitter-grammars/tree-sitter-hcl/${GRAMMAR}.wasm`);

copyFileSync(source, join(target, `${GRAMMAR}.wasm`));
copyFileSync(join(dirname(source), "LICENSE"), join(target, `${GRAMMAR}.license.txt`));
