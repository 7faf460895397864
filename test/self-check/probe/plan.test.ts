import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_NONCES } from "../../../src/self-check/probe/nonces.ts";
import {
  isPositive,
  isWithinBounds,
  keyOf,
  MOST_EXCLUSION_PATHS,
  MOST_HOSTS,
  MOST_SHOTS,
  NOTHING_WANTED,
  type PlanOptions,
  planRound,
  REFUSALS_OF_A_PROOF,
  ROUNDS_OF_A_PROOF,
} from "../../../src/self-check/probe/plan.ts";
import type { ShotKind } from "../../../src/self-check/probe/shot.ts";
import type { Template } from "../../../src/self-check/probe/templates.ts";

const FORGED = "Zm9yZ2Vk";
const FORGED_PLAIN = "cGxhaW4=";

function plan(changes: Partial<PlanOptions> = {}): readonly Template[] {
  return planRound({
    // The order as written.
    random: () => 0.999_999,
    hosts: [{ host: "orders.example", port: 443, plainHttpPort: 80 }],
    frontEnd: "app-service",
    sent: { b: FORGED, bPlain: FORGED_PLAIN },
    round: 0,
    exclusionPaths: [],
    hostNames: ["orders.example"],
    ...changes,
  });
}

function ofKind(shots: readonly Template[], kind: ShotKind): readonly Template[] {
  return shots.filter((shot) => shot.kind === kind);
}

/** Kind, variant, protocol and header lines of every different request. */
function outline(shots: readonly Template[]): readonly unknown[] {
  const first = shots.filter((shot, index) => shots.findIndex((other) => keyOf(other) === keyOf(shot)) === index);
  return first
    .map(({ kind, variant, scheme, httpVersion, tls, presentsCertificate, sideways, headers, path, port }) =>
      [
        `${kind}, ${variant}:`,
        `${scheme}:${port}${path}`,
        `HTTP/${httpVersion}`,
        ...(tls === "any" ? [] : [`TLS ${tls}`]),
        ...(presentsCertificate ? ["A"] : []),
        ...(sideways === undefined ? [] : [`for ${sideways.serverName}`]),
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
      const shots = plan({ random: Math.random, exclusionPaths: ["/a"] });
      kinds.add(shots.map(keyOf).join());
      expect(isPositive(shots[0] as Template)).toBe(true);
      expect(isPositive(shots.at(-1) as Template)).toBe(true);
      const sorted = (list: readonly Template[]): readonly string[] => list.map(keyOf).sort();
      expect(sorted(shots)).toEqual(sorted(plan({ exclusionPaths: ["/a"] })));
    }
    expect(kinds.size).toBeGreaterThan(10);
  });
});

