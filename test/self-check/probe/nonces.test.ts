import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_NONCES, Nonces } from "../../../src/self-check/probe/nonces.ts";
import { ProbeKey } from "../../../src/self-check/probe/probe-key.ts";

const SECRET = "a secret of more than thirty-two octets";

const OWN = { issuer: "this-process", isFirst: true };
const FOREIGN = { issuer: "another-instance", isFirst: true };

/** One process's nonces, on clocks that the test moves. */
function createProcess(key?: ProbeKey, epoch = 1_800_000_000_000) {
  const time = { monotonic: 5_000, epoch };
  const nonces = new Nonces({ monotonic: () => time.monotonic, clock: () => time.epoch, key });
  const pass = (milliseconds: number): void => {
    time.monotonic += milliseconds;
    time.epoch += milliseconds;
  };
  return { nonces, time, pass };
}

function keyOf(scope = "shop", secret = SECRET): ProbeKey {
  return new ProbeKey(secret, scope);
}

describe("a nonce of this process", () => {
  it("is good once", () => {
    const { nonces } = createProcess();
    const nonce = nonces.issue();
    expect(nonces.take(nonce)).toEqual(OWN);
    expect(nonces.take(nonce)).toEqual({ ...OWN, isFirst: false });
    expect(nonces.take(nonce)).toEqual({ ...OWN, isFirst: false });
  });

  it("is 128 random bits that fit a header", () => {
    const { nonces } = createProcess();
    const issued = Array.from({ length: 100 }, () => nonces.issue());
    expect(new Set(issued).size).toBe(100);
    for (const nonce of issued) expect(nonce).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  it("lives a minute on the clock that is never set", () => {
    const { nonces, time } = createProcess();
    const [early, late] = [nonces.issue(), nonces.issue()];
    time.epoch += 1e12;
    time.monotonic += 59_999;
    expect(nonces.isLive(early)).toBe(true);
    expect(nonces.take(early)).toEqual(OWN);
    time.monotonic += 1;
    expect(nonces.isLive(late)).toBe(false);
    expect(nonces.take(late)).toBeUndefined();
  });

  it("is a stranger's once it is given up", () => {
    const { nonces } = createProcess(keyOf());
    const nonce = nonces.issue();
    nonces.forget();
    expect(nonces.isLive(nonce)).toBe(false);
    expect(nonces.take(nonce)).toBeUndefined();
  });

  it("does not become another instance's when its own time is over", () => {
    const { nonces, pass } = createProcess(keyOf());
    const nonce = nonces.issue();
    for (let second = 0; second < 240; second += 1) {
      pass(1000);
      nonces.issue();
      expect(nonces.take(nonce)?.issuer).not.toBe("another-instance");
    }
  });

  it("is issued a bounded number of times, and again when old ones are gone", () => {
    const { nonces, pass } = createProcess();
    for (let count = 0; count < MOST_NONCES; count += 1) nonces.issue();
    expect(() => nonces.issue()).toThrow(RangeError);
    pass(181_000);
    expect(nonces.take(nonces.issue())).toEqual(OWN);
  });
});

describe("a nonce of a stranger", () => {
  it.each([["", "AAAAAAAAAAAAAAAAAAAAAA", "__proto__", "constructor", "hasOwnProperty", "a".repeat(60_000)]])(
    "is nobody's: %s",
    (...strange) => {
      for (const nonces of [createProcess().nonces, createProcess(keyOf()).nonces]) {
        nonces.issue();
        for (const nonce of strange) expect(nonces.take(nonce)).toBeUndefined();
      }
    },
  );

  it("is nobody's, whatever it is", () => {
    const { nonces } = createProcess(keyOf());
    fc.assert(fc.property(fc.string(), (nonce) => nonces.take(nonce) === undefined));
    const shaped = fc.tuple(fc.base64String({ minLength: 24, maxLength: 24 }), fc.nat(2_000_000_000));
    fc.assert(
      fc.property(shaped, ([random, seconds]) => {
        const nonce = `${random.slice(0, 22)}.${seconds}.${"A".repeat(43)}`;
        return nonces.take(nonce) === undefined;
      }),
    );
  });

  it("leaves nothing behind", () => {
    const { nonces } = createProcess(keyOf());
    for (let count = 0; count < MOST_NONCES + 1; count += 1) nonces.take(`${count}`.padStart(22, "x"));
    expect(nonces.take(nonces.issue())).toEqual(OWN);
  });
});

describe("a nonce of another instance", () => {
  it("is unknown without a key on either side", () => {
    expect(createProcess().nonces.take(createProcess(keyOf()).nonces.issue())).toBeUndefined();
    expect(createProcess(keyOf()).nonces.take(createProcess().nonces.issue())).toBeUndefined();
  });

  it("is known by the key, and good once at each instance", () => {
    const nonce = createProcess(keyOf()).nonces.issue();
    const { nonces } = createProcess(keyOf());
    expect(nonces.take(nonce)).toEqual(FOREIGN);
    expect(nonces.take(nonce)).toEqual({ ...FOREIGN, isFirst: false });
    expect(createProcess(keyOf()).nonces.take(nonce)).toEqual(FOREIGN);
    expect(nonces.isLive(nonce)).toBe(false);
  });

  it("is unknown to another key and to another host with the same secret", () => {
    const nonce = createProcess(keyOf()).nonces.issue();
    expect(createProcess(keyOf("shop", `${SECRET}.`)).nonces.take(nonce)).toBeUndefined();
    expect(createProcess(keyOf("shop/staging")).nonces.take(nonce)).toBeUndefined();
  });

  it.each([
    [-60, true],
    [-61, false],
    [120, true],
    [121, false],
  ])("is judged by clocks that differ: %i s later it is known: %s", (seconds, isKnown) => {
    const nonce = createProcess(keyOf()).nonces.issue();
    const { nonces } = createProcess(keyOf(), 1_800_000_000_000 + seconds * 1000);
    expect(nonces.take(nonce) !== undefined).toBe(isKnown);
  });

  it("never comes a second time as the first, as long as its HMAC counts", () => {
    const issuer = createProcess(keyOf());
    const { nonces, pass } = createProcess(keyOf(), issuer.time.epoch - 60_000);
    const nonce = issuer.nonces.issue();
    expect(nonces.take(nonce)).toEqual(FOREIGN);
    for (let second = 0; second < 200; second += 1) {
      pass(1000);
      issuer.pass(1000);
      nonces.take(issuer.nonces.issue());
      expect(nonces.take(nonce)?.isFirst ?? false).toBe(false);
    }
  });

  it("is unknown when any character of it is another", () => {
    const nonce = createProcess(keyOf()).nonces.issue();
    const { nonces } = createProcess(keyOf());
    for (let at = 0; at < nonce.length; at += 1) {
      const other = nonce[at] === "1" ? "2" : "1";
      expect(nonces.take(nonce.slice(0, at) + other + nonce.slice(at + 1))).toBeUndefined();
      expect(nonces.take(nonce.slice(0, at))).toBeUndefined();
    }
    for (const end of ["=", " ", ".", "\n", "A"]) expect(nonces.take(nonce + end)).toBeUndefined();
    expect(nonces.take(nonce)).toEqual(FOREIGN);
  });

  it("is not taken when there is no room to remember it", () => {
    const { nonces, pass } = createProcess(keyOf());
    const issuer = createProcess(keyOf());
    for (let count = 0; count < MOST_NONCES; count += 1) nonces.take(issuer.nonces.issue());
    const late = createProcess(keyOf()).nonces.issue();
    expect(nonces.take(late)).toBeUndefined();
    expect(nonces.take(nonces.issue())).toEqual(OWN);
    pass(181_000);
    expect(nonces.take(createProcess(keyOf(), issuer.time.epoch + 181_000).nonces.issue())).toEqual(FOREIGN);
  });
});

describe("the probe's key", () => {
  it("is not shorter than its HMAC, and is never quoted", () => {
    expect(() => new ProbeKey("hunter2", "shop")).toThrow(/^a probe key is at least 32 octets long$/);
    expect(() => new ProbeKey("\u00e9".repeat(16), "shop")).not.toThrow();
  });

  it("shows nothing of itself", () => {
    const key = keyOf();
    expect(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)).not.toContain("secret");
  });

  it("signs for one end only, and only what cannot be read in two ways", () => {
    const key = keyOf();
    expect(key.verify(key.sign("nonce", "a", "b"), "nonce", "a", "b")).toBe(true);
    expect(key.verify(key.sign("nonce", "a", "b"), "seen", "a", "b")).toBe(false);
    expect(key.verify("", "nonce", "a", "b")).toBe(false);
    expect(() => key.sign("nonce", "a\nb")).toThrow(RangeError);
  });
});
