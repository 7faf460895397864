import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AppProbe, createAppProbe } from "../../src/self-check/app-probe.ts";
import { MOST_EXCLUSION_PATHS, type ProbeScope, planProof } from "../../src/self-check/probe/plan.ts";
import type { Answer, Shot } from "../../src/self-check/probe/shot.ts";
import type { ProbeWord } from "../../src/self-check/witness.ts";
import { readProjectFile } from "../house/repository.ts";
import { fakeTimersWithoutRejections, site, value } from "./parts.ts";

fakeTimersWithoutRejections();

const OWN = "one.example";
const WRITTEN = "two.example";
const THIRD = "three.example";

let probe: AppProbe | undefined;
let sent: Shot[] = [];

beforeEach(() => {
  sent = [];
});

afterEach(() => probe?.close());

/** Answers every request by itself; what is undefined arrives. */
function probing(answer: (shot: Shot) => Answer | undefined, milliseconds: number): Promise<ProbeWord> {
  const made = createAppProbe({
    host: { siteName: "shop", slotName: undefined },
    environment: { WEBSITE_HOSTNAME: OWN },
    publicHost: { host: WRITTEN, port: 443 },
    ...{ key: undefined, plainHttpPort: 80, ca: undefined },
    monotonic: () => Date.now(),
    clock: Date.now,
    send: async (shot) => {
      sent.push(shot);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      const given = answer(shot);
      if (given === undefined) made.see({ rawHeaders: ["azure-client-cert-probe", shot.nonce] });
      return given ?? FORBIDDEN;
    },
  });
  probe = made;
  return made.probe([site({ hostNames: [OWN, WRITTEN], defaultHostName: value(THIRD) })]);
}

const FORBIDDEN: Answer = {
  ...{ kind: "response", httpVersion: "1.1", status: 403, contentType: undefined, location: undefined },
  ...{ markers: [], attestation: undefined },
} as unknown as Answer;
const LATE: Answer = { kind: "failed", code: "ETIMEDOUT" };

const countOf = (host: string): number => sent.filter((shot) => shot.host === host).length;

describe("the time of a probing", () => {
  it("is two minutes for a name, and four for all", async () => {
    const word = probing((shot) => (shot.presentsCertificate ? undefined : FORBIDDEN), 7_000);
    await vi.advanceTimersByTimeAsync(119_000);
    expect([countOf(WRITTEN), countOf(OWN)]).toEqual([18, 0]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([countOf(WRITTEN), countOf(OWN)]).toEqual([18, 1]);
    await vi.advanceTimersByTimeAsync(150_000);
    expect(countOf(THIRD)).toBe(0);
    expect(await word).toMatchObject({ authenticity: "inconclusive" });
    expect(countOf(OWN)).toBe(17);
  });

  it("leaves no timer behind", async () => {
    const word = probing(() => FORBIDDEN, 1);
    await vi.advanceTimersByTimeAsync(10);
    await word;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a first request that comes to nothing", () => {
  const sentTo = async (answer: Answer, isOnce: boolean): Promise<number> => {
    const word = probing((shot) => (countOf(shot.host) === 1 || !isOnce ? answer : FORBIDDEN), 1);
    await vi.advanceTimersByTimeAsync(60_000);
    await word;
    return countOf(WRITTEN);
  };

  it.each<[string, Answer, number]>([
    ["a time-out", LATE, 2],
    ["a reset", { kind: "failed", code: "ECONNRESET" }, 2],
    ["a name that nobody has", { kind: "failed", code: "ENOTFOUND" }, 1],
    ["nobody who listens", { kind: "failed", code: "ECONNREFUSED" }, 1],
    ["an answer of somebody else", FORBIDDEN, 1],
  ])("is tried once more after a while, when it may be chance: %s", async (_title, answer, count) => {
    expect(await sentTo(answer, false)).toBe(count);
  });

  it("is tried no more once the probe is closed", async () => {
    const word = probing(() => LATE, 1);
    await vi.advanceTimersByTimeAsync(500);
    probe?.close();
    await word;
    expect(sent).toHaveLength(1);
  });
});

describe("docs/self-check.md", () => {
  const DOC = readProjectFile("docs/self-check.md");

  function requests(scope: Partial<ProbeScope>, over?: "tls" | "plain-http"): number {
    const hosts = [{ host: OWN, port: 443, plainHttpPort: 80, over }];
    const base = { hosts, frontEnd: "app-service", hostNames: [OWN], exclusionPaths: [] } as const;
    return planProof({ ...base, ...scope, sent: { b: "b", bPlain: "c" } }).length;
  }

  it("says how many requests there are", () => {
    const paths = Array.from({ length: MOST_EXCLUSION_PATHS }, (_, index) => `/path-${index}`);
    const few = requests({});
    const many = requests({ exclusionPaths: paths });
    expect(DOC.replaceAll("\n", " ")).toContain(
      `On App Service ${few} for a name that proves everything, ${requests({ exclusionPaths: undefined })} where nobody ` +
        `told the exclusion paths, ${(many - few) / paths.length} more for each exclusion path, and ${many} with eight`,
    );
    const inside = { frontEnd: "container-apps" } as const;
    const doors = requests(inside, "tls") + requests(inside, "plain-http");
    expect(DOC.replaceAll("\n", " ")).toContain(
      `On Container Apps ${requests(inside)} for each public name, and ${doors} for the doors of the neighbours`,
    );
  });
});
