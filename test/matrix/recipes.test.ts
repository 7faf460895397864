import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IssuedCertificate } from "../../src/testing/index.ts";
import { admitted, answered, refused } from "../front-ends/attack.ts";
import { identityOf } from "../front-ends/callers.ts";
import { createHaproxy } from "../front-ends/haproxy.ts";
import { createNginx } from "../front-ends/nginx.ts";
import type { Outcome } from "../front-ends/stand.ts";
import { describeWith } from "../helpers/need.ts";
import { createCast } from "./cast.ts";
import { type Ground, openProxy } from "./doors.ts";
import { type Estate, openEstate, type Request } from "./estate.ts";
import { type FrontEnd, linesFor } from "./front-ends.ts";
import { readRecipes } from "./recipes.ts";

const { authority, billing, branch, stranger, environment } = createCast();
const { nginx, haproxy, frontEnd: ownHeader } = readRecipes();
const expired = authority.issue({
  subject: "CN=billing,O=Contoso,C=DE",
  notBefore: new Date(Date.now() - 2 * 86_400_000),
  notAfter: new Date(Date.now() - 86_400_000),
});
const early = authority.issue({ subject: "CN=billing,O=Contoso,C=DE", notBefore: new Date(Date.now() + 86_400_000) });
const deep = authority
  .createIntermediate({ subject: "CN=A" })
  .createIntermediate({ subject: "CN=B" })
  .createIntermediate({ subject: "CN=C" })
  .issue({ subject: "CN=billing,O=Contoso,C=DE" });

/**
 * - `printed`: the recipe, and nothing else about certificates than what the text around it says.
 * - `strict`: the same, and only certificates of an authority that the proxy knows.
 * - `above`: nginx' line in the `server`, above a `location` with lines of its own.
 * - `half`: HAProxy without the recipe's first line.
 */
type NginxKind = "printed" | "strict" | "above";
type HaproxyKind = "printed" | "half";

const NGINX_SETTINGS = { ...ownHeader, encoding: "escaped-pem" } as const;
const HAPROXY_SETTINGS = { ...ownHeader, encoding: "base64-der" } as const;

const BY_NGINX: FrontEnd<NginxKind> = {
  name: "nginx",
  program: "nginx",
  settings: NGINX_SETTINGS,
  open: (ground, targets, program) => {
    const verifies = [`ssl_client_certificate ${anchorsOf(ground)};`, "ssl_verify_client on;"];
    const proxy = createNginx<NginxKind>({
      printed: { lines: nginx, judges: true },
      strict: { lines: nginx, server: verifies, judges: true },
      above: { lines: [], server: nginx },
    });
    return openProxy(ground, program, proxy, targets);
  },
};

const HAPROXY_RULES = { printed: haproxy, half: haproxy.slice(1) };

function byHaproxy(asks: ((ground: Ground) => string) | undefined): FrontEnd<HaproxyKind> {
  return {
    name: "HAProxy",
    program: "haproxy",
    settings: HAPROXY_SETTINGS,
    open: (ground, targets, program) =>
      openProxy(ground, program, createHaproxy(HAPROXY_RULES, asks && { asks: () => asks(ground) }), targets),
  };
}

const WITH_CHAIN: FrontEnd<"chained"> = {
  name: "HAProxy, RFC 9440",
  program: "haproxy",
  settings: { name: "rfc9440" },
  open: (ground, targets, program) => {
    const chained = [
      "http-request set-header Client-Cert :%[ssl_c_der,base64]:",
      "http-request set-header Client-Cert-Chain :%[ssl_c_chain_der,base64]: if { ssl_c_chain_der,length gt 0 }",
    ];
    return openProxy(ground, program, createHaproxy({ chained }), targets);
  },
};

describe("the recipes", () => {
  it("are as many lines as the text speaks of", () => {
    expect([nginx.length, haproxy.length]).toEqual([1, 2]);
    expect([...nginx, ...haproxy].every((line) => line.includes(ownHeader.header))).toBe(true);
  });
});

