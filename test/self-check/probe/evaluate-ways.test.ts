import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import { keyOf } from "../../../src/self-check/probe/plan.ts";
import type { Answer, Round, Shot } from "../../../src/self-check/probe/shot.ts";
import { SITE_SCOPE, words } from "./outcomes.ts";
import { arrived, type Outcome, refused, response, rounds, SITE, scope, timedOut } from "./shots.ts";

const NOTHING: Outcome = { answer: { kind: "failed", code: "HTTP2_NOT_OFFERED" }, arrival: undefined };
const NO_PROTOCOL = failure("ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
const NO_VERSION = failure("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
const EXPIRED = failure("expired");
const ALERT: Outcome = { answer: { kind: "tls-alert", alert: "certificate_required" }, arrival: undefined };

function failure(code: string): Outcome {
  return { answer: { kind: "failed", code }, arrival: undefined };
}

function isHttp2({ httpVersion, sideways }: Shot): boolean {
  return httpVersion !== "1.1" && sideways === undefined;
}

/** What a host does that does not speak HTTP/2: the question completes its handshake, and so does no other. */
function withoutHttp2(shot: Shot): Outcome | undefined {
  if (!isHttp2(shot)) return undefined;
  return shot.httpVersion === "2 if chosen" ? NOTHING : NO_PROTOCOL;
}

function withoutTls12({ tls }: Shot): Outcome | undefined {
  return tls === "1.2" ? NO_VERSION : undefined;
}

/** Of a proof, the first request of each sort. */
function oneOfEach(isWanted: (shot: Shot) => boolean): readonly Shot[] {
  const shots = (rounds(SITE_SCOPE)[0] ?? []).map(({ shot }) => shot).filter(isWanted);
  return [...new Map(shots.map((shot) => [keyOf(shot), shot])).values()];
}

function told(all: readonly Round[], options = SITE_SCOPE): readonly string[] {
  const findings = evaluate(all, options);
  return [words(findings), ...new Set(findings.reasons.map(({ code }) => code))];
}

describe("a host without HTTP/2", () => {
  it.each<[string, (shot: Shot) => Outcome | undefined]>([
    ["turns it down by an alert", withoutHttp2],
    ["chooses nothing", (shot) => (isHttp2(shot) ? NOTHING : undefined)],
    [
      "chooses nothing, and refuses by an alert",
      (shot) => (isHttp2(shot) ? (shot.presentsCertificate ? NOTHING : ALERT) : undefined),
    ],
  ])("needs no evidence of it when it %s", (_title, change) => {
    const findings = evaluate(rounds(SITE_SCOPE, change), SITE_SCOPE);
    expect(words(findings)).toBe("p p clean");
    expect(findings).toMatchObject({ isHostHeaderOverwritten: true, reasons: [] });
  });

  it("is one of two, and the other has its own say", () => {
    const hosts = [SITE, "b.example"].map((host) => ({ host, port: 443, plainHttpPort: 80 }));
    const options = scope({ hosts });
    const one = rounds(options, (shot) => (shot.host === SITE ? withoutHttp2(shot) : undefined));
    expect(told(one, options)).toEqual(["p p ?"]);
    const shown = rounds(options, (shot) =>
      shot.host === SITE ? withoutHttp2(shot) : isHttp2(shot) ? arrived(options.sent.b) : undefined,
    );
    expect(words(evaluate(shown, options))).toMatch(/^. r/);
  });

  it("is not one when it was not asked", () => {
    const all = rounds(SITE_SCOPE, withoutHttp2);
    for (const kept of [(): boolean => false, ({ httpVersion }: Shot): boolean => httpVersion === "2"]) {
      const some = all.map((round) => round.filter(({ shot }) => !isHttp2(shot) || kept(shot)));
      expect(told(some)).toEqual(["? ? ?", "too_few_requests"]);
    }
    const once = all.map((round, index) => (index > 0 ? round : round.filter(({ shot }) => !isHttp2(shot))));
    expect(told(once)).toEqual(["? ? ?", "too_few_requests"]);
  });

  it("is not one by an alert alone, which anybody on the way can send", () => {
    expect(told(rounds(SITE_SCOPE, (shot) => (isHttp2(shot) ? NO_PROTOCOL : undefined)))).toContain("http2_unclear");
  });
});

describe("a host that does without HTTP/2 only now and then", () => {
  const others: readonly [string, Outcome][] = [
    ["time-out", timedOut],
    ["a reset", failure("ECONNRESET")],
    ["a 403", refused],
    ["an expired nonce", EXPIRED],
    ["an arrival", arrived(SITE_SCOPE.sent.a)],
    ["a bare arrival", arrived()],
  ];

  it.each(others)("%s among the turned down is no proof of anything", (_title, other) => {
    for (const odd of oneOfEach(isHttp2)) {
      const all = rounds(SITE_SCOPE, (shot) => (shot.nonce === odd.nonce ? other : withoutHttp2(shot)));
      const [said, ...codes] = told(all);
      expect(said).toMatch(!odd.presentsCertificate && other.arrival !== undefined ? /^r [?]/ : /^[?] [?]/);
      expect(codes.some((code) => code === "http2_unclear" || code === "nonce_expired")).toBe(true);
    }
  });

  it.each(others.slice(0, 4))("and so is %s instead of all of them", (_title, other) => {
    const all = rounds(SITE_SCOPE, (shot) => (isHttp2(shot) && shot.presentsCertificate ? other : undefined));
    expect(told(all)).toEqual(["? ? ?", other.answer === EXPIRED.answer ? "nonce_expired" : "http2_unclear"]);
  });

  it("a header that arrives over HTTP/2 refutes all the same", () => {
    const [odd] = rounds(SITE_SCOPE)
      .flat()
      .filter(({ shot }) => isHttp2(shot) && shot.kind === "forged-beside");
    const all = rounds(SITE_SCOPE, (shot) =>
      shot.nonce === odd?.shot.nonce ? arrived(SITE_SCOPE.sent.b) : withoutHttp2(shot),
    );
    expect(words(evaluate(all, SITE_SCOPE))).toBe("? r ?");
  });

  it("does not do without it because it prefers HTTP/1.1", () => {
    const preferring = rounds(SITE_SCOPE, ({ httpVersion }) => (httpVersion === "2 if chosen" ? NOTHING : undefined));
    expect(told(preferring)).toEqual(["p p clean"]);
  });
});

describe("a host without TLS 1.2", () => {
  it("needs no evidence of it", () => {
    expect(told(rounds(SITE_SCOPE, withoutTls12))).toEqual(["p p clean"]);
  });

  it.each<[string, Outcome]>([
    ["time-out", timedOut],
    ["another alert", failure("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR")],
    ["a refusal", refused],
  ])("has it after all when %s comes in between", (_title, other) => {
    for (const odd of oneOfEach(({ tls }) => tls === "1.2")) {
      const all = rounds(SITE_SCOPE, (shot) => (shot.nonce === odd.nonce ? other : withoutTls12(shot)));
      expect(told(all)).toEqual(expect.arrayContaining(["? ? ?", "tls12_unclear"]));
    }
  });

  it("is not one for the same alert in another handshake", () => {
    const all = rounds(SITE_SCOPE, (shot) => (shot.kind === "forged-beside" ? NO_VERSION : undefined));
    expect(told(all)).toContain("positive_missing");
  });

  it("is refuted by what arrives over TLS 1.2 nevertheless", () => {
    const { b } = SITE_SCOPE.sent;
    const all = rounds(SITE_SCOPE, ({ tls, kind }) =>
      tls === "1.2" && kind === "forged-beside" ? arrived(b) : undefined,
    );
    expect(words(evaluate(all, SITE_SCOPE))).toBe("p r clean");
  });
});

describe("a connection whose TLS asks for another name", () => {
  const isSideways = ({ sideways }: Shot): boolean => sideways !== undefined;

  it.each<[string, Outcome]>([
    ["no such name", failure("ERR_SSL_TLSV1_UNRECOGNIZED_NAME")],
    ["no HTTP/2", NO_PROTOCOL],
    ["a reset", failure("ECONNRESET")],
    ["time-out", timedOut],
    ["another's certificate", failure("UNABLE_TO_GET_ISSUER_CERT_LOCALLY")],
    ["misdirected", { answer: response(421), arrival: undefined }],
    ["another's site", { answer: response(200), arrival: undefined }],
  ])("may be turned down as the front end likes: %s", (_title, outcome) => {
    const change = (shot: Shot): Outcome | undefined => (isSideways(shot) ? outcome : undefined);
    expect(told(rounds(SITE_SCOPE, change))).toEqual(["p p clean"]);
    // What is spoken there says nothing of the ways of the host.
    expect(told(rounds(SITE_SCOPE, (shot) => change(shot) ?? withoutHttp2(shot)))).toEqual(["p p clean"]);
  });

  it.each(oneOfEach(isSideways).map((shot) => [`${shot.kind}, ${shot.variant}`, shot] as const))(
    "must not lead in: %s",
    (_title, { nonce, kind }) => {
      const admitted = kind === "forged-sideways" ? "forged_admitted" : "no_certificate_admitted";
      const once = (outcome: Outcome): readonly string[] =>
        told(rounds(SITE_SCOPE, (shot) => (shot.nonce === nonce ? outcome : undefined)));
      expect(once(arrived())).toEqual(["r p clean", admitted]);
      expect(once(arrived(SITE_SCOPE.sent.b))).toEqual(["r r clean", "forged_header_seen", admitted]);
      expect(once(EXPIRED)).toEqual(["? ? clean", "nonce_expired"]);
    },
  );

  it("has to have been tried in every round", () => {
    for (const { nonce } of oneOfEach(isSideways)) {
      const without = rounds(SITE_SCOPE).map((round) => round.filter(({ shot }) => shot.nonce !== nonce));
      expect(told(without)).toEqual(["? ? ?", "too_few_requests"]);
    }
  });
});

describe("a client that has a hop remove the certificate header", () => {
  it("may be turned down, or lose its header", () => {
    for (const outcome of [refused, timedOut, arrived(), arrived(SITE_SCOPE.sent.a)]) {
      const all = rounds(SITE_SCOPE, ({ kind }) => (kind === "forged-hop-by-hop" ? outcome : undefined));
      expect(told(all)).toEqual(["p p clean"]);
    }
  });
});

describe("a spelling of an exclusion path that leads nowhere", () => {
  const isControl = ({ kind, variant }: Shot): boolean => kind === "certificate-excluded" && variant.includes("upper");

  it.each<[string, Outcome]>([
    ["refused", refused],
    ["silent", timedOut],
    ["an alert", ALERT],
  ])("keeps what is refused there from counting, and nothing else: %s", (_title, outcome) => {
    const findings = evaluate(
      rounds(SITE_SCOPE, (shot) => (isControl(shot) ? outcome : undefined)),
      SITE_SCOPE,
    );
    expect(words(findings)).toBe("p ? ?");
    expect(findings.reasons.map(({ question, code }) => `${question} ${code}`)).toEqual([
      "authenticity exclusion_unreached",
    ]);
  });

  it("is one also when it led to the app in other rounds, or was not tried in one", () => {
    const [odd] = rounds(SITE_SCOPE)
      .flat()
      .filter(({ shot }) => isControl(shot));
    const nonce = odd?.shot.nonce;
    expect(
      words(
        evaluate(
          rounds(SITE_SCOPE, (shot) => (shot.nonce === nonce ? refused : undefined)),
          SITE_SCOPE,
        ),
      ),
    ).toBe("p ? ?");
    const without = rounds(SITE_SCOPE).map((round) => round.filter(({ shot }) => shot.nonce !== nonce));
    expect(told(without)).toEqual(["p ? ?", "too_few_requests"]);
  });

  it("wants every form of the header", () => {
    const without = rounds(SITE_SCOPE).map((round) =>
      round.map((one) => {
        const { kind, variant } = one.shot;
        const isForm = kind === "forged-excluded" && variant.endsWith("lower case");
        return isForm ? { ...one, shot: { ...one.shot, variant: variant.replace("lower case", "one line") } } : one;
      }),
    );
    expect(told(without)).toEqual(["p ? ?", "too_few_requests"]);
  });
});

describe("a nonce that came more than once", () => {
  const replayed: Answer = { kind: "failed", code: "replayed" };

  it("costs what its request could have shown, and is told", () => {
    const one = (kind: Shot["kind"]): readonly string[] => {
      const [odd] = rounds(SITE_SCOPE)
        .flat()
        .filter(({ shot }) => shot.kind === kind);
      return told(
        rounds(SITE_SCOPE, ({ nonce }) =>
          nonce === odd?.shot.nonce ? { answer: replayed, arrival: undefined } : undefined,
        ),
      );
    };
    expect(one("forged-plain-http")).toEqual(["p ? clean", "nonce_replayed"]);
    expect(one("no-certificate")).toEqual(["? p clean", "nonce_replayed"]);
    expect(one("forged")).toEqual(["? ? clean", "nonce_replayed"]);
    expect(one("no-certificate-sideways")).toEqual(["? ? clean", "nonce_replayed"]);
    expect(one("forged-sideways")).toEqual(["? ? clean", "nonce_replayed"]);
    expect(one("forged-hop-by-hop")).toEqual(["p ? clean", "nonce_replayed"]);
    expect(one("forged-excluded")).toEqual(["p ? ?", "nonce_replayed"]);
    expect(one("certificate-excluded")).toEqual(["p ? ?", "nonce_replayed"]);
    expect(one("forged-beside")).toEqual(["? ? ?", "nonce_replayed"]);
    expect(one("certificate")).toEqual(["? ? ?", "nonce_replayed"]);
  });
});

describe("what was written over plain HTTP", () => {
  const { bPlain } = SITE_SCOPE.sent;

  it("refutes where it was written", () => {
    const all = rounds(SITE_SCOPE, ({ scheme }) => (scheme === "http" ? arrived(bPlain) : undefined));
    expect(told(all)).toEqual(["p r clean", "forged_header_seen", "plain_http_admitted"]);
  });

  it.each<[Shot["kind"], string, string]>([
    ["no-certificate", "r ? clean", "header_of_unknown_origin"],
    ["forged", "r ? clean", "header_of_unknown_origin"],
    ["forged-excluded", "p ? ?", "header_of_unknown_origin"],
    ["certificate", "p ? clean", "certificate_altered"],
    ["forged-beside", "p ? clean", "certificate_altered"],
  ])("refutes nothing in %s", (kind, expected, code) => {
    const [said, ...codes] = told(rounds(SITE_SCOPE, (shot) => (shot.kind === kind ? arrived(bPlain) : undefined)));
    expect(said).toBe(expected);
    expect(codes).toContain(code);
  });

  it("refutes nothing inside a longer run, as in a certificate made for it", () => {
    const all = rounds(SITE_SCOPE, ({ scheme }) => (scheme === "http" ? arrived(`MIIC${bPlain}`) : undefined));
    const [said, ...codes] = told(all);
    expect(said).toBe("p ? clean");
    expect(codes).toContain("header_of_unknown_origin");
  });
});
