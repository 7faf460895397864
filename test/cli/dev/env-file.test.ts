import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { envBlock, planEnvFile, withBlock } from "../../../src/cli/dev/env-file.ts";
import { temporaryFolder } from "./stage.ts";

const BLOCK = envBlock({ platform: "app-service", folder: "/tmp/certificates" });

describe("the settings of the app", () => {
  it("are what the app needs to admit the right caller, from this machine alone", () => {
    expect(parseEnv(BLOCK)).toEqual({
      CLIENT_CERT_FRONT_END: "app-service",
      CLIENT_CERT_SELF_CHECK: "off",
      CLIENT_CERT_TRUSTED_PEERS: "127.0.0.1;::1",
      CLIENT_CERT_TRUST_ANCHORS: "/tmp/certificates/authority.pem",
      CLIENT_CERT_INTERMEDIATES: "/tmp/certificates/issuing.pem",
      CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE",
    });
    expect(BLOCK).toContain("# The stand is no host that could be asked about itself. Never set this on Azure.");
  });

  it.each(["/tmp/my certificates", "/tmp/a#b", "/tmp/a\\new", "/tmp/it's", '/tmp/say "so"'])(
    "name a folder however it is called: %s",
    (folder) => {
      const { CLIENT_CERT_FRONT_END, CLIENT_CERT_TRUST_ANCHORS } = parseEnv(
        envBlock({ platform: "container-apps", folder }),
      );
      expect([CLIENT_CERT_FRONT_END, CLIENT_CERT_TRUST_ANCHORS]).toEqual(["container-apps", `${folder}/authority.pem`]);
    },
  );
});

describe("whom the app believes", () => {
  const settings = { platform: "app-service", folder: "/tmp/certificates" } as const;
  const peersIn = (text: string) => parseEnv(text)["CLIENT_CERT_TRUSTED_PEERS"];
  const fileWith = (text: string): string => {
    const file = join(temporaryFolder(), ".env.local");
    writeFileSync(file, text);
    return file;
  };
  const OPEN = envBlock({ ...settings, trustedPeers: "network-enforced" });

  it("is everybody who reaches its port only when told so, with a comment that says what that means", () => {
    expect(peersIn(envBlock({ ...settings, trustedPeers: "loopback" }))).toBe("127.0.0.1;::1");
    expect(peersIn(OPEN)).toBe("network-enforced");
    expect(OPEN).toMatch(
      /^# Whoever reaches the app's port is believed.*Only for a machine where\n# nobody else can reach/m,
    );
  });

  it.each([
    ["kept from the block of an earlier run", OPEN, undefined, "network-enforced"],
    ["taken back when told so", OPEN, "loopback", "loopback"],
    ["this machine alone after a run that said so", BLOCK, undefined, "loopback"],
    ["set in a block that said otherwise", BLOCK, "network-enforced", "network-enforced"],
    ["not kept from outside the block", `${BLOCK}CLIENT_CERT_TRUSTED_PEERS=network-enforced\n`, undefined, "loopback"],
    ["this machine alone for a list of one's own", BLOCK.replace("127.0.0.1;::1", "0.0.0.0"), undefined, "loopback"],
    ["this machine alone in an empty file", "", undefined, "loopback"],
  ] as const)("is %s", (_, before, trustedPeers, expected) => {
    const file = fileWith(before);
    const plan = planEnvFile(file, { ...settings, trustedPeers }, false);
    plan.write();
    const block = envBlock({ ...settings, trustedPeers: expected });
    expect([plan.trustedPeers, readFileSync(file, "utf8").slice(0, block.length)]).toEqual([expected, block]);
  });
});

describe("the file", () => {
  it.each([
    ["is made", undefined, BLOCK],
    ["is filled when it is empty", "\n", BLOCK],
    ["has the block of an earlier run replaced", BLOCK.replace("off", "warn"), BLOCK],
    ["keeps what stands around the block", `A=1\n${BLOCK.replace("off", "warn")}B=2`, `A=1\n${BLOCK}B=2`],
  ])("%s", (_, before, after) => {
    expect(withBlock(before, BLOCK, false)).toBe(after);
  });

  it("of somebody else is left alone, and with --force added to", () => {
    expect(() => withBlock("A=1", BLOCK, false)).toThrow(/--force/);
    expect(withBlock("A=1", BLOCK, true)).toBe(`A=1\n${BLOCK}`);
    expect(withBlock("A=1\n", BLOCK, true)).toBe(`A=1\n${BLOCK}`);
  });

  it.each([
    ["no end", BLOCK.split("\n").slice(0, -2).join("\n")],
    ["no beginning", BLOCK.split("\n").slice(1).join("\n")],
    ["two blocks", BLOCK + BLOCK],
    ["the end before the beginning", BLOCK.split("\n").reverse().join("\n")],
  ])("with damaged marks is never touched: %s", (_, before) => {
    for (const force of [false, true]) expect(() => withBlock(before, BLOCK, force)).toThrow(/not one pair/);
  });

  it("is written only when it is said so, and only when something changes", () => {
    const file = join(temporaryFolder(), ".env.local");
    const plan = planEnvFile(file, { platform: "app-service", folder: "/tmp/certificates" }, false);
    expect(existsSync(file)).toBe(false);
    expect(plan.write()).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(BLOCK);
    expect(planEnvFile(file, { platform: "app-service", folder: "/tmp/certificates" }, false).write()).toBe(false);
    writeFileSync(file, "A=1\n");
    expect(() => planEnvFile(file, { platform: "app-service", folder: "/tmp" }, false)).toThrow(/--force/);
    expect(readFileSync(file, "utf8")).toBe("A=1\n");
  });
});