describe("a round on App Service", () => {
  it("without exclusion paths is these requests", () => {
    const to = `https:443${PATH}`;
    const host = "WAS-DEFAULT-HOSTNAME=client-written.invalid";
    const [line, small] = [`X-ARR-ClientCert=${FORGED}`, `x-arr-clientcert=${FORGED}`];
    const written = (kind: string, a: string): readonly string[] => [
      `${kind}, one line: ${to} HTTP/1.1${a} ${line}`,
      `${kind}, two lines: ${to} HTTP/1.1${a} ${line} ${line}`,
      `${kind}, lower case: ${to} HTTP/1.1${a} ${small}`,
      `${kind}, one line, HTTP/2: ${to} HTTP/2${a} ${small}`,
      `${kind}, two lines, HTTP/2: ${to} HTTP/2${a} ${small} ${small}`,
      `${kind}, one line, TLS 1.2: ${to} HTTP/1.1 TLS 1.2${a} ${line}`,
    ];
    const expected = [
      `certificate, plain: ${to} HTTP/1.1 A`,
      `certificate, TLS 1.2: ${to} HTTP/1.1 TLS 1.2 A`,
      `certificate, HTTP/2 if chosen: ${to} HTTP/2 if chosen A`,
      `certificate, host name written by the client: ${to} HTTP/1.1 A ${host}`,
      `certificate, host name written by the client, two lines: ${to} HTTP/1.1 A ${host} ${host}`,
      `certificate, host name written by the client, HTTP/2: ${to} HTTP/2 A ${host.toLowerCase()}`,
      `certificate, scheme written by the client: ${to} HTTP/1.1 A X-Forwarded-Proto=http`,
      `no-certificate, HTTP/1.1: ${to} HTTP/1.1`,
      `no-certificate, HTTP/2: ${to} HTTP/2`,
      `no-certificate, TLS 1.2: ${to} HTTP/1.1 TLS 1.2`,
      ...written("forged", ""),
      ...["no server name: for undefined", "another server name: for client-written.invalid"].flatMap((way) => {
        const [variant, name] = way.split(": ");
        return [
          `no-certificate-sideways, ${variant}: ${to} HTTP/1.1 ${name}`,
          `forged-sideways, ${variant}: ${to} HTTP/1.1 ${name} ${line}`,
          `forged-sideways, ${variant}, HTTP/2: ${to} HTTP/2 ${name} ${small}`,
        ];
      }),
      `forged-hop-by-hop, named in Connection: ${to} HTTP/1.1 A Connection=X-ARR-ClientCert ${line}`,
      ...written("forged-beside", " A"),
      `forged-plain-http, one line: http:80${PATH} HTTP/1.1 X-ARR-ClientCert=${FORGED_PLAIN}`,
      `forged-plain-http, two lines: http:80${PATH} HTTP/1.1 X-ARR-ClientCert=${FORGED_PLAIN} X-ARR-ClientCert=${FORGED_PLAIN}`,
    ];
    expect(outline(plan())).toEqual(expected.sort());
  });

  it("writes over plain HTTP what it writes nowhere else", () => {
    for (const shot of plan({ exclusionPaths: ["/a"] })) {
      const values = shot.headers.filter(([name]) => /cert/i.test(name)).map(([, value]) => value);
      const isPlain = shot.scheme === "http";
      expect(values.every((value) => value === (isPlain ? FORGED_PLAIN : FORGED))).toBe(true);
    }
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
    expect(shots.every(({ headers, presentsCertificate }) => headers.length > 0 && !presentsCertificate)).toBe(true);
    const controls = ofKind(plan({ exclusionPaths: [path] }), "certificate-excluded");
    expect(controls.map((shot) => shot.path)).toEqual(expected);
    expect(controls.every(({ headers, presentsCertificate }) => headers.length === 0 && presentsCertificate)).toBe(
      true,
    );
  });

  it("tries a wildcard as it is and as what comes before it", () => {
    const paths = ofKind(plan({ exclusionPaths: ["/a/*"] }), "forged-excluded").map(({ path }) => path);
    expect(paths).toContain("/a/*");
    expect(paths).toContain("/a/");
  });
});

describe("a round on Container Apps", () => {
  it("writes Envoy's header and not WAS-DEFAULT-HOSTNAME", () => {
    const shots = plan({ frontEnd: "container-apps" });
    const names = new Set(shots.flatMap(({ headers }) => headers.map(([name]) => name)));
    expect([...names].sort()).toEqual([
      "Connection",
      "X-Forwarded-Client-Cert",
      "X-Forwarded-Proto",
      "x-forwarded-client-cert",
    ]);
  });
});

