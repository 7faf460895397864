import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodeOf, readSources, scan, toBaseline } from "../../../src/posture/index.ts";
import type { ScanReport, ScanResult } from "../../../src/posture/scan/model.ts";
import type { ScanOptions } from "../../../src/posture/scan/options.ts";

const ESTATE = new URL("../fixtures/estate", import.meta.url).pathname;

/** A file and its line, the call in the root module, the address, what is said of it, and why. */
type Expected = readonly string[];

/**
 * What the estate's report must say, each line judged by the defaults and traps of azurerm: everything that is open or
 * taken away, everything that demands certificates, and what has no such setting. The why is part of the message, or the
 * expression that cannot be told.
 */
const EXPECTED: readonly Expected[] = readFileSync(new URL("expected.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(" | "));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "estate-"));
  cpSync(ESTATE, folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scanEstate(options: ScanOptions = {}, path = "."): Promise<ScanReport> {
  const { sources, unreadable } = await readSources([path], { folder });
  return scan(sources, { scope: "all", today: "2026-06-15", unreadable, exceptions: exceptions(), ...options });
}

function exceptions(): NonNullable<ScanOptions["exceptions"]> {
  return { path: "exceptions.jsonc", text: readFileSync(join(folder, "exceptions.jsonc"), "utf8") };
}

/** What the table holds: it would be long if every pass were in it. */
function isTold({ rule, status, severity }: ScanResult): boolean {
  if (status === "pass") {
    return rule === "client-certificates-not-required" || rule === "linked-service-authentication";
  }
  return status === "not-applicable" ? rule === "client-certificates-disabled" : severity !== "note";
}

function keyOf(row: Expected): string {
  return row.slice(0, 4).join(" | ");
}

function rowOf({ position, calledFrom, address, status, rule, expression, message }: ScanResult): Expected {
  const from = calledFrom === undefined ? "" : `${calledFrom.file}:${calledFrom.line}`;
  return [`${position.file}:${position.line}`, from, address, `${status} ${rule}`, expression ?? message];
}

describe("the report of an estate", () => {
  it("says of every resource what stands in the table, where, and why", async () => {
    const { results } = await scanEstate();
    const rows = results.filter(isTold).map(rowOf);
    expect(rows.map(keyOf).sort()).toEqual(EXPECTED.map(keyOf).sort());
    for (const expected of EXPECTED) {
      const row = rows.find((one) => keyOf(one) === keyOf(expected));
      expect(row?.[4]).toContain(expected[4]);
    }
  });

  it("is told whole beside a damaged file, which decides the exit code", async () => {
    const report = await scanEstate();
    expect(new Set(report.unreadable.map(({ file }) => file))).toEqual(new Set(["live/damaged/main.tf"]));
    expect(exitCodeOf(report)).toBe(4);
    rmSync(join(folder, "live/damaged"), { recursive: true });
    expect(exitCodeOf(await scanEstate())).toBe(1);
    cpSync(join(ESTATE, "live/damaged"), join(folder, "live/damaged"), { recursive: true });
  });

  it("has nothing of resources that are never made", async () => {
    const { resources } = await scanEstate();
    expect(resources.filter(({ position }) => position.file.startsWith("live/sandbox/"))).toEqual([]);
    expect(resources.some(({ address }) => address.startsWith("module.never."))).toBe(false);
  });

  it("has the lock file's version with every default that it assumed", async () => {
    const { results } = await scanEstate();
    const assumed = (from: string): unknown =>
      results.find(({ calledFrom, address }) => calledFrom?.file === from && address.startsWith("module.f"))?.assumed;
    expect(assumed("live/staging/main.tf")).toBe("azurerm 3.x (3.117.1, .terraform.lock.hcl)");
    expect(assumed("live/integration/main.tf")).toBe("azurerm 4.x (4.14.0, .terraform.lock.hcl)");
    expect(assumed("live/next/main.tf")).toBe("azurerm 5.x (5.1.0, .terraform.lock.hcl)");
    expect(assumed("live/unversioned/main.tf")).toContain("azurerm of unknown version");
  });

  it("finds a private key that somebody has put into a variable, and never repeats it", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
    const file = join(folder, "live/secrets/main.tf");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("  sensitive = true", `  sensitive = true\n  default   = <<-PEM\n${pem}  PEM`));
    const { results } = await scanEstate();
    writeFileSync(file, text);
    const found = results.filter(({ rule }) => rule === "key-material-in-source");
    expect(found.map(({ status, position }) => [status, position.file, position.line])).toEqual([
      ["fail", "live/secrets/main.tf", 5],
    ]);
    expect(JSON.stringify(results)).not.toContain(pem.split("\n")[1]);
  });
});

describe("environments that call one module by one name", () => {
  const FLOWS = "module.flows.azurerm_logic_app_standard.this";
  const openIn = ({ results }: ScanReport): readonly (string | undefined)[] =>
    results
      .filter(({ address, rule }) => address === FLOWS && rule === "client-certificates-disabled")
      .filter(({ status }) => status === "fail")
      .map(({ calledFrom }) => calledFrom?.file)
      .toSorted();
  const ALL = ["live/integration/main.tf", "live/staging/main.tf", "live/unversioned/main.tf"];

  it("are told apart", async () => {
    expect(openIn(await scanEstate())).toEqual(ALL);
  });

  it("are not in each other's baseline", async () => {
    const { findings } = toBaseline(await scanEstate());
    const staging = findings.filter(({ calledFrom }) => calledFrom === "live/staging/main.tf");
    const baseline = { path: "baseline.json", text: JSON.stringify({ version: 1, findings: staging }) };
    expect(openIn(await scanEstate({ baseline }))).toEqual(["live/integration/main.tf", "live/unversioned/main.tf"]);
  });

  it("are excepted by the path of the root module", async () => {
    const rules = ["client-certificates-disabled"];
    const text = JSON.stringify([{ rules, address: FLOWS, path: "live/staging", reason: "moves soon" }]);
    const report = await scanEstate({ exceptions: { path: "e.json", text } });
    expect(openIn(report)).toEqual(["live/integration/main.tf", "live/unversioned/main.tf"]);
  });

  it("are not excepted all at once by an address alone", async () => {
    const rules = ["client-certificates-disabled"];
    const text = JSON.stringify([{ rules, address: FLOWS, reason: "moves soon" }]);
    const { unreadable } = await scanEstate({ exceptions: { path: "e.json", text } });
    expect(unreadable.map(({ file, problem }) => `${file} ${problem}`)).toContain(
      `e.json "${FLOWS}" stands in several files: name the path too.`,
    );
  });

  it("must demand certificates where the path of their root module is listed", async () => {
    const { results } = await scanEstate({ scope: "required", paths: ["live/prod"] });
    const shop = results.filter(({ address }) => address === "module.shop.azurerm_linux_web_app.this");
    expect(shop.length).toBeGreaterThan(0);
    expect(results.some(({ address }) => address === "module.website.azurerm_container_app.this")).toBe(false);
  });
});
