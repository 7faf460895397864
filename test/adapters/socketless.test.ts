import { describe, expect, it } from "vitest";
import { createFetchGuard } from "../../src/adapters/fetch.ts";
import { createFunctionsGuard } from "../../src/adapters/functions.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import { recorder } from "../guard/parts.ts";
import { ENVIRONMENT } from "./callers.ts";

const CUSTOM = { name: "custom", header: "X-Cert", encoding: "base64-der" } as const;

const GUARDS = [
  { name: "azure-client-cert/fetch", create: (options: GuardOptions) => createFetchGuard(options) },
  { name: "azure-client-cert/functions", create: (options: GuardOptions) => createFunctionsGuard(options) },
];

describe.each(GUARDS)("$name, whose requests have no connection", ({ name, create }) => {
  const start = (options: GuardOptions): unknown => create({ env: ENVIRONMENT, log: recorder().log, ...options });
  const failsWith = (code: string): unknown =>
    expect.objectContaining({ problems: [expect.objectContaining({ code, source: name })] });

  it("does not start with the connection's own certificate as front end", () => {
    expect(() => start({ frontEnd: "socket" })).toThrow(failsWith("front_end_needs_socket"));
  });

  it("does not start with a list of peers that it cannot hold anybody against", () => {
    expect(() => start({ frontEnd: CUSTOM, trustedPeers: ["127.0.0.1"] })).toThrow(
      failsWith("trusted_peers_need_socket"),
    );
    expect(() => start({ frontEnd: CUSTOM, trustedPeers: ["127.0.0.1"] })).toThrow(/--trusted-peers network-enforced/);
  });

  it("does not start where one value has several elements, which two lines would look like", () => {
    const frontEnd = { name: "container-apps", elements: 2 } as const;
    const env = { CLIENT_CERT_TRUST_ANCHORS: ENVIRONMENT["CLIENT_CERT_TRUST_ANCHORS"] };
    expect(() => start({ env, frontEnd, allow: "any-from-anchors", selfCheck: "off" })).toThrow(
      failsWith("front_end_needs_socket"),
    );
  });

  it("starts where the network is what keeps others out", () => {
    expect(() => start({ frontEnd: CUSTOM, trustedPeers: "network-enforced" })).not.toThrow();
  });
});
