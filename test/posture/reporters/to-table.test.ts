import { Table } from "console-table-printer";
import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { type TableStyle, toTable } from "../../../src/posture/reporters/to-table.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import { FULL, report, reported, result } from "./parts.ts";

const same = (text: string): string => text;
const PLAIN: TableStyle = { strong: same, quiet: same, good: same, bad: same, doubtful: same };

describe("the table", () => {
  it("shows a finding with the lines it is about, what mends it, and the sum at the end", () => {
    const [text = "", rest = ""] = tableOf(report()).split("\n\n");
    expect(text).toBe(
      [
        "FAIL  A client certificate is asked for, not required [client-certificates-not-required]",
        "  module.web.azurerm_linux_web_app.orders",
        "  infra/main.tf:4, high, internal, environment prod, assumed azurerm 4.x (~> 4.0)",
        "      3 |   client_certificate_enabled = true",
        '    > 4 |   client_certificate_mode    = "Optional"',
        "      5 | }",
        '  client_certificate_mode is "Optional": whoever shows none gets in.',
        "  Terraform  client_certificate_enabled = true",
        '             client_certificate_mode    = "Required"',
        "  Take care  Callers without a certificate are refused from then on.",
      ].join("\n"),
    );
    expect(rest.split("\n").filter((line) => /[a-z]/.test(line))).toEqual([
      expect.stringMatching(/Status .* Rule .* Resource .* Place/),
      expect.stringMatching(
        /FAIL .* client-certificates-not- .* module\.web\.azurerm_linux_web_app\. .* infra\/main\.tf:4/,
      ),
      expect.stringMatching(/required .* orders/),
    ]);
    expect(tableOf(report()).endsWith("\n1 failure, 0 unknown; 1 resource in 1 file.\n")).toBe(true);
  });

  it("has doubts with their expression, notes, what was taken away, what could not be read, and notices", () => {
    const text = tableOf(FULL);
    expect(text).toContain("unknown  A client certificate is asked for");
    expect(text).toContain("Not resolved: var.modes[each.key]");
    expect(text).toContain("Notes, which decide nothing\n");
    expect(text).toContain("    http2_enabled is true.\n");
    expect(text).toContain("behind a VPN (in the source, team-a, until 2027-01-31)");
    expect(text).toContain("  infra/broken.tf:7: It is no HCL.\n  infra/gone.tf:1: It cannot be opened.\n");
    expect(text).toContain("Beside that\n  An exception matches nothing.\n");
    const sum = "1 failure, 1 unknown, 2 notes, 1 suppressed, 2 places unreadable; 6 resources in 3 files.";
    expect(text.endsWith(`\n${sum}\n`)).toBe(true);
  });

  it("tells a remedy once, and then where it stands", () => {
    const text = tableOf(report({ results: [result(), result({ address: "azurerm_linux_web_app.other" })] }));
    expect(text.match(/Callers without a certificate/g)).toHaveLength(1);
    expect(text).toContain("Take care  as for module.web.azurerm_linux_web_app.orders above");
  });

  it("is as wide as it may be, but for what is to be copied", () => {
    for (const width of [60, 80, 100]) {
      const wide = tableOf(FULL, width)
        .split("\n")
        .filter((line) => line.length > width);
      expect(wide.filter((line) => !/\[client-certificates-not-required\]$|^1 failure/.test(line))).toEqual([]);
    }
  });

  it("is painted where it may be, and good when nothing is wrong", () => {
    const { bold, dim, green, red, yellow } = picocolors.createColors(true);
    const style = { strong: bold, quiet: dim, good: green, bad: red, doubtful: yellow };
    const good = report({ results: [result({ status: "pass" })] });
    expect(toTable(reported(good), { Table, style, width: 80 })).toBe(
      `${green("0 failures, 0 unknown; 1 resource in 1 file.")}\n`,
    );
    expect(toTable(reported(FULL), { Table, style, width: 80 })).toContain(`${red("FAIL")}  `);
  });

  it("shows no line that is not known, and none of a key", () => {
    expect(
      toTable(
        reported(report(), () => undefined),
        { Table, style: PLAIN, width: 80 },
      ),
    ).not.toContain("> 4 |");
    const key = `x = 1\npassword = "hunter2-hunter2"\n  -----BEGIN PRIVATE KEY-----\n${"aB3+".repeat(16)}\n`;
    const at = { file: "x", line: 3, column: 1, endLine: 3, endColumn: 9 };
    const text = toTable(
      reported(report({ results: [result({ position: at })] }), () => key),
      {
        Table,
        style: PLAIN,
        width: 100,
      },
    );
    expect(text).toContain('      2 | password = "..."');
    expect(text).toContain("    > 3 |   -----BEGIN ...");
    expect(text).not.toMatch(/hunter2|aB3|PRIVATE/);
  });
});

function tableOf(of: ScanReport, width = 100): string {
  return toTable(reported(of), { Table, style: PLAIN, width });
}
