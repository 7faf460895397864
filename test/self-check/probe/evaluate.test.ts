import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import type { EvaluationOptions } from "../../../src/self-check/probe/evidence.ts";
import { NOTHING_WANTED } from "../../../src/self-check/probe/plan.ts";
import type { Answer, ShotKind } from "../../../src/self-check/probe/shot.ts";
import { BLIND_SCOPE, judged, OUTCOMES, SITE_SCOPE, words } from "./outcomes.ts";
import {
  arrivalWith,
  arrived,
  type Outcome,
  REFUSED,
  refused,
  response,
  rounds,
  SITE,
  scope,
  timedOut,
} from "./shots.ts";

const { a, b } = SITE_SCOPE.sent;

/** Demand, authenticity and exclusions when every request of a kind comes to the same. Columns: the kinds. */
const TABLE = `
            no-certificate  certificate  forged     forged-beside  forged-plain-http  forged-excluded  certificate-excluded  no-certificate-sideways  forged-sideways  forged-hop-by-hop
alert       p p clean       ? ? ?        p p clean  ? ? ?          p ? clean          p p clean        p ? ?                 p p clean                p p clean        p p clean
a 403       p p clean       ? ? ?        p p clean  ? ? ?          p ? clean          p p clean        p ? ?                 p p clean                p p clean        p p clean
to TLS      ? p clean       ? ? ?        p ? clean  ? ? ?          p p clean          p ? ?            p ? ?                 p p clean                p p clean        p p clean
time-out    ? p clean       ? ? ?        p ? clean  ? ? ?          p ? clean          p ? ?            p ? ?                 p p clean                p p clean        p p clean
a 404       ? p clean       ? ? ?        p ? clean  ? ? ?          p ? clean          p ? ?            p ? ?                 p p clean                p p clean        p p clean
a 503       ? p clean       ? ? ?        p ? clean  ? ? ?          p ? clean          p ? ?            p ? ?                 p p clean                p p clean        p p clean
IP rule     ? p clean       ? ? ?        p ? clean  ? ? ?          p ? clean          p ? ?            p ? ?                 p p clean                p p clean        p p clean
bare        r p clean       p ? clean    r p clean  p ? clean      p p clean          p p clean        p p clean             r p clean                r p clean        p p clean
empty       r p clean       p ? clean    r p clean  p ? clean      p p clean          p p clean        p p clean             r p clean                r p clean        p p clean
a           r ? clean       p p clean    r ? clean  p p clean      p ? clean          p ? ?            p p clean             r ? clean                r ? clean        p p clean
b           r r clean       p r clean    r r clean  p r clean      p r clean          p ? dirty        p ? dirty             r r clean                r r clean        p r clean
a, b        r r clean       p r clean    r r clean  p r clean      p r clean          p ? dirty        p ? dirty             r r clean                r r clean        p r clean
joined      r r clean       p r clean    r r clean  p r clean      p r clean          p ? dirty        p ? dirty             r r clean                r r clean        p r clean
a twice     r ? clean       p ? clean    r ? clean  p ? clean      p ? clean          p ? ?            p ? ?                 r ? clean                r ? clean        p ? clean
strange     r ? clean       p ? clean    r ? clean  p ? clean      p ? clean          p ? ?            p ? ?                 r ? clean                r ? clean        p ? clean
`;

describe("what every outcome of every kind of request comes to", () => {
  const [head = "", ...lines] = TABLE.trim().split("\n");
  const kinds = head.trim().split(/ {2,}/) as ShotKind[];

  it("is told for all of them", () => {
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(Object.keys(OUTCOMES));
  });

  it.each(lines.map((line) => line.split(/ {2,}/)))("%s", (name = "", ...cells) => {
    const outcome = OUTCOMES[name];
    expect(outcome && kinds.map((kind) => judged(SITE_SCOPE, kind, outcome))).toEqual(cells);
  });
});

