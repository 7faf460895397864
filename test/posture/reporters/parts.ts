import type { Reported } from "../../../src/posture/reporters/reported.ts";
import type { ScannedResource, ScanReport, ScanResult } from "../../../src/posture/scan/model.ts";
import { SCAN_RULE_IDS, SCAN_RULES } from "../../../src/posture/scan/scan-rules.ts";

export const SOURCE = `resource "azurerm_linux_web_app" "orders" {
  name                       = "orders"
  client_certificate_enabled = true
  client_certificate_mode    = "Optional"
}
`;

export const FILE = "infra/main.tf";

export function result(changes: Partial<ScanResult> = {}): ScanResult {
  return {
    rule: "client-certificates-not-required",
    status: "fail",
    severity: "high",
    address: "module.web.azurerm_linux_web_app.orders",
    type: "azurerm_linux_web_app",
    position: { file: FILE, line: 4, column: 3, endLine: 4, endColumn: 42 },
    message: 'client_certificate_mode is "Optional": whoever shows none gets in.',
    expression: undefined,
    remedies: [
      { kind: "terraform", text: 'client_certificate_enabled = true\nclient_certificate_mode    = "Required"' },
      { kind: "warning", text: "Callers without a certificate are refused from then on." },
    ],
    exposure: "internal",
    environment: "prod",
    assumed: "azurerm 4.x (~> 4.0)",
    isRequired: true,
    suppression: undefined,
    ...changes,
  };
}

export function resource(changes: Partial<ScannedResource> = {}): ScannedResource {
  const at = { file: FILE, line: 1, column: 1, endLine: 1, endColumn: 44 };
  return {
    address: "module.web.azurerm_linux_web_app.orders",
    type: "azurerm_linux_web_app",
    position: at,
    extent: { ...at, endLine: 5, endColumn: 2 },
    subject: { kind: "opaque", id: "x", name: "x", reason: "not of interest here" },
    tags: { values: { environment: "prod" }, isComplete: true },
    exposure: "internal",
    assumed: "azurerm 4.x (~> 4.0)",
    ...changes,
  };
}

export const SUPPRESSED: ScanResult = result({
  status: "suppressed",
  rule: "https-only",
  suppression: { kind: "inline", reason: "behind a VPN", owner: "team-a", until: "2027-01-31" },
});

export const NOTE: ScanResult = result({ rule: "renegotiation", severity: "note", message: "http2_enabled is true." });

export const DOUBT: ScanResult = result({
  status: "unknown",
  message: "client_certificate_mode cannot be told.",
  expression: "var.modes[each.key]",
  address: "azurerm_linux_web_app.stock",
});

export function report(changes: Partial<ScanReport> = {}): ScanReport {
  return {
    results: [result()],
    resources: [resource()],
    unreadable: [],
    scanned: { files: 1, bytes: SOURCE.length, resources: 1 },
    notices: [],
    ...changes,
  };
}

/** One of every kind. */
export const FULL: ScanReport = report({
  results: [
    result(),
    DOUBT,
    NOTE,
    result({ isRequired: false, exposure: "public", message: "Nobody asks." }),
    SUPPRESSED,
    result({ status: "pass", rule: "minimum-tls" }),
    result({ status: "not-applicable", rule: "exclusion-paths" }),
  ],
  unreadable: [
    {
      file: "infra/broken.tf",
      position: { file: "infra/broken.tf", line: 7, column: 1, endLine: 7, endColumn: 9 },
      problem: "It is no HCL.",
    },
    { file: "infra/gone.tf", position: undefined, problem: "It cannot be opened." },
  ],
  scanned: { files: 3, bytes: 4_096, resources: 6 },
  notices: ["An exception matches nothing."],
});

export function reported(of: ScanReport = FULL, textOf: Reported["textOf"] = textOfSource): Reported {
  return { report: of, rules: SCAN_RULE_IDS.map((id) => SCAN_RULES[id]), textOf, version: "1.2.3" };
}

function textOfSource(file: string): string | undefined {
  return file === FILE ? SOURCE : undefined;
}

/** What a file may say to become part of the report's own words. */
export const HOSTILE: readonly string[] = [
  "\u001b[2J\u001b[1;1H0 failures",
  "\u009b31m",
  "\u001b]8;;https://evil.example/\u0007click\u001b]8;;\u0007",
  "a\r\nb\n0 failures, 0 unknown; 1 resource in 1 file.",
  "| a | b |\n|---|---|",
  "]]><failure/>",
  "<script>alert(1)</script>",
  "<!-- --> &amp; \"quoted\" 'too'",
  "![x](https://evil.example/x.png) [y](javascript:alert(1))",
  "@octocat #1 GH-1 www.evil.example https://evil.example",
  "`code` **strong** </code></details>",
  "\u202egnp.exe\u2066\u200b\u{e0001}",
  "\ud800 half, \ufffe none, \u0000 nothing",
  "{0} %n $" + "{jndi:ldap://x}",
  "::error file=a::b and ::stop-commands::x",
  "x ##vso[task.setvariable variable=x]y ##[section]z",
];

/** A report in which every text of a source says this. */
export function hostileReport(text: string): ScanReport {
  const position = { file: text, line: 1, column: 1, endLine: 3, endColumn: 1 };
  const one = result({
    address: text,
    type: text,
    message: text,
    expression: text,
    environment: text,
    assumed: text,
    position,
    remedies: [
      { kind: "terraform", text },
      { kind: "portal", text },
    ],
  });
  const suppression = { kind: "inline", reason: text, owner: text, until: text } as const;
  return report({
    results: [
      one,
      { ...one, status: "unknown" },
      { ...one, severity: "note" },
      { ...one, status: "suppressed", suppression },
    ],
    resources: [resource({ address: text, type: text, position, assumed: text })],
    unreadable: [{ file: text, position, problem: text }],
    notices: [text],
  });
}
