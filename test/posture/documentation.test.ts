import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-code.ts";
import { describeHost } from "../../src/guard/host-health.ts";
import { checkHost, demandOf } from "../../src/posture/check-host.ts";
import type { HostSettings, Setting } from "../../src/posture/facts/host-settings.ts";
import type { RuleContext, RuleId } from "../../src/posture/facts/rule.ts";
import { RULES } from "../../src/posture/rule-table.ts";
import { type Because, judge } from "../../src/self-check/judgement.ts";
import { createSelfCheck } from "../../src/self-check/self-check.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import type { WitnessFailureCode } from "../../src/self-check/witness.ts";
import { sourceFiles } from "../house/imports.ts";
import { readProjectFile } from "../house/repository.ts";
import { APP_ID, containerApp, context, is, nothing, SITE_ID, site } from "./parts.ts";

// docs/self-check.md is written by hand. When a test here fails, its difference shows the lines to write.

const DOC = readProjectFile("docs/self-check.md");

/** What the documents must say a cause and a remedy of. Not one may be missing here: the compiler sees to that. */
const FAILURES: Readonly<Record<WitnessFailureCode, true>> = {
  identity_missing: true,
  identity_endpoint_rejected: true,
  identity_unreachable: true,
  identity_refused: true,
  identity_answer_invalid: true,
  credential_failed: true,
  resource_unknown: true,
  resource_mismatch: true,
  resource_manager_unauthorized: true,
  resource_manager_forbidden: true,
  resource_manager_not_found: true,
  resource_manager_throttled: true,
  resource_manager_unavailable: true,
  resource_manager_unreachable: true,
  resource_manager_timeout: true,
  resource_manager_redirected: true,
  resource_manager_answer_too_large: true,
  resource_manager_answer_invalid: true,
  internal_error: true,
};

const REASONS: Readonly<Record<Because, true>> = {
  proven: true,
  authenticity_unproven: true,
  demand_unknown: true,
  not_demanded: true,
  authenticity_refuted: true,
};

