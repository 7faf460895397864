import type { Table } from "console-table-printer";
import type { Builder } from "junit-report-builder";
import type { Reported } from "../../posture/reporters/reported.ts";
import { toJson } from "../../posture/reporters/to-json.ts";
import { toJunit } from "../../posture/reporters/to-junit.ts";
import { toMarkdown } from "../../posture/reporters/to-markdown.ts";
import { toSarif } from "../../posture/reporters/to-sarif.ts";
import { toTable } from "../../posture/reporters/to-table.ts";
import type { ExitCode } from "../exit-code.ts";
import { styleOf, widthOf } from "../text/style.ts";
import { loadPackages } from "../tools.ts";
import type { Running } from "../verb.ts";
import { type Format, type ScanCommand, STDOUT } from "./options.ts";

/** Writes a report in any of the forms that the command line asks for. */
export interface Reporters {
  readonly write: (format: Format | "table", reported: Reported, exitCode: ExitCode) => string;
}

/** Loads what the forms need that are asked for; a text says what to install when it is missing. */
export async function loadReporters(options: ScanCommand, running: Running): Promise<Reporters | string> {
  const { tools, surroundings } = running;
  const names = [
    ...(isTableWanted(options) ? ["console-table-printer"] : []),
    ...(options.files.junit === undefined ? [] : ["junit-report-builder"]),
  ];
  const loaded = await loadPackages(names, surroundings);
  if (typeof loaded === "string") return loaded;
  const libraryOf = (name: string): unknown => loaded[names.indexOf(name)];
  const style = styleOf(tools, surroundings);
  const width = widthOf(surroundings.stdout);
  return {
    write: (format, reported, exitCode) => {
      switch (format) {
        case "table": {
          const library = libraryOf("console-table-printer") as { readonly Table: typeof Table };
          return toTable(reported, { Table: library.Table, style, width });
        }
        case "junit": {
          const { default: builder } = libraryOf("junit-report-builder") as { readonly default: Builder };
          return toJunit(reported.report, { builder, allowUnknown: options.allowUnknown });
        }
        case "json":
          return toJson(reported.report, { version: reported.version, exitCode });
        case "sarif":
          return toSarif(reported, sarifOptions(options));
        case "markdown":
          return toMarkdown(reported);
      }
    },
  };
}

/** The table gives way to a document on standard output. */
export function isTableWanted({ files, quiet }: ScanCommand): boolean {
  return !quiet && !Object.values(files).includes(STDOUT);
}

function sarifOptions({ category, sarifIncludeSuppressed }: ScanCommand): Parameters<typeof toSarif>[1] {
  return { includeSuppressed: sarifIncludeSuppressed, ...(category === undefined ? {} : { category }) };
}
