import { describe, expect, it } from "vitest";
import { createArrivals } from "../../../src/self-check/probe/arrival.ts";
import { attest } from "../../../src/self-check/probe/attestation.ts";
import type { ProbeFindings } from "../../../src/self-check/probe/evaluate.ts";
import { MOST_NONCES, NONCE_HEADER, Nonces } from "../../../src/self-check/probe/nonces.ts";
import { ROUNDS_OF_A_PROOF } from "../../../src/self-check/probe/plan.ts";
import { ProbeKey } from "../../../src/self-check/probe/probe-key.ts";
import { type ProbingOptions, probeHosts } from "../../../src/self-check/probe/probing.ts";
import type { SendOptions } from "../../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../../src/self-check/probe/shot.ts";
import { arrivalWith, REFUSED, response, SITE, TIMED_OUT, toTls } from "./shots.ts";

const KEY = new ProbeKey("a secret of more than thirty-two octets", "shop");

/** What happens on the way, instead of what a right front end does. */
interface Happening {
  readonly answer?: Answer;
  /** How often the request comes to this process. */
  readonly times?: number;
  readonly lines?: readonly string[];
  /** Milliseconds that it takes. */
  readonly takes?: number;
  readonly isElsewhere?: boolean;
}

interface Probing {
  readonly findings: ProbeFindings;
  readonly shots: readonly Shot[];
  readonly how: readonly SendOptions[];
}

/** A probing without a network: requests with a certificate arrive with it alone, and all others are refused. */
async function probe(
  happen: (shot: Shot, index: number, a: string) => Happening | undefined = () => undefined,
  changes: Partial<ProbingOptions> = {},
): Promise<Probing> {
  let time = 0;
  const own = new Nonces({ monotonic: () => time, clock: Date.now, key: changes.key });
  const { nonces = own, arrivals = createArrivals({ nonces, headerName: "x-arr-clientcert" }) } = changes;
  const shots: Shot[] = [];
  const how: SendOptions[] = [];
  const send = async (shot: Shot, options: SendOptions): Promise<Answer> => {
    const a = options.certificatePem.replace(/-----[A-Z ]+-----|\s/g, "");
    const happening = happen(shot, shots.length, a) ?? {};
    shots.push(shot);
    how.push(options);
    time += happening.takes ?? 0;
    const { lines = shot.presentsCertificate ? [a] : [], times = shot.presentsCertificate ? 1 : 0 } = happening;
    if (happening.isElsewhere) return response(403, { attestation: attest(KEY, shot.nonce, arrivalWith(...lines)) });
    const written = [...lines.flatMap((line) => ["X-ARR-ClientCert", line]), "WAS-DEFAULT-HOSTNAME", SITE];
    for (let count = 0; count < times; count += 1) arrivals.see({ rawHeaders: [NONCE_HEADER, shot.nonce, ...written] });
    return happening.answer ?? (times > 0 ? response(404) : shot.scheme === "http" ? toTls(shot) : REFUSED);
  };
  const findings = await probeHosts({
    hosts: [{ host: SITE, port: 443, plainHttpPort: 80 }],
    hostNames: [SITE],
    frontEnd: "app-service",
    exclusionPaths: [],
    key: undefined,
    now: Date.now(),
    nonces,
    arrivals,
    send,
    ...changes,
  });
  return { findings, shots, how };
}

function codesOf({ findings }: Probing): readonly string[] {
  return [...new Set(findings.reasons.map(({ code }) => code))];
}

const LOST: Happening = { times: 0, answer: TIMED_OUT };