describe("a proof", () => {
  const rounds = Array.from({ length: ROUNDS_OF_A_PROOF }, (_, round) => plan({ exclusionPaths: ["/a", "/b"], round }));

  /** How often each is sent, by what `name` says of it. */
  function counts(name: (shot: Template) => string, ...kinds: readonly ShotKind[]): ReadonlyMap<string, number> {
    const sent = new Map<string, number>();
    for (const shot of rounds.flat().filter(({ kind }) => kinds.includes(kind))) {
      sent.set(name(shot), (sent.get(name(shot)) ?? 0) + 1);
    }
    return sent;
  }

  it("has every request that forges or shows nothing eight times", () => {
    expect(REFUSALS_OF_A_PROOF).toBe(8);
    expect(new Set(counts(keyOf, "no-certificate", "forged", "forged-beside").values())).toEqual(new Set([8]));
    const byPath = counts(({ scheme, path }) => `${scheme} ${path}`, "forged-excluded", "forged-plain-http");
    expect(byPath.size).toBe(11);
    expect(new Set(byPath.values())).toEqual(new Set([8]));
  });

  it("has under exclusion paths and over plain HTTP each form at least twice", () => {
    const byForm = counts(keyOf, "forged-excluded", "forged-plain-http");
    expect(byForm.size).toBe(3 * 11);
    expect(Math.min(...byForm.values())).toBe(2);
  });

  it("shows a certificate under every spelling in each round", () => {
    expect([...counts(keyOf, "certificate-excluded").values()]).toEqual(Array.from({ length: 10 }, () => 4));
  });

  it("has what every host must let through first and last, host by host", () => {
    const hosts = ["a.example", "b.example"].map((host) => ({ host, port: 443, plainHttpPort: 80 }));
    const two = plan({ hosts, exclusionPaths: undefined, random: Math.random });
    for (const { host } of hosts) {
      const shots = two.filter((shot) => shot.host === host);
      for (const shot of [shots[0], shots.at(-1)]) {
        expect(shot).toMatchObject({ httpVersion: "1.1", tls: "any", presentsCertificate: true });
        expect(isPositive(shot as Template)).toBe(true);
      }
    }
  });
});

describe("a request whose TLS asks for another name", () => {
  const hostNames = ["Orders.example", "10.0.0.1", "orders-staging.example", "orders.azurewebsites.net"];
  const namesOf = (changes: Partial<PlanOptions>): readonly unknown[] =>
    Array.from({ length: ROUNDS_OF_A_PROOF }, (_, round) => {
      const shots = ofKind(plan({ ...changes, round }), "forged-sideways");
      const names = new Set(shots.map(({ sideways }) => sideways?.serverName));
      return [...names].filter((name) => name !== undefined).join();
    });

  it("asks for each name of the app but the host's, and one that nobody has, in turn", () => {
    const [staging, other, nobody] = ["orders-staging.example", "orders.azurewebsites.net", "client-written.invalid"];
    expect(namesOf({ hostNames })).toEqual([staging, other, nobody, staging]);
    const hosts = [{ host: "orders", port: 443, plainHttpPort: 80, serverName: "orders-staging.EXAMPLE" }];
    expect(namesOf({ hosts, hostNames })).toEqual(["orders.example", other, nobody, "orders.example"]);
  });

  it("is sent once in a round, as is the one that names the header in Connection", () => {
    const counted = plan().filter(({ kind }) => NOTHING_WANTED.includes(kind));
    expect(counted).toHaveLength(7);
    expect(new Set(counted.map(keyOf)).size).toBe(7);
    expect(counted.some(isPositive)).toBe(false);
  });

  it("is not sent over plain HTTP", () => {
    const hosts = [{ host: "orders", port: 443, plainHttpPort: 80, over: "plain-http" }] as const;
    expect(new Set(plan({ hosts }).map(({ kind }) => kind))).toEqual(new Set(["forged-plain-http"]));
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
    const largest = { hosts, exclusionPaths };
    expect(plan(largest)).toHaveLength(MOST_SHOTS);
    expect(MOST_SHOTS).toBe(332);
    expect(MOST_SHOTS * ROUNDS_OF_A_PROOF).toBeLessThan(MOST_NONCES);
    expect(isWithinBounds(largest)).toBe(true);
  });

  it.each([
    ["a host", { hosts: Array.from({ length: MOST_HOSTS + 1 }, () => ({ host: "x", port: 1, plainHttpPort: 2 })) }],
    ["an exclusion path", { exclusionPaths: Array.from({ length: MOST_EXCLUSION_PATHS + 1 }, (_, n) => `/p${n}`) }],
  ])("are overstepped by %s more", (_title, changes) => {
    expect(isWithinBounds({ hosts: [], exclusionPaths: [], ...changes })).toBe(false);
  });

  it("leave nothing to try without a host", () => {
    expect(plan({ hosts: [] })).toEqual([]);
  });
});
