import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPositive,
  isWithinBounds,
  keyOf,
  MOST_EXCLUSION_PATHS,
  MOST_HOSTS,
  MOST_SHOTS,
  type PlanOptions,
  planRound,
  REFUSALS_OF_A_PROOF,
  ROUNDS_OF_A_PROOF,
} from "../../../src/self-check/probe/plan.ts";
import type { Shot, ShotKind } from "../../../src/self-check/probe/shot.ts";

const FORGED = "Zm9yZ2Vk";

function plan(changes: Partial<PlanOptions> = {}): readonly Shot[] {
  let issued = 0;
  return planRound({
    // The order as written.
    random: () => 0.999_999,
    hosts: [{ host: "orders.example", port: 443, plainHttpPort: 80 }],
    frontEnd: "app-service",
    forged: FORGED,
    exclusionPaths: [],
    offersHttp2: false,
    issue: () => `nonce ${issued++}`,
    ...changes,
  });
}

function ofKind(shots: readonly Shot[], kind: ShotKind): readonly Shot[] {
  return shots.filter((shot) => shot.kind === kind);
}

/** Kind, variant, protocol and header lines of every different request. */
function outline(shots: readonly Shot[]): readonly unknown[] {
  const first = shots.filter((shot, index) => shots.findIndex((other) => keyOf(other) === keyOf(shot)) === index);
  return first
    .map(({ kind, variant, scheme, httpVersion, tls, presentsCertificate, headers, path, port }) =>
      [
        `${kind}, ${variant}:`,
        `${scheme}:${port}${path}`,
        `HTTP/${httpVersion}`,
        ...(tls === "1.3" ? ["TLS 1.3"] : []),
        ...(presentsCertificate ? ["A"] : []),
        ...headers.map(([name, value]) => `${name}=${value}`),
      ].join(" "),
    )
    .sort();
}

const PATH = "/azure-client-cert-probe";

describe("the order of a round", () => {
  it("is chance within what has to surround what", () => {
    const kinds = new Set<string>();
    for (let time = 0; time < 20; time++) {
      const shots = plan({ random: Math.random, exclusionPaths: ["/a"], offersHttp2: true });
      kinds.add(shots.map(keyOf).join());
      expect(isPositive(shots[0] as Shot)).toBe(true);
      expect(isPositive(shots.at(-1) as Shot)).toBe(true);
      const sorted = (list: readonly Shot[]): readonly string[] => list.map(keyOf).sort();
      expect(sorted(shots)).toEqual(sorted(plan({ exclusionPaths: ["/a"], offersHttp2: true })));
    }
    expect(kinds.size).toBeGreaterThan(10);
  });
});

describe("a round on App Service", () => {
  it("without exclusion paths and HTTP/2 is these requests", () => {
    expect(outline(plan())).toEqual([
      `certificate, host name written by the client: https:443${PATH} HTTP/1.1 A WAS-DEFAULT-HOSTNAME=client-written.invalid`,
      `certificate, plain: https:443${PATH} HTTP/1.1 A`,
      `certificate, scheme written by the client: https:443${PATH} HTTP/1.1 A X-Forwarded-Proto=http`,
      `forged, HTTP/1.1: https:443${PATH} HTTP/1.1 X-ARR-ClientCert=${FORGED}`,
      `forged-beside, lower case: https:443${PATH} HTTP/1.1 A x-arr-clientcert=${FORGED}`,
      `forged-beside, one line: https:443${PATH} HTTP/1.1 A X-ARR-ClientCert=${FORGED}`,
      `forged-beside, two lines: https:443${PATH} HTTP/1.1 A X-ARR-ClientCert=${FORGED} X-ARR-ClientCert=${FORGED}`,
      `forged-plain-http, plain HTTP: http:80${PATH} HTTP/1.1 X-ARR-ClientCert=${FORGED}`,
      `no-certificate, HTTP/1.1: https:443${PATH} HTTP/1.1`,
    ]);
  });

  it("adds what may differ over HTTP/2, with names in lower case", () => {
    const plain = outline(plan());
    expect(outline(plan({ offersHttp2: true })).filter((line) => !plain.includes(line))).toEqual([
      `forged, HTTP/2: https:443${PATH} HTTP/2 x-arr-clientcert=${FORGED}`,
      `forged-beside, one line, HTTP/2: https:443${PATH} HTTP/2 A x-arr-clientcert=${FORGED}`,
      `forged-beside, two lines, HTTP/2: https:443${PATH} HTTP/2 A x-arr-clientcert=${FORGED} x-arr-clientcert=${FORGED}`,
      `no-certificate, HTTP/2: https:443${PATH} HTTP/2`,
    ]);
  });

  it("shows A over TLS 1.3 alone when nobody told the exclusion paths", () => {
    const plain = outline(plan());
    expect(outline(plan({ exclusionPaths: undefined })).filter((line) => !plain.includes(line))).toEqual([
      `certificate-tls13, plain: https:443${PATH} HTTP/1.1 TLS 1.3 A`,
    ]);
  });

  it.each<[string, string, readonly string[]]>([
    ["a word", "/public", ["/public", `/public/%2e%2e${PATH}`, "/PUBLIC", "/publicx", "/%70ublic"]],
    ["a word with a slash", "/public/", ["/public/", `/public/%2e%2e${PATH}`, "/PUBLIC/", "/public/x", "/%70ublic/"]],
    [
      "a word without a slash before",
      "health",
      ["/health", `/health/%2e%2e${PATH}`, "/HEALTH", "/healthx", "/%68ealth"],
    ],
    ["capitals", "/A", ["/A", `/A/%2e%2e${PATH}`, "/Ax", "/%41"]],
    ["everything", "/", ["/", `/%2e%2e${PATH}`, "/x"]],
    ["an escape", "/a%2fb", ["/a%2fb", `/a%2fb/%2e%2e${PATH}`, "/A%2fB", "/a%2fbx", "/%61%2fb"]],
    [
      "what no request line holds",
      "/a b\u00fc",
      ["/a%20b%c3%bc", `/a%20b%c3%bc/%2e%2e${PATH}`, "/A%20B%c3%bc", "/a%20b%c3%bcx", "/%61%20b%c3%bc"],
    ],
  ])("tries an exclusion path in every spelling: %s", (_title, path, expected) => {
    const shots = ofKind(plan({ exclusionPaths: [path] }), "forged-excluded");
    expect([...new Set(shots.map((shot) => shot.path))]).toEqual(expected);
    expect(shots.every(({ headers, presentsCertificate }) => headers.length === 1 && !presentsCertificate)).toBe(true);
    expect(new Set(shots.map(keyOf)).size).toBe(expected.length);
  });

  it("tries a wildcard as it is and as what comes before it", () => {
    const paths = ofKind(plan({ exclusionPaths: ["/a/*"] }), "forged-excluded").map(({ path }) => path);
    expect(paths).toContain("/a/*");
    expect(paths).toContain("/a/");
  });

  it("gives every request a nonce of its own", () => {
    const shots = plan({ offersHttp2: true, exclusionPaths: ["/a", "/b"] });
    expect(new Set(shots.map(({ nonce }) => nonce)).size).toBe(shots.length);
  });
});