describe("a probing", () => {
  it("ends with its proof, after four rounds", async () => {
    const { findings, shots } = await probe();
    expect(findings).toMatchObject({ demand: "proven", authenticity: "proven", reasons: [] });
    expect(findings.isHostHeaderOverwritten).toBe(true);
    expect(shots.length % ROUNDS_OF_A_PROOF).toBe(0);
    expect(shots.filter(({ kind, variant }) => kind === "certificate" && variant === "plain")).toHaveLength(4);
  });

  it("hands on how patient it is to be", async () => {
    expect((await probe(undefined, { patienceMs: 7 })).how.every(({ patienceMs }) => patienceMs === 7)).toBe(true);
  });

  it("writes over plain HTTP a certificate of its own", async () => {
    const { shots } = await probe();
    const valuesOf = (scheme: Shot["scheme"]): ReadonlySet<string> =>
      new Set(
        shots
          .filter((shot) => shot.scheme === scheme)
          .flatMap(({ headers }) => headers.filter(([name]) => /clientcert/i.test(name)).map(([, value]) => value)),
      );
    const [plain, secure] = [valuesOf("http"), valuesOf("https")];
    expect([plain.size, secure.size]).toEqual([1, 1]);
    expect([...plain]).not.toEqual([...secure]);
  });

  it("stops at the first request when the name leads elsewhere", async () => {
    const probing = await probe(() => ({ times: 0, answer: response(404) }));
    expect(probing.shots).toHaveLength(1);
    expect(codesOf(probing)).toContain("positive_missing");
  });

  it("stops in the middle, and tells what was refuted before", async () => {
    let isForged = false;
    const probing = await probe(({ kind, headers }) => {
      if (isForged && kind === "forged-beside") return LOST;
      if (kind !== "forged") return undefined;
      isForged = true;
      return { times: 1, lines: headers.map(([, value]) => value) };
    });
    expect(probing.findings).toMatchObject({ demand: "refuted", authenticity: "refuted" });
    const plain = probing.shots.filter(({ kind, variant }) => kind === "certificate" && variant === "plain");
    expect(plain).toHaveLength(1);
    expect(probing.shots.at(-1)).toMatchObject({ kind: "forged-beside" });
  });

  it("does not stop at a request that another instance attests", async () => {
    const elsewhere = ({ presentsCertificate }: Shot): Happening | undefined =>
      presentsCertificate ? { isElsewhere: true } : undefined;
    const { findings } = await probe(elsewhere, { key: KEY });
    expect(findings).toMatchObject({ demand: "proven", authenticity: "proven" });
    expect((await probe(elsewhere)).shots).toHaveLength(1);
  });

  it("is refuted by an altered header that another instance attests", async () => {
    const { findings } = await probe(
      ({ kind, headers: [line] }, _index, a) =>
        kind === "forged-beside" ? { isElsewhere: true, lines: [`${a}, "${line?.[1]}"`] } : undefined,
      { key: KEY },
    );
    expect(findings.authenticity).toBe("refuted");
  });

  it("does not stop because the host has no HTTP/2", async () => {
    const { findings } = await probe(({ httpVersion }) =>
      httpVersion === "1.1" ? undefined : { times: 0, answer: { kind: "failed", code: "HTTP2_NOT_OFFERED" } },
    );
    expect(findings).toMatchObject({ demand: "proven", authenticity: "proven", reasons: [] });
  });

  it("goes on for the demand where only an exclusion path cannot be reached", async () => {
    const { findings } = await probe(({ kind }) => (kind === "certificate-excluded" ? LOST : undefined), {
      exclusionPaths: ["/public"],
    });
    expect(findings).toMatchObject({ demand: "proven", authenticity: "inconclusive", areExclusionsClean: undefined });
  });

  it("ends when it is called off, without another request, and says how far it came", async () => {
    const calling = new AbortController();
    let time = 0;
    const probing = await probe(
      (_shot, index) => {
        time += 20_000;
        if (index !== 9) return undefined;
        calling.abort();
        return { times: 0, answer: { kind: "failed", code: "ABORT_ERR" } };
      },
      { signal: calling.signal, monotonic: () => time },
    );
    expect(probing.shots).toHaveLength(10);
    expect(probing.findings).toMatchObject({ demand: "inconclusive", authenticity: "inconclusive" });
    expect(codesOf(probing)).toEqual(["too_slow"]);
    expect(probing.findings.reasons[0]?.message).toMatch(/: 9 of \d{3} requests were sent in 200 s\.$/);
  });

  it("called off before it began sends nothing", async () => {
    const probing = await probe(undefined, { signal: AbortSignal.abort() });
    expect(probing.shots).toEqual([]);
    expect(codesOf(probing)).toEqual(["too_slow"]);
  });

  it("is refuted by what had arrived when it was called off", async () => {
    const calling = new AbortController();
    const { findings } = await probe(
      ({ kind }) => {
        if (kind !== "no-certificate") return undefined;
        calling.abort();
        return { times: 1, answer: { kind: "failed", code: "ABORT_ERR" } };
      },
      { signal: calling.signal },
    );
    expect(findings.demand).toBe("refuted");
  });

  it("waits a shorter time where TLS asks for another name", async () => {
    const { shots, how } = await probe();
    const times = (isSideways: boolean): ReadonlySet<unknown> =>
      new Set(how.filter((_, at) => (shots[at]?.sideways !== undefined) === isSideways).map((one) => one.timeoutMs));
    expect([times(true), times(false)]).toEqual([new Set([2_000]), new Set([5_000])]);
  });
});