describe("a proof", () => {
  it.each<[string, EvaluationOptions]>([
    ["of a site with exclusion paths", SITE_SCOPE],
    ["of a site without any", scope()],
    ["without Resource Manager", BLIND_SCOPE],
    ["of two hosts", scope({ hosts: [SITE, "a.example"].map((host) => ({ host, port: 443, plainHttpPort: 80 })) })],
  ])("%s has nothing to add", (_title, options) => {
    expect(evaluate(rounds(options), options)).toEqual({
      demand: "proven",
      authenticity: "proven",
      areExclusionsClean: options.exclusionPaths?.length ? true : undefined,
      isContradicted: false,
      isHostHeaderOverwritten: true,
      reasons: [],
    });
  });

  it("wants eight refusals of each", () => {
    const all = rounds(SITE_SCOPE);
    expect(words(evaluate(all.slice(1), SITE_SCOPE))).toBe("? ? ?");
    expect(words(evaluate([...all.slice(1), ...all.slice(1)], SITE_SCOPE))).toBe("? ? ?");
    expect(words(evaluate([], SITE_SCOPE))).toBe("? ? ?");
  });

  it("wants a certificate with a header beside it eight times", () => {
    const seen = new Set<string>();
    const once = rounds(SITE_SCOPE).map((round, index) =>
      round.filter(({ shot }) => {
        const key = JSON.stringify([index, shot.variant]);
        const isSecond = shot.kind === "forged-beside" && seen.has(key);
        if (shot.kind === "forged-beside") seen.add(key);
        return !isSecond;
      }),
    );
    expect(words(evaluate(once, SITE_SCOPE))).toBe("p ? clean");
  });

  it.each<[string, Partial<EvaluationOptions>]>([
    ["more hosts than one plan holds", { hosts: [1, 2, 3].map((port) => ({ host: SITE, port, plainHttpPort: 80 })) }],
    ["more exclusion paths", { exclusionPaths: Array.from({ length: 9 }, (_, index) => `/p${index}`) }],
    ["no host at all", { hosts: [] }],
  ])("is never made of %s", (_title, changes) => {
    const options = scope(changes);
    expect(words(evaluate(rounds(options), options))).toBe("? ? ?");
  });

  it("wants TLS 1.3 when nobody told the exclusion paths", () => {
    for (const outcome of [refused, timedOut, arrived()]) {
      expect(judged(BLIND_SCOPE, "certificate-tls13", outcome)).toBe("? ? ?");
    }
    const withoutIt = rounds(BLIND_SCOPE).map((round) => round.filter(({ shot }) => shot.kind !== "certificate-tls13"));
    expect(words(evaluate(withoutIt, BLIND_SCOPE))).toBe("? ? ?");
  });

  it("takes one request of many that came to nothing for a hole", () => {
    const negatives = rounds(SITE_SCOPE)
      .flat()
      .filter(({ shot }) => !shot.presentsCertificate);
    for (const { shot: broken } of negatives) {
      const findings = evaluate(
        rounds(SITE_SCOPE, (shot) => (shot.nonce === broken.nonce ? timedOut : undefined)),
        SITE_SCOPE,
      );
      const isWanted = !NOTHING_WANTED.includes(broken.kind);
      const isOpen = broken.kind === "no-certificate";
      expect(findings.demand).toBe(isOpen ? "inconclusive" : "proven");
      expect(findings.authenticity).toBe(isOpen || !isWanted ? "proven" : "inconclusive");
    }
  });
});