describe("a round on Container Apps", () => {
  it("writes Envoy's header and not WAS-DEFAULT-HOSTNAME", () => {
    const shots = plan({ frontEnd: "container-apps", offersHttp2: true });
    const names = new Set(shots.flatMap(({ headers }) => headers.map(([name]) => name)));
    expect([...names].sort()).toEqual(["X-Forwarded-Client-Cert", "X-Forwarded-Proto", "x-forwarded-client-cert"]);
  });
});

describe("a proof", () => {
  const shots = plan({ offersHttp2: true, exclusionPaths: ["/a", "/b"] });

  it("has every negative request eight times", () => {
    const sent = new Map<string, number>();
    for (const shot of shots.filter(({ presentsCertificate }) => !presentsCertificate)) {
      sent.set(keyOf(shot), (sent.get(keyOf(shot)) ?? 0) + 1);
    }
    expect(new Set(sent.values())).toEqual(new Set([REFUSALS_OF_A_PROOF / ROUNDS_OF_A_PROOF]));
    expect(REFUSALS_OF_A_PROOF).toBe(8);
  });

  it("has positive requests before, between and after the negative ones, host by host", () => {
    const two = plan({
      hosts: ["a.example", "b.example"].map((host) => ({ host, port: 443, plainHttpPort: 80 })),
      exclusionPaths: undefined,
    });
    for (const host of ["a.example", "b.example"]) {
      const marks = two.filter((shot) => shot.host === host).map((shot) => (isPositive(shot) ? "+" : "-"));
      expect(marks.join("").replace(/(.)\1+/g, "$1")).toBe("+-+-+");
    }
  });
});

describe("the bounds of a round", () => {
  const path = fc.string({ minLength: 1, maxLength: 12 });
  const options = fc.record({
    hosts: fc.array(fc.record({ host: fc.domain(), port: fc.nat(65_535), plainHttpPort: fc.nat(65_535) }), {
      maxLength: 6,
    }),
    frontEnd: fc.constantFrom("app-service", "container-apps"),
    exclusionPaths: fc.option(fc.array(path, { maxLength: 20 }), { nil: undefined }),
    offersHttp2: fc.boolean(),
  });

  it("hold whatever there is to try, and the requests can be written", () => {
    fc.assert(
      fc.property(options, (changes) => {
        const shots = plan(changes);
        expect(shots.length).toBeLessThanOrEqual(MOST_SHOTS);
        expect(shots.every((shot) => /^\/[\x21-\x7e]*$/.test(shot.path))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("are reached by the largest plan", () => {
    const hosts = Array.from({ length: MOST_HOSTS }, (_, index) => ({
      host: `h${index}.example`,
      port: 443,
      plainHttpPort: 80,
    }));
    const exclusionPaths = Array.from({ length: MOST_EXCLUSION_PATHS }, (_, index) => `/path${index}`);
    const largest = { hosts, exclusionPaths, offersHttp2: true };
    expect(plan(largest)).toHaveLength(MOST_SHOTS);
    expect(MOST_SHOTS).toBe(196);
    expect(isWithinBounds({ ...largest, frontEnd: "app-service" })).toBe(true);
  });

  it.each([
    ["a host", { hosts: Array.from({ length: MOST_HOSTS + 1 }, () => ({ host: "x", port: 1, plainHttpPort: 2 })) }],
    ["an exclusion path", { exclusionPaths: Array.from({ length: MOST_EXCLUSION_PATHS + 1 }, (_, n) => `/p${n}`) }],
  ])("are overstepped by %s more", (_title, changes) => {
    const base = { hosts: [], frontEnd: "app-service", exclusionPaths: [], offersHttp2: true } as const;
    expect(isWithinBounds({ ...base, ...changes })).toBe(false);
  });

  it("leave nothing to try without a host", () => {
    expect(plan({ hosts: [] })).toEqual([]);
  });
});
