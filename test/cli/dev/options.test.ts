import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { dev, temporaryFolder } from "./stage.ts";

const APP = ["--target", "http://localhost:8080"];

describe("a command line that cannot be", () => {
  it.each([
    ["no target", []],
    ["a target that is no URL", ["--target", "localhost:8080"]],
    ["a target in https", ["--target", "https://localhost:8080"]],
    ["a target elsewhere", ["--target", "http://10.0.0.4:8080"]],
    ["a target that only begins like this machine", ["--target", "http://localhost.example.com:8080"]],
    ["every address of this machine", ["--target", "http://0.0.0.0:8080"]],
    ["a target with a path", ["--target", "http://localhost:8080/app"]],
    ["a target with a password", ["--target", "http://me:secret@localhost:8080"]],
    ["the stand's own port", [...APP, "--port", "8080"]],
    ["a mode that nobody has", [...APP, "--mode", "require"]],
    ["a platform that nobody has", [...APP, "--platform", "nginx"]],
    ["the interactive mode on Container Apps", [...APP, "--platform", "container-apps", "--mode", "interactive"]],
    ["exclusion paths on Container Apps", [...APP, "--platform", "container-apps", "--exclude", "/public"]],
    ["an exclusion path without a slash", [...APP, "--exclude", "public"]],
    ["an empty exclusion path", [...APP, "--exclude", "/a;"]],
    ["a path without a slash", [...APP, "--path", "orders"]],
    ["a path with a query", [...APP, "--path", "/orders?a=b"]],
    ["trusted peers of one's own", [...APP, "--trusted-peers", "0.0.0.0/0"]],
    ["a host that others reach", [...APP, "--host", "0.0.0.0"]],
    ["a port past the last", [...APP, "--port", "65536"]],
    ["an option that is not known", [...APP, "--json"]],
    ["a word that is not known", [...APP, "keys"]],
    ["certs without a name", ["certs"]],
    ["certs by a name that leads elsewhere", ["certs", "--name", "../right"]],
    ["certs of no kind of name", ["certs", "--name", "a", "--san", "localhost"]],
    ["certs for no days", ["certs", "--name", "a", "--days", "0"]],
  ])("is exit 3, and makes nothing: %s", async (_, argv) => {
    const folder = join(temporaryFolder(), "certificates");
    const { code, out, err } = await dev([...argv, "--dir", folder]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^error: .+\n(?:.*\n)*Try it with --help\.\n$/);
    expect(err).not.toContain("secret");
    expect(existsSync(folder)).toBe(false);
  });

  it.each(["WEBSITE_SITE_NAME", "CONTAINER_APP_NAME"])("is any on Azure: %s", async (name) => {
    const folder = join(temporaryFolder(), "certificates");
    for (const argv of [APP, ["certs", "--name", "a"]]) {
      const { code, err } = await dev([...argv, "--dir", folder], { environment: { [name]: "orders" } });
      expect(code).toBe(3);
      expect(err).toContain(`This is Azure (${name} is set)`);
    }
    expect(existsSync(folder)).toBe(false);
  });

  it("prints its help, with certs in it", async () => {
    const { code, out } = await dev(["--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/--target <url>[\s\S]*--write-env <file>[\s\S]*certs/);
    expect((await dev(["certs", "--help"])).out).toContain("--pkcs12");
  });
});

describe("what is not there to be used", () => {
  it("a port in use is exit 3", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const port = String((taken.address() as AddressInfo).port);
    const folder = temporaryFolder();
    const env = join(folder, ".env");
    const { code, err } = await dev([...APP, "--port", port, "--dir", join(folder, "c"), "--write-env", env]);
    expect(code).toBe(3);
    expect(err).toContain(`Port ${port} is in use.`);
    expect(existsSync(env)).toBe(false);
  });

  it("a folder that holds something else stays as it is", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".gitignore"), "dist/\n");
    const { code, err } = await dev([...APP, "--dir", folder]);
    expect(code).toBe(3);
    expect(err).toContain("holds something else");
    expect(readdirSync(folder)).toEqual([".gitignore"]);
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("dist/\n");
  });

  it("a file in the place of the folder is exit 3, with the system's code", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const { code, err } = await dev([...APP, "--dir", file]);
    expect(code).toBe(3);
    expect(err).toMatch(/cannot be used \(E[A-Z]+\)/);
  });

  it("an env file that cannot be read is exit 3", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "env"));
    const argv = [...APP, "--dir", join(folder, "c"), "--write-env", join(folder, "env")];
    const { code, err } = await dev(argv);
    expect(code).toBe(3);
    expect(err).toContain("--write-env: The file cannot be read (EISDIR)");
  });
});