describe("an answer is a refusal only if nobody but a front end gives it", () => {
  const options = scope();
  const location = (text: string): Outcome => ({ answer: response(302, { location: text }), arrival: undefined });
  const forbidden = (changes: Parameters<typeof response>[1]): Outcome => ({
    answer: response(403, changes),
    arrival: undefined,
  });

  it.each<[string, Outcome]>([
    ["this package's own 403 elsewhere", forbidden({ contentType: "application/problem+json; charset=utf-8" })],
    ["an attested one", forbidden({ attestation: "x" })],
    ["a login page's", forbidden({ markers: ["www-authenticate"] })],
    ["a 401", { answer: response(401), arrival: undefined }],
    ["another alert", { answer: { kind: "tls-alert", alert: "unrecognized_name" }, arrival: undefined }],
    ["a reset", { answer: { kind: "failed", code: "ECONNRESET" }, arrival: undefined }],
  ])("not %s", (_title, outcome) => {
    expect(judged(options, "no-certificate", outcome)).toBe("? p ?");
    expect(judged(options, "forged", outcome)).toBe("p ? ?");
    expect(judged(options, "forged-plain-http", outcome)).toBe("p ? ?");
  });

  it.each([
    ["to a login page", "https://login.example/azure-client-cert-probe"],
    ["to a login page of its own", `https://${SITE}/.auth/login/aad`],
    ["to a longer name", `https://${SITE}.example/azure-client-cert-probe`],
    ["to plain HTTP", `http://${SITE}/azure-client-cert-probe`],
    ["by path", "/azure-client-cert-probe"],
    ["behind a name", `https://${SITE}:443@evil.example/azure-client-cert-probe`],
  ])("not a redirect %s", (_title, target) => {
    expect(judged(options, "forged-plain-http", location(target))).toBe("p ? ?");
  });

  it.each([`https://${SITE}/azure-client-cert-probe`, `HTTPS://${SITE.toUpperCase()}:8443/azure-client-cert-probe`])(
    "but a redirect to %s is one, for plain HTTP",
    (target) => {
      expect(judged(options, "forged-plain-http", location(target))).toBe("p p ?");
      expect(judged(options, "no-certificate", location(target))).toBe("? p ?");
    },
  );

  it("and whatever the answer is, what arrived was not refused", () => {
    const outcome = { answer: REFUSED, arrival: arrivalWith() };
    expect(judged(options, "no-certificate", outcome)).toBe("r p ?");
  });
});

describe("something was seen that contradicts a proof", () => {
  const isContradicted = (kind: ShotKind, outcome: Outcome, options = SITE_SCOPE): boolean =>
    evaluate(
      rounds(options, (shot) => (shot.kind === kind ? outcome : undefined)),
      options,
    ).isContradicted;

  it.each<[string, ShotKind, Outcome]>([
    ["a header without a certificate", "no-certificate", arrived("c3RyYW5nZQ==")],
    ["the same under an exclusion path", "forged-excluded", arrived(a)],
    ["the same under another server name", "forged-sideways", arrived(a)],
    ["a certificate that is another", "certificate", arrived("c3RyYW5nZQ==")],
    ["a certificate that is missing", "forged-beside", arrived()],
    ["a client's header under an exclusion path", "forged-excluded", arrived(b)],
    ["a client's header elsewhere", "forged-beside", arrived(a, b)],
  ])("%s", (_title, kind, outcome) => {
    expect(isContradicted(kind, outcome)).toBe(true);
  });

  it.each(["time-out", "a 403", "a 503", "IP rule", "alert"])("and silence does not: %s", (name) => {
    for (const { shot } of rounds(SITE_SCOPE)[0] ?? []) {
      expect(isContradicted(shot.kind, OUTCOMES[name] ?? timedOut)).toBe(false);
    }
  });

  it("nor what others could have brought about, or what has another cause", () => {
    expect(isContradicted("forged-plain-http", arrived("c3RyYW5nZQ=="))).toBe(false);
    expect(isContradicted("certificate-tls13", arrived(), BLIND_SCOPE)).toBe(false);
    expect(isContradicted("certificate-excluded", arrived())).toBe(false);
    expect(isContradicted("no-certificate", arrived())).toBe(false);
  });
});

