import { safeLine } from "../text/safe-lines.ts";
import type { ProbeReport, ResultReport } from "./report.ts";

/** The report as JUnit's XML: what failed is a `failure`, and what cannot be told an `error`, so that neither is missed. */
export function toJunit({ asked, results }: ProbeReport): string {
  const count = (status: ResultReport["status"]): number => results.filter((one) => one.status === status).length;
  const counts = `tests="${results.length}" failures="${count("fail")}" errors="${count("unknown")}" skipped="0"`;
  const name = attribute(`azure-client-cert probe ${asked.host}:${asked.port}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name=${name} ${counts}>`,
    ...results.flatMap(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ id, group, title, status, frontEnd, app, reason }: ResultReport): readonly string[] {
  const head = `    <testcase classname=${attribute(group)} name=${attribute(`${title} [${id}]`)}`;
  if (status === "pass") return [`${head}/>`];
  const element = status === "fail" ? "failure" : "error";
  const text = `front end: ${frontEnd.did} (${frontEnd.status}); app: ${app.did} (${app.status})`;
  return [
    `${head}>`,
    `      <${element} message=${attribute(reason ?? status)}>${escapeXml(text)}</${element}>`,
    "    </testcase>",
  ];
}

function attribute(text: string): string {
  return `"${escapeXml(text)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** First without the characters that XML 1.0 cannot hold at all (section 2.2). */
function escapeXml(text: string): string {
  return safeLine(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
