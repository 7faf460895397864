import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../../helpers/need.ts";
import type { Said } from "../stage.ts";
import { startPlainApp } from "./app.ts";
import { dev, startStand } from "./stage.ts";

const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = join(realpathSync(mkdtempSync(join(tmpdir(), "dev-"))), "it's mine");
  await dev(["--target", "http://localhost:9", "--port", "0", "--dir", folder]);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

describeWith("curl", "the printed lines, as a shell runs them", () => {
  const CALLERS = [
    "the right caller",
    "another name",
    "expired",
    "not yet valid",
    "the right name, self-signed",
    "an authority of the same name with another key",
    "for servers alone",
  ];
  const all = (answer: string): readonly (readonly [string, string])[] => CALLERS.map((title) => [title, answer]);
  const forged = "self-signed, and a header written by hand";

  it.each([
    [
      [],
      [
        ...all("1.1 200 with"),
        ["no certificate", "1.1 403"],
        ["no certificate, and a header written by hand", "1.1 403"],
        [forged, "1.1 200 with"],
      ],
    ],
    [
      ["--exclude", "/public"],
      [
        ...all("1.1 200 with"),
        ["no certificate", "1.1 403"],
        ["no certificate, and a header written by hand", "1.1 403"],
        [forged, "1.1 200 with"],
        ["the right caller, over TLS 1.3", "1.1 403"],
        ["an excluded path, no certificate", "1.1 200 without"],
      ],
    ],
    [
      ["--platform", "container-apps"],
      [
        ...all("2 200 with"),
        ["no certificate", "no answer"],
        ["no certificate, and a header written by hand", "no answer"],
        [forged, "2 200 with"],
        ["the right caller, over HTTP/2", "2 200 with"],
      ],
    ],
    [
      ["--mode", "optional", "--http2"],
      [
        ...all("2 200 with"),
        ["no certificate", "2 200 without"],
        ["no certificate, and a header written by hand", "2 200 without"],
        [forged, "2 200 with"],
        ["the right caller, over HTTP/2", "2 200 with"],
      ],
    ],
  ])("%o", async (argv, expected) => {
    const app = await startPlainApp();
    const stand = await startStand(["--target", app.url, ...argv], { folder });
    const answers: (readonly [string, string])[] = [];
    for (const { title, command } of printedLines({ out: stand.out() })) {
      const before = app.seen.length;
      const answer = await statusOf(command);
      const headers = app.seen[before];
      const has = headers?.["x-arr-clientcert"] ?? headers?.["x-forwarded-client-cert"];
      answers.push([title, headers === undefined ? answer : `${answer} ${has === undefined ? "without" : "with"}`]);
    }
    expect(answers).toEqual(expected);
  });
});

it("the printed lines ask for the path of the app that was named, and excluded paths for their own", async () => {
  const argv = ["--target", "http://localhost:9", "--port", "0", "--dir", folder, "--exclude", "/public"];
  const pathsOf = async (more: readonly string[]) =>
    printedLines(await dev([...argv, ...more])).map(({ command }) =>
      command.replace(/^.* https:\/\/localhost:\d+/, ""),
    );
  const named = await pathsOf(["--path", "/api/orders"]);
  expect(named).toEqual([...Array(named.length - 1).fill("/api/orders"), "/public"]);
  expect(await pathsOf([])).toEqual(named.map((path) => (path === "/public" ? path : "/")));
  expect(named.length).toBeGreaterThan(10);
  const [quoted] = printedLines(await dev([...argv, "--path", "/it's"]));
  expect(quoted?.command).toMatch(/ 'https:\/\/localhost:\d+\/it'\\''s'$/);
});

function printedLines({ out }: Pick<Said, "out">): readonly { readonly title: string; readonly command: string }[] {
  const lines = out.split("\n");
  return lines.flatMap((line, index) =>
    line.startsWith("  curl ")
      ? [{ title: (lines[index - 1] ?? "").replace(/^ {2}# /, ""), command: line.trim() }]
      : [],
  );
}

async function statusOf(command: string): Promise<string> {
  try {
    const { stdout } = await run("sh", ["-c", `${command} -q --silent --noproxy '*' --max-time 20`]);
    return /^HTTP\/(\S+ \d{3})/.exec(stdout)?.[1] ?? "no answer";
  } catch {
    return "no answer";
  }
}