describe("the reasons", () => {
  it("name a request, what became of it, and how many more there are, and no certificate", () => {
    const findings = evaluate(
      rounds(SITE_SCOPE, ({ kind }) =>
        kind === "no-certificate"
          ? { answer: response(503, { markers: ["x-ms-forbidden-ip"] }), arrival: undefined }
          : kind === "forged-beside"
            ? arrived(a, b)
            : undefined,
      ),
      SITE_SCOPE,
    );
    expect(findings.reasons).toMatchInlineSnapshot(`
      [
        {
          "code": "forged_header_seen",
          "message": "A certificate header that a client wrote reached the app: https://orders.example:443/azure-client-cert-probe (forged-beside, lower case) arrived with 2 certificate headers (and 47 more).",
          "question": "authenticity",
          "remedy": "Take the app off the network, and report it to Azure's support.",
        },
        {
          "code": "not_refused",
          "message": "A request that should be refused was neither refused in a way that only a front end has, nor did it arrive: https://orders.example:443/azure-client-cert-probe (no-certificate, HTTP/1.1) was answered 503 with x-ms-forbidden-ip (and 23 more).",
          "question": "demand",
          "remedy": "Look at what answers there: IP rules, authentication and other deployments have to let the probe pass.",
        },
      ]
    `);
    expect(JSON.stringify(findings)).not.toContain(a.slice(0, 40));
  });

  it("are one for each cause, though a lost request leaves nothing of the probing", () => {
    const codesAfter = (answer: Answer, last: number): readonly string[] => {
      const cut = rounds(SITE_SCOPE, (_shot, index) => (index === last ? { answer, arrival: undefined } : undefined));
      return evaluate([cut[0]?.slice(0, last + 1) ?? []], SITE_SCOPE).reasons.map(({ code }) => code);
    };
    expect(codesAfter(response(503), 0)).toEqual(["positive_missing"]);
    expect(codesAfter({ kind: "failed", code: "replayed" }, 0)).toEqual(["nonce_replayed"]);
    expect(codesAfter({ kind: "failed", code: "expired" }, 0)).toEqual(["nonce_expired"]);
    expect(codesAfter(response(503), 1)).toEqual(["tls12_unclear"]);
    const none = rounds(SITE_SCOPE, () => ({ answer: response(503), arrival: undefined }));
    expect(evaluate(none, SITE_SCOPE).reasons.map(({ code }) => code)).toEqual(["positive_missing"]);
    expect(evaluate([], SITE_SCOPE).reasons.map(({ code }) => code)).toEqual(["too_few_requests"]);
  });

  it("tell an open door once, and what was refuted first", () => {
    const open = rounds(SITE_SCOPE, ({ kind }) =>
      kind === "no-certificate" || kind === "forged" ? arrived() : kind === "forged-beside" ? arrived(a, b) : undefined,
    );
    const codes = evaluate(open, SITE_SCOPE).reasons.map(({ code }) => code);
    expect(codes).toEqual(["forged_header_seen", "no_certificate_admitted"]);
  });

  it("say what to do where plain HTTP is not redirected", () => {
    for (const outcome of [refused, timedOut]) {
      const { reasons } = evaluate(
        rounds(SITE_SCOPE, ({ scheme }) => (scheme === "http" ? outcome : undefined)),
        SITE_SCOPE,
      );
      expect(reasons).toMatchObject([{ code: "plain_http_unclear", remedy: expect.stringContaining("HTTPS Only") }]);
    }
  });

  it("hold nothing that a log could be spoilt with", () => {
    const { reasons } = evaluate(
      rounds(SITE_SCOPE, () => ({ answer: { kind: "failed", code: "A\r\nB\u202e" }, arrival: undefined })),
      SITE_SCOPE,
    );
    expect(reasons.length).toBeGreaterThan(0);
    for (const { message, remedy } of reasons) expect(message + remedy).toMatch(/^[\x20-\x7e]+$/);
  });

  it("say each thing once for each question", () => {
    const { reasons } = evaluate([], SITE_SCOPE);
    const told = reasons.map(({ question, code }) => `${question} ${code}`);
    expect(new Set(told).size).toBe(told.length);
  });
});
