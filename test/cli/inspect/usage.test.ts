import { describe, expect, it } from "vitest";
import { billing, fileWith, inspect, issuing } from "./stage.ts";

describe("the call", () => {
  it.each<[string, readonly string[]]>([
    ["no input", []],
    ["two inputs", ["a", "b"]],
    ["an option that is none", ["-", "--jsn"]],
    ["an option that is none, alone", ["--jsn"]],
    ["a date that is none", ["-", "--at", "2026-02-30"]],
    ["a time without its offset", ["-", "--at", "2026-02-03T10:00:00"]],
    ["a file of variables that is not there", ["-", "--env-file", "missing.env"]],
    ["a folder of variables", ["-", "--env-file", "."]],
  ])("is exit 3 with %s", async (_, argv) => {
    const { code, out, err } = await inspect(argv, {}, billing.pem);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^error: /);
  });

  it("never repeats a private key that was put where an option would stand", async () => {
    const key = issuing.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const line = key.split("\n")[1] ?? "";
    for (const argv of [
      [key, "x"],
      ["-", key],
      [key, "--jsn"],
      ["--env-file", key, "-"],
      ["--at", "x", key],
    ]) {
      const { code, out, err } = await inspect(argv, {}, billing.pem);
      expect(code).toBe(3);
      expect(out + err).not.toContain(line.slice(0, 16));
    }
  });

  it("prints its help", async () => {
    const { code, out } = await inspect(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Usage: azure-client-cert inspect [options] <input>");
  });

  it("is exit 3 for a file of variables that is no text", async () => {
    const { code, err } = await inspect(["-", "--env-file", fileWith(Buffer.of(0xc3, 0x28))], {}, billing.pem);
    expect({ code, err: err.split("\n")[0] }).toEqual({
      code: 3,
      err: "error: --env-file: the file is neither UTF-8 nor UTF-16.",
    });
  });
});
