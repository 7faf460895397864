import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSources } from "../../../src/posture/index.ts";

describe("files to scan", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sources-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, content: string | Uint8Array = "x = 1\n"): string {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
    return whole;
  }

  async function read(...paths: readonly string[]) {
    const { sources, unreadable } = await readSources(paths, { folder });
    return { paths: sources.map(({ path }) => path), unreadable };
  }

  it("are those that Terraform reads, and plans, in every folder below", async () => {
    for (const path of ["main.tf", "a/b/main.tf.json", "a/main.tofu", "a/x.auto.tfvars", "a/y.tfvars.json"])
      write(path);
    write(".terraform.lock.hcl");
    write(".terraform/modules/modules.json", "{}");
    write(".terraform/modules/web/main.tf");
    write("plan.json", '{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{}}');
    write("utf16.json", Buffer.from('\ufeff{"format_version":"1.2","terraform_version":"1.9.0"}', "utf16le"));
    for (const path of ["README.md", "package.json", "main.tf.bak", "a/main.hcl"]) write(path, "{}");
    const found = await read(".");
    expect(found.unreadable).toEqual([]);
    expect(found.paths.toSorted()).toEqual([
      ".terraform.lock.hcl",
      ".terraform/modules/modules.json",
      ".terraform/modules/web/main.tf",
      "a/b/main.tf.json",
      "a/main.tofu",
      "a/x.auto.tfvars",
      "a/y.tfvars.json",
      "main.tf",
      "plan.json",
      "utf16.json",
    ]);
  });

  it("are not those of Git, of Node's packages and of providers", async () => {
    for (const path of [".git/main.tf", "node_modules/x/main.tf", ".terraform/providers/x/main.tf"]) write(path);
    write("providers/main.tf");
    expect((await read(".")).paths).toEqual(["providers/main.tf"]);
  });

  it("are what is named, whatever it is called, once", async () => {
    write("tfplan", "{}");
    write("a/main.tf");
    expect(await read("tfplan", "a", "a/main.tf", ".")).toEqual({ paths: ["tfplan", "a/main.tf"], unreadable: [] });
  });

  it("are read wherever a link inside the folder leads to them, but never out of it and in no circle", async () => {
    const outside = write("outside/main.tf");
    write("inside/real/main.tf");
    symlinkSync(dirname(outside), join(folder, "inside/out"));
    symlinkSync(outside, join(folder, "inside/out.tf"));
    symlinkSync(join(folder, "inside"), join(folder, "inside/real/circle"));
    symlinkSync(join(folder, "inside/real"), join(folder, "inside/again"));
    symlinkSync("loop", join(folder, "inside/loop"));
    const found = await read("inside");
    expect(found.paths).toEqual(["inside/again/main.tf", "inside/real/main.tf"]);
    expect(found.unreadable).toEqual([
      { file: "inside/loop", position: undefined, problem: "it is a link in a circle" },
      { file: "inside/out.tf", position: undefined, problem: "it is a link out of the folder that is scanned" },
    ]);
  });

  it("that several folders share by links are there in each of them", async () => {
    write("common/main.tf");
    for (const stage of ["dev", "prod"]) {
      write(`${stage}/terraform.tfvars`);
      symlinkSync("../common/main.tf", join(folder, stage, "main.tf"));
    }
    expect((await read(".")).paths).toEqual([
      "common/main.tf",
      "dev/main.tf",
      "dev/terraform.tfvars",
      "prod/main.tf",
      "prod/terraform.tfvars",
    ]);
  });

  it("are none that Terraform passes over, such as what editors leave behind", async () => {
    for (const path of [".#main.tf", ".main.tf", "main.tf~", "#main.tf#", "main.tf"]) write(path);
    expect(await read(".")).toEqual({ paths: ["main.tf"], unreadable: [] });
  });

  it("are told to be too many when links to folders multiply", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (const name of names) write(`${name}/main.tf`);
    for (const from of names) for (const to of names) symlinkSync(`../${to}`, join(folder, from, to));
    const { unreadable } = await read(".");
    expect(unreadable[0]?.problem).toBe("there are more than 1000 links to folders");
  });

  it("that cannot be read are told, and hide no others", async () => {
    write("main.tf");
    truncateSync(write("large.tf"), 64 * 1024 * 1024 + 1);
    symlinkSync(join(folder, "gone.tf"), join(folder, "dangling.tf"));
    const found = await read(".", "missing");
    expect(found.paths).toEqual(["main.tf"]);
    expect(found.unreadable).toEqual([
      { file: "dangling.tf", position: undefined, problem: "there is no such file or folder" },
      { file: "large.tf", position: undefined, problem: "it is larger than 64 MiB" },
      { file: "missing", position: undefined, problem: "there is no such file or folder" },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read are told", async () => {
    chmodSync(write("secret.tf"), 0o000);
    write("main.tf");
    const found = await read(".");
    expect(found.paths).toEqual(["main.tf"]);
    expect(found.unreadable).toEqual([{ file: "secret.tf", position: undefined, problem: "it may not be read" }]);
  });
});
