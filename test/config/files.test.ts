import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync, truncateSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { client, folderWith, issuing, load, onlyProblem, problemsWith, root } from "./fixtures.ts";

const ANCHORS = "CLIENT_CERT_TRUST_ANCHORS";
const subjects = (path: string): readonly string[] =>
  load({
    [ANCHORS]: path,
    CLIENT_CERT_ALLOWED_SUBJECTS: undefined,
    CLIENT_CERT_ALLOW: "any-from-anchors",
  }).trustAnchors.map(({ subject }) => subject.toString());

const ROOT = "CN=Contoso Root,O=Contoso,C=DE";
const ISSUING = "CN=Contoso Issuing CA 2,O=Contoso,C=DE";

describe("a folder", () => {
  it("gives its certificates sorted by name, with any of the four endings in any case", () => {
    expect(subjects(folderWith({ "b.PEM": root.pem, "a.crt": issuing.pem }))).toEqual([ISSUING, ROOT]);
    expect(subjects(folderWith({ "b.Cer": issuing.der, "a.der": root.der }))).toEqual([ROOT, ISSUING]);
  });

  it("leaves other files out with a warning that names them, and does not look into folders", () => {
    const folder = folderWith({
      "root.pem": root.pem,
      "README.md": "words",
      "client.key": client.privateKeyPem,
      ".hidden.pem": "not read",
      "old/older.pem": "not read",
    });
    const { trustAnchors, warnings } = load({ [ANCHORS]: folder });
    expect(trustAnchors).toHaveLength(1);
    expect(warnings.map(({ code }) => code)).toEqual(["files_ignored"]);
    expect(warnings[0]?.message).toContain('"README.md", "client.key"');
    expect(warnings[0]?.message).not.toMatch(/hidden|older\.pem/);
  });

  it("names only some of very many", () => {
    const others = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`file-${index}.txt`, ""]));
    const [warning] = load({ [ANCHORS]: folderWith({ "root.pem": root.pem, ...others }) }).warnings;
    expect(warning?.message).toContain("and 25 more");
  });

  it("is followed through symbolic links, as Kubernetes mounts secrets", () => {
    const folder = folderWith({ "..data/root.pem": root.pem });
    symlinkSync(`${folder}/..data/root.pem`, `${folder}/root.pem`);
    expect(subjects(folder)).toEqual([ROOT]);
  });

  it("without a certificate is an error", () => {
    onlyProblem("folder_empty", ANCHORS, problemsWith({ [ANCHORS]: folderWith({}) }));
    onlyProblem("folder_empty", ANCHORS, problemsWith({ [ANCHORS]: folderWith({ "a.txt": root.pem }) }));
  });

  it("reports each bad file and keeps quiet about the good ones", () => {
    const folder = folderWith({ "a.pem": "words", "b.pem": root.pem, "c.pem": "" });
    const problems = problemsWith({ [ANCHORS]: folder });
    expect(problems.map(({ place }) => place)).toEqual([`"${folder}/a.pem"`, `"${folder}/c.pem"`]);
  });
});

describe("a path", () => {
  it("that does not exist is named", () => {
    const problem = onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: "/no/such/root.pem" }));
    expect(problem.message).toContain('"/no/such/root.pem" does not exist (ENOENT)');
  });

  it("that does not exist and is relative says to what", () => {
    for (const path of ["./no-such.pem", "no-such.pem", "../no-such"]) {
      const problem = onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: path }));
      expect(problem.message).toContain(`relative to ${JSON.stringify(process.cwd())}`);
    }
  });

  it("may be relative to the working directory", () => {
    expect(subjects(relative(process.cwd(), `${folderWith({ "a.pem": root.pem })}/a.pem`))).toEqual([ROOT]);
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read is named with the reason", () => {
    const folder = folderWith({ "a.pem": root.pem });
    chmodSync(`${folder}/a.pem`, 0);
    const problem = onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: `${folder}/a.pem` }));
    expect(problem.message).toContain("may not be read by the app's user (EACCES)");
  });

  it("that is a pipe or a device is not opened", () => {
    const folder = folderWith({});
    execFileSync("mkfifo", [`${folder}/pipe.pem`]);
    for (const path of [`${folder}/pipe.pem`, folder, "/dev/zero"]) {
      onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: path }));
    }
  });

  it("of a huge file is not read", () => {
    const folder = folderWith({ "a.pem": root.pem });
    truncateSync(`${folder}/a.pem`, 2 ** 31);
    const problem = onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: `${folder}/a.pem` }));
    expect(problem.message).toContain("more than the 1048576");
  });

  it("with a NUL or longer than any is an error like others", () => {
    const long = `/${"x".repeat(5000)}.pem`;
    onlyProblem("file_unreadable", ANCHORS, problemsWith({ [ANCHORS]: long }));
    onlyProblem("source_unknown", ANCHORS, problemsWith({ [ANCHORS]: "/a\0b" }));
  });

  it("that is empty, words or the name of a secret is told", () => {
    const folder = folderWith({ "empty.pem": "", "words.pem": "see the wiki" });
    onlyProblem("not_a_certificate", ANCHORS, problemsWith({ [ANCHORS]: `${folder}/empty.pem` }));
    onlyProblem("not_a_certificate", ANCHORS, problemsWith({ [ANCHORS]: `${folder}/words.pem` }));
    const problem = onlyProblem("source_unknown", ANCHORS, problemsWith({ [ANCHORS]: "corp-root" }));
    expect(problem.message).toContain('"corp-root" is neither a certificate nor the path');
  });
});