describeWith(["nginx", "curl"], "the recipe for nginx", (programs) => {
  const ask = behind(BY_NGINX, programs);

  it("lets in whom it should, and nobody with a header of their own", async () => {
    const [forged = ""] = linesFor(BY_NGINX, billing.der);
    expect(await ask("printed", [billing, undefined, stranger], forged)).toEqual([
      admitted("billing"),
      refused("header_missing"),
      refused("issuer_unknown"),
    ]);
  });

  it("has nginx itself answer those whose time it is not, and nobody else", async () => {
    const unknown = refused("issuer_unknown");
    expect(await ask("printed", [expired, early, branch, deep])).toEqual([
      answered(400),
      answered(400),
      unknown,
      unknown,
    ]);
  });

  it("may be stricter", async () => {
    const [forged = ""] = linesFor(BY_NGINX, billing.der);
    const byNginx = answered(400);
    expect(await ask("strict", [billing, undefined, stranger, expired], forged)).toEqual([
      admitted("billing"),
      byNginx,
      byNginx,
      byNginx,
    ]);
    // Verified over one authority between at most, unless `ssl_verify_depth` says more.
    expect(await ask("strict", [branch, deep])).toEqual([refused("issuer_unknown"), byNginx]);
  });

  it("is lost above a location with a line of its own", async () => {
    const [forged = ""] = linesFor(BY_NGINX, billing.der);
    expect(await ask("above", [stranger], forged)).toEqual([admitted("billing")]);
  });
});

describeWith(["haproxy", "curl"], "the recipe for HAProxy", (programs) => {
  const [forged = ""] = linesFor({ settings: HAPROXY_SETTINGS }, billing.der);

  describe("where it asks for certificates", () => {
    const ask = behind(byHaproxy(undefined), programs);

    it("lets in whom it should, and nobody with a header of their own", async () => {
      expect(await ask("printed", [billing, undefined, stranger, expired, deep], forged)).toEqual([
        admitted("billing"),
        refused("header_missing"),
        refused("issuer_unknown"),
        refused("certificate_expired"),
        refused("issuer_unknown"),
      ]);
    });

    it("needs its first line", async () => {
      expect(await ask("half", [undefined], forged)).toEqual([admitted("billing")]);
    });
  });

  describe("where it demands one of an authority that it knows", () => {
    const ask = behind(
      byHaproxy((ground) => `ca-file ${anchorsOf(ground)} verify required`),
      programs,
    );

    it("lets in whom it should", async () => {
      expect(await ask("printed", [billing, undefined, stranger], forged)).toEqual([
        admitted("billing"),
        answered(0),
        answered(0),
      ]);
    });
  });

  describe("for RFC 9440", () => {
    const ask = behind(WITH_CHAIN, programs);

    it("hands over one certificate of a chain, and several as if they were one", async () => {
      expect(await ask("chained", [billing, stranger, branch, deep])).toEqual([
        admitted("billing"),
        refused("issuer_unknown"),
        admitted("billing"),
        refused("issuer_unknown"),
      ]);
    });
  });

  describe("where it does not ask", () => {
    const ask = behind(
      byHaproxy(() => ""),
      programs,
    );

    it("lets in nobody", async () => {
      expect(await ask("printed", [billing, undefined], forged)).toEqual([
        refused("header_missing"),
        refused("header_missing"),
      ]);
    });
  });
});

/** Opens the estate for the suite around, and asks in it for one caller after the other. */
function behind<K extends string>(frontEnd: FrontEnd<K>, programs: Readonly<Record<string, string>>) {
  let estate: Estate<K>;
  beforeAll(async () => {
    estate = await openEstate({ frontEnd, programs, environment });
  });
  afterAll(() => estate?.close());
  return (
    kind: K,
    callers: readonly (IssuedCertificate | undefined)[],
    ...headers: readonly string[]
  ): Promise<readonly Outcome[]> => {
    const requests = callers.map(
      (caller): Request<K> => ({ kind, presents: caller && identityOf(caller), headers, options: ["--http1.1"] }),
    );
    return estate.ask("node:http", requests);
  };
}

function anchorsOf({ folder, trusts }: Ground): string {
  const path = join(folder, "anchors.pem");
  writeFileSync(path, trusts);
  return path;
}