describe("docs/self-check.md", () => {
  it("has the rules as they are, in their order", () => {
    const expected = Object.entries(RULES).map(([rule, { title, why, source }]) => {
      const { part, hosts } = placeOf(rule as RuleId);
      return [`\`${rule}\``, title, part, hosts, why, source];
    });
    expect(rowsUnder("Rule")).toEqual(expected);
  });

  it("has a cause and a remedy of every failure, in the order of their codes", () => {
    expect(codesUnder("Code")).toEqual(Object.keys(FAILURES));
    for (const [, cause, remedy] of rowsUnder("Code")) {
      expect([cause, remedy]).toEqual([expect.stringMatching(/^[A-Z`].+\.$/), expect.stringMatching(/^[A-Z`].+\.$/)]);
    }
  });

  it("has every reason, and every event that is logged", () => {
    expect(codesUnder("Because")).toEqual(Object.keys(REASONS));
    const sources = sourceFiles("src/self-check").map((file) => readProjectFile(file));
    const events = sources.flatMap((text) => [...text.matchAll(/event: "(\w+)"/g)].map(([, event]) => event));
    expect(codesUnder("Event").sort()).toEqual([...events].sort());
  });

  it("has every member of the status, of its records and of the health", async () => {
    const status = await statusOf(site());
    const [record = {}] = status.records;
    expect(codesUnder("Member").sort()).toEqual(Object.keys(status).sort());
    const verdict = ["serves", "demand", "authenticity", "because", "isStandingWarning"];
    expect([...verdict, ...codesUnder("Member of a record")].sort()).toEqual(Object.keys(record).sort());
    expect(codesUnder("Member of health").sort()).toEqual(Object.keys(describeHost(status)).sort());
  });

  it.each(rowsUnder("`clientCertEnabled`"))("says what follows from %s, %s, %s, %s", (...row) => {
    const [enabled = "", mode = "", https = "", paths = "", ...rest] = row;
    const host = site({
      clientCertEnabled: settingIn<boolean>(enabled),
      clientCertMode: settingIn<string>(mode),
      httpsOnly: settingIn<boolean>(https),
      clientCertExclusionPaths: settingIn<string>(paths),
    });
    expect(rest).toEqual(consequencesOf(host));
  });

  it.each(rowsUnder("`clientCertificateMode`"))("says what follows from %s, %s, %s", (...row) => {
    const [mode = "", insecure = "", transport = "", ...rest] = row;
    const host = containerApp({
      clientCertificateMode: settingIn<string>(mode),
      allowInsecure: settingIn<boolean>(insecure),
      transport: settingIn<string>(transport),
    });
    expect(rest).toEqual(consequencesOf(host));
  });

  it("has the state of a new site, and one row each of what can be wrong", () => {
    const states = [...rowsUnder("`clientCertEnabled`"), ...rowsUnder("`clientCertificateMode`")];
    expect(states.map((row) => row.slice(0, 2))).toContainEqual(["`false`", '`"Required"`']);
    expect(new Set(states.map((row) => row.slice(0, 4).join())).size).toBe(states.length);
    expect(new Set(states.map((row) => row.at(-3)))).toEqual(new Set(["yes", "no", "cannot tell"]));
  });

  it("has the doctor's options and exit codes", () => {
    const declared = readProjectFile("src/cli/doctor/options.ts").matchAll(/new Option\("(--[\w-]+)/g);
    expect(codesUnder("Option")).toEqual([...declared].map(([, flag]) => flag));
    expect(rowsUnder("Exit code").map(([code]) => Number(code))).toEqual(Object.values(EXIT));
  });

  it("has a role that reads what is asked for, and nothing else", () => {
    const [, json = "{}"] = /^```json\n(.*?)^```$/ms.exec(DOC) ?? [];
    const role = JSON.parse(json) as Readonly<Record<string, readonly string[]>>;
    expect(role["Actions"]).toEqual([
      "Microsoft.Web/sites/Read",
      "Microsoft.Web/sites/slots/Read",
      "Microsoft.Web/sites/config/Read",
      "Microsoft.Web/sites/slots/config/Read",
      "Microsoft.App/containerApps/read",
    ]);
    expect([role["NotActions"], role["DataActions"], role["NotDataActions"]]).toEqual([[], [], []]);
  });

  it("links to what is in it", () => {
    const headings = [...DOC.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text.toLowerCase().replace(/\W+/g, "-"));
    const targets = [...DOC.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(1);
    expect(targets.filter((target) => !headings.includes(target))).toEqual([]);
  });
});

/** The cells of every row below the header rows that begin with this cell. */
function rowsUnder(first: string): readonly (readonly string[])[] {
  const tables = DOC.split("\n\n").filter((block) => block.trimStart().startsWith(`| ${first} |`));
  return tables.flatMap((table) => table.trim().split("\n").slice(2).map(cellsOf));
}

function cellsOf(row: string): readonly string[] {
  return row
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** All names in backticks of the first column. */
function codesUnder(first: string): string[] {
  return rowsUnder(first).flatMap(([cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code));
}

/** Whether the rule decides, and about what, by asking it about hosts of every kind. */
function placeOf(rule: RuleId): { readonly part: string; readonly hosts: string } {
  const gateway: RuleContext = context({ headerFrom: "gateway" });
  const about = (host: HostSettings, who: RuleContext) => checkHost(host, who).find((result) => result.rule === rule);
  const hosts = [site(), containerApp()];
  const isGate = (who: RuleContext) => hosts.some((host) => about(host, who)?.gate === true);
  const kinds = hosts.filter((host) => about(host, context()) !== undefined).map(({ kind }) => KINDS[kind]);
  const behind = isGate(gateway) ? "decides behind a gateway" : "informs";
  return { part: isGate(context()) ? "decides" : behind, hosts: kinds.join(", ") };
}

const KINDS = { site: "sites", slot: "sites", "container-app": "container apps" } as const;

/** A cell of a state: JSON in backticks, or null. */
function settingIn<Value>(cell: string): Setting<Value> {
  const value = JSON.parse(cell.replaceAll("`", "")) as Value | null;
  return value === null ? nothing : is(value);
}

/** What the document says behind a state: the demand, what the right caller gets, and what mends it. */
function consequencesOf(settings: HostSettings): readonly string[] {
  const results = checkHost(settings, context({ openPaths: ["/healthz"] }));
  const declared = demandOf(results);
  const host = settings.kind === "container-app" ? "container-apps" : "app-service";
  const { serves } = judge({ mode: "enforce", host, declared, probe: undefined });
  const [remedy] = results.flatMap(({ gate, remedy: text }) => (gate && text !== undefined ? [text] : []));
  const command = remedy?.replace(SITE_ID, "<id>").replace(APP_ID, "<id>");
  const refused = declared === "no" ? "503 `host_refuted`" : "503 `host_not_verified`";
  return [
    declared === "unknown" ? "cannot tell" : declared,
    serves ? "served" : refused,
    command === undefined ? "nothing" : `\`${command}\``,
  ];
}

async function statusOf(settings: HostSettings): Promise<SelfCheckStatus> {
  const quiet = (): void => undefined;
  const check = createSelfCheck({
    mode: "enforce",
    host: "app-service",
    context: context(),
    witness: { declare: () => Promise.resolve({ ok: true, records: [settings], notices: [] }) },
    monotonic: () => 0,
    clock: () => 0,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const status = await check.verified();
  check.close();
  return status;
}
