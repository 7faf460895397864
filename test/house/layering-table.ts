/**
 * Who may import whom. A request's certificate passes through the rooms in one direction, and this is the proof:
 * `layering.test.ts` holds every file of `src` against this table, and holds the lint rules against it too.
 *
 * `files` is a file, or a folder ending in `/`; the first entry that matches counts, so exceptions stand above their
 * room. Everything inside a room's own folder is allowed and not listed. `values` are imports that exist when the
 * program runs, `types` those written `import type`. A target ending in `/` is every file of that folder, `node:` every
 * module of Node, `*` anything.
 */
export interface Place {
  readonly files: string;
  readonly values: readonly string[];
  readonly types: readonly string[];
  /** Whether the place may read `process.env`. Default: no. */
  readonly environment?: true;
}

const parsing = ["src/asn1/", "src/certificate/"];
/** What a scan is about, which its rooms share. */
const scanned = ["src/posture/scan/model.ts", "src/posture/scan/scan-rules.ts"];
const stages = ["src/header/", ...parsing, "src/path/", "src/revocation/", "src/rules/", "src/verdict/"];

export const PLACES: readonly Place[] = [
  { files: "src/errors.ts", values: [], types: [] },
  { files: "src/asn1/", values: [], types: [] },
  { files: "src/header/", values: [], types: [] },
  { files: "src/certificate/thumbprint.ts", values: ["src/asn1/", "node:crypto"], types: [] },
  { files: "src/certificate/", values: ["src/asn1/"], types: [] },
  { files: "src/path/signature.ts", values: [...parsing, "node:crypto"], types: [] },
  { files: "src/path/", values: parsing, types: [] },
  {
    files: "src/revocation/fetcher.ts",
    values: [...parsing, "src/path/signature.ts", "node:http", "node:https"],
    types: [],
  },
  { files: "src/revocation/", values: [...parsing, "src/path/signature.ts"], types: [] },
  { files: "src/rules/", values: ["src/certificate/", "src/errors.ts"], types: ["src/path/"] },
  {
    files: "src/verdict/",
    values: [],
    types: [
      "src/header/",
      ...parsing,
      "src/path/",
      "src/revocation/",
      "src/rules/",
      "src/guard/findings.ts",
      "src/errors.ts",
    ],
  },
  { files: "src/validator.ts", values: [...stages, "src/errors.ts"], types: [] },
  { files: "src/x509.ts", values: [...parsing, "src/path/"], types: [] },
  { files: "src/create-validator.ts", values: ["src/validator.ts", "src/config/", "src/errors.ts"], types: [] },
  {
    files: "src/index.ts",
    values: [...stages, "src/create-validator.ts", "src/validator.ts", "src/errors.ts"],
    types: [],
  },
  {
    files: "src/config/",
    values: [
      ...parsing,
      "src/path/",
      "src/rules/",
      "src/self-check/host/",
      "src/errors.ts",
      "node:fs",
      "node:path",
      "node:net",
      "node:tls",
    ],
    types: ["src/header/", "src/verdict/", "src/self-check/", "src/self-check/identity/"],
    environment: true,
  },
  { files: "src/posture/facts/", values: [], types: [] },
  { files: "src/posture/rules/", values: ["src/posture/facts/"], types: [] },
  { files: "src/posture/sources/", values: ["src/posture/facts/", "src/errors.ts", "node:"], types: [] },
  {
    files: "src/posture/terraform/syntax/",
    values: ["src/posture/facts/", "node:", "web-tree-sitter", "jsonc-parser"],
    types: [],
  },
  {
    files: "src/posture/terraform/values/",
    values: ["src/posture/terraform/resource-input.ts", "src/posture/terraform/syntax/", "src/posture/facts/"],
    types: [],
  },
  {
    files: "src/posture/terraform/plan/",
    values: [
      "src/posture/terraform/resource-input.ts",
      "src/posture/terraform/syntax/",
      "src/posture/facts/",
      "jsonc-parser",
    ],
    types: [],
  },
  {
    files: "src/posture/terraform/resources/",
    values: ["src/posture/terraform/resource-input.ts", "src/posture/facts/", "src/posture/scan/model.ts"],
    types: [],
  },
  {
    files: "src/posture/terraform/",
    values: [
      "src/posture/terraform/syntax/",
      "src/posture/terraform/values/",
      "src/posture/terraform/plan/",
      "src/posture/terraform/resources/",
      "src/posture/facts/",
    ],
    types: [],
  },
  {
    files: "src/posture/scan/rules/",
    values: [...scanned, "src/posture/facts/", "src/posture/rules/"],
    types: [],
  },
  {
    files: "src/posture/scan/remedies/",
    values: [...scanned, "src/posture/scan/rules/", "src/posture/facts/"],
    types: [],
  },
  {
    files: "src/posture/scan/exceptions/",
    values: [
      ...scanned,
      "src/posture/scan/options.ts",
      "src/posture/scan/called-from.ts",
      "src/posture/scan/globs.ts",
      "src/posture/scan/group-by.ts",
      "src/posture/scan/places.ts",
      "src/posture/facts/",
    ],
    types: [],
  },
  {
    files: "src/posture/scan/",
    values: [
      "src/posture/scan/rules/",
      "src/posture/scan/remedies/",
      "src/posture/scan/exceptions/",
      "src/posture/facts/",
      "src/posture/terraform/",
      "src/posture/terraform/syntax/",
      "src/posture/terraform/plan/",
      "src/posture/terraform/resources/",
    ],
    types: [],
  },
  {
    files: "src/posture/reporters/",
    values: [
      "src/posture/scan/",
      "src/posture/facts/",
      "node:",
      "sarif",
      "junit-report-builder",
      "picocolors",
      "console-table-printer",
    ],
    types: [],
  },
  {
    files: "src/posture/index.ts",
    values: ["src/posture/scan/", "src/posture/sources/", "src/posture/facts/"],
    types: [],
  },
  { files: "src/posture/", values: ["src/posture/facts/", "src/posture/rules/"], types: [] },
  { files: "src/self-check/host/", values: [], types: [] },
  { files: "src/self-check/http/", values: ["node:"], types: [] },
  {
    files: "src/self-check/identity/",
    values: ["src/self-check/host/", "src/self-check/http/", "src/self-check/witness.ts", "node:"],
    types: [],
  },
  {
    files: "src/self-check/resource-manager/",
    values: [
      "src/self-check/host/",
      "src/self-check/http/",
      "src/self-check/identity/",
      "src/self-check/witness.ts",
      "src/posture/facts/",
      "src/posture/sources/",
      "node:",
    ],
    types: [],
  },
  {
    files: "src/self-check/probe/",
    values: ["src/self-check/witness.ts", "src/self-check/host-name.ts", "src/header/", "src/asn1/", "node:"],
    types: [],
  },
  {
    files: "src/self-check/",
    values: [
      "src/self-check/host/",
      "src/self-check/identity/",
      "src/self-check/probe/",
      "src/self-check/resource-manager/",
      "src/posture/",
      "src/posture/facts/",
      "src/header/",
      "src/errors.ts",
      "node:",
    ],
    types: ["src/verdict/"],
  },
  {
    files: "src/guard/",
    values: [
      "src/validator.ts",
      "src/header/",
      "src/rules/",
      "src/verdict/",
      "src/config/",
      "src/self-check/",
      "src/errors.ts",
    ],
    types: ["src/certificate/", "src/path/"],
  },
  {
    files: "src/adapters/",
    values: ["src/guard/", "src/self-check/host-not-verified.ts", "src/errors.ts"],
    types: [
      "src/self-check/",
      "src/certificate/",
      "src/rules/",
      "src/verdict/",
      "src/config/",
      "src/header/",
      "express",
      "fastify",
      "@azure/functions",
      "node:http",
      "node:http2",
      "node:stream",
    ],
  },
  {
    files: "src/testing/",
    values: [...parsing, "node:"],
    types: ["src/header/", "src/verdict/", "src/config/"],
    environment: true,
  },
  { files: "src/cli/", values: ["*"], types: [], environment: true },
];

/** Node's modules that reach the network, the file system or another process. */
export const EFFECTS: readonly string[] = [
  "node:fs",
  "node:fs/promises",
  "node:http",
  "node:https",
  "node:http2",
  "node:net",
  "node:tls",
  "node:dgram",
  "node:dns",
  "node:dns/promises",
  "node:child_process",
  "node:worker_threads",
];
