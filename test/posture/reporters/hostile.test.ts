import { Table } from "console-table-printer";
import fc from "fast-check";
import junitReportBuilder, { type Builder } from "junit-report-builder";
import { describe, expect, it } from "vitest";
import { excerptLines } from "../../../src/posture/reporters/excerpt-lines.ts";
import { toJson } from "../../../src/posture/reporters/to-json.ts";
import { toJunit } from "../../../src/posture/reporters/to-junit.ts";
import { toMarkdown } from "../../../src/posture/reporters/to-markdown.ts";
import { toSarif } from "../../../src/posture/reporters/to-sarif.ts";
import { toTable } from "../../../src/posture/reporters/to-table.ts";
import { HOSTILE, hostileReport, reported } from "./parts.ts";

// Its types say that the builder is a member; what Node imports is the builder.
const builder = junitReportBuilder as unknown as Builder;

const same = (text: string): string => text;
const style = { strong: same, quiet: same, good: same, bad: same, doubtful: same };

/** Texts of a source: anything, and what has a meaning somewhere put together at random. */
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 4 })), { maxLength: 4 })
    .map((all) => all.join("")),
);

/** Nothing acts on a terminal, nothing hides, and no line is a command of a pipeline's. */
function expectHarmless(text: string): void {
  expect(text.replaceAll("\n", "")).toMatch(/^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toMatch(/##(?:vso)?\[/i);
}

function holds(check: (text: string) => void): void {
  for (const text of HOSTILE) check(text);
  fc.assert(fc.property(texts, check), { numRuns: 60 });
}

describe("a text of a scanned file", () => {
  it("acts on no terminal and no pipeline, and is no line of the table's own", () => {
    holds((text) => {
      const source = reported(hostileReport(text), () => `${text}\n${text}\n${text}`);
      for (const width of [60, 100]) {
        const table = toTable(source, { Table, style, width });
        expectHarmless(table);
        const own = table.split("\n").filter((line) => /^[0-9]+ failure/.test(line));
        expect(own).toEqual(["1 failure, 1 unknown, 1 note, 1 suppressed, 1 place unreadable; 1 resource in 1 file."]);
      }
    });
  });

  it("is nothing but text in an excerpt", () => {
    holds((text) => {
      const at = { file: "x", line: 2, column: 1, endLine: 9, endColumn: 9 };
      for (const line of excerptLines(`${text}\n${text}\n${text}`.split(/\r\n|\r|\n/), at)) expectHarmless(line.text);
    });
  });

  it("is the same again in JSON, and printable ASCII until it is read", () => {
    holds((text) => {
      const of = hostileReport(text);
      const written = toJson(of, { version: "1.2.3", exitCode: 1 });
      expect(written).toMatch(/^[\n\x20-\x7e]*$/);
      expectHarmless(written);
      expect(JSON.parse(written).results[0]).toMatchObject({ address: text, message: text, expression: text });
      expectHarmless(toSarif(reported(of), { includeSuppressed: true }));
    });
  });

  it("is neither element nor attribute in JUnit's XML", () => {
    holds((text) => {
      const xml = toJunit(hostileReport(text), { builder, allowUnknown: false });
      expectHarmless(xml);
      expect(xml.match(/<testcase /g)).toHaveLength(5);
      expect(xml.match(/<failure /g)).toHaveLength(1);
      expect(withoutMarkup(xml)).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos|#x?[0-9a-f]+);)/i);
    });
  });

  it("makes no cell, tag, link, image, mention or reference in Markdown", () => {
    holds((text) => {
      const markdown = toMarkdown(reported(hostileReport(text)));
      expectHarmless(markdown);
      const cells = markdown.split("\n").filter((line) => line.startsWith("|"));
      expect(new Set(cells.map((line) => line.split("|").length))).toEqual(new Set([4, 6, 7, 8]));
      const rest = markdown.replace(/<\/?(?:code|details|summary|br)>/g, "");
      expect(rest).not.toMatch(/[<>`[\]@]|!\[|:\/\/|www\./i);
      expect(rest).not.toMatch(/&#64;(?!&#8203;|[^|\n]*\|)/);
      expect(withoutCode(markdown)).not.toMatch(/&#(?:64|35);(?!&#8203;)/);
    });
  });
});

/** What is left of a document once its own elements and sections of text are gone. */
function withoutMarkup(xml: string): string {
  return xml
    .replace(/<!\[CDATA\[.*?\]\]>/gs, "")
    .replace(/<\?xml[^<>]*\?>/, "")
    .replace(/<\/?(?:testsuites?|testcase|failure|error|skipped|system-out)(?: [a-z]+="[^"<]*")*\s*\/?>/g, "");
}

function withoutCode(markdown: string): string {
  return markdown.replace(/<code>[^<]*<\/code>/g, "");
}