describe("the nonces of a probing", () => {
  it("are issued when they are needed, so that a long round does not outlive them", async () => {
    const { findings } = await probe(() => ({ takes: 900 }));
    expect(findings).toMatchObject({ demand: "proven", authenticity: "proven", reasons: [] });
  });

  it("are not used up by a round that is broken off", async () => {
    const nonces = new Nonces({ monotonic: () => 0, clock: Date.now });
    const arrivals = createArrivals({ nonces, headerName: "x-arr-clientcert" });
    const changes = { nonces, arrivals };
    for (let time = 0; time < 40; time += 1) await probe(() => LOST, changes);
    const probing = await probe(undefined, changes);
    expect(probing.findings).toMatchObject({ demand: "proven", authenticity: "proven" });
  });

  it("that have run out end it, and it says so", async () => {
    const nonces = new Nonces({ monotonic: () => 0, clock: Date.now });
    const arrivals = createArrivals({ nonces, headerName: "x-arr-clientcert" });
    for (let left = MOST_NONCES; left > 25; left -= 1) nonces.issue();
    const probing = await probe(undefined, { nonces, arrivals });
    expect(probing.shots).toHaveLength(25);
    expect(probing.findings).toMatchObject({ demand: "inconclusive", authenticity: "inconclusive" });
    expect(codesOf(probing)).toEqual(["nonces_used_up"]);
  });
});

describe("somebody who sees a nonce over plain HTTP and sends it again", () => {
  it("costs its evidence, and is told", async () => {
    const probing = await probe(({ scheme }) => (scheme === "http" ? { times: 2 } : undefined));
    expect(probing.findings).toMatchObject({ authenticity: "inconclusive" });
    expect(codesOf(probing)).toContain("nonce_replayed");
  });

  it("refutes nothing, with the header that he saw or any other", async () => {
    for (const alter of [(value: string) => `MIIC${value}`, (value: string) => `${value.replace(/=+$/, "")}AAAA`]) {
      const { findings } = await probe(({ scheme, headers }) =>
        scheme === "http" ? { times: 1, lines: headers.map(([, value]) => alter(value)) } : undefined,
      );
      expect(findings.authenticity).toBe("inconclusive");
    }
  });
});

describe("a process that was held up", () => {
  it.each<[string, (shot: Shot) => boolean, string]>([
    ["at the first", () => true, "inconclusive inconclusive"],
    ["at one without anything", ({ kind }) => kind === "no-certificate", "inconclusive proven"],
    ["at one with a header", ({ kind }) => kind === "forged", "inconclusive inconclusive"],
    ["over plain HTTP", ({ scheme }) => scheme === "http", "proven inconclusive"],
  ])("concludes nothing from the nonce that has expired meanwhile: %s", async (_title, isHeldUp, expected) => {
    let isOver = false;
    const probing = await probe((shot) => {
      if (isOver || !isHeldUp(shot)) return undefined;
      isOver = true;
      return { takes: 61_000 };
    });
    const { demand, authenticity, isContradicted } = probing.findings;
    expect(`${demand} ${authenticity}`).toBe(expected);
    expect(isContradicted).toBe(false);
    expect(codesOf(probing)).toEqual(["nonce_expired"]);
  });

  it("is refuted by what had arrived before", async () => {
    const { findings } = await probe(({ kind }, index) =>
      kind === "no-certificate" ? { times: 1 } : index === 30 ? { takes: 61_000 } : undefined,
    );
    expect(findings.demand).toBe("refuted");
  });
});
