import { expect, it } from "vitest";
import { createValidator } from "../../src/create-validator.ts";
import { createAuthority, createFakeClock, headerFor, toRawHeaders } from "../../src/testing/index.ts";

const START = Date.UTC(2030, 0, 1);

it.each([START, new Date(START), "2030-01-01"])("starts where it is told: %s", (start) => {
  expect(createFakeClock(start).now()).toBe(START);
});

it("starts now, and stands still", () => {
  const before = Date.now();
  const { now } = createFakeClock();
  expect(now()).toBeGreaterThanOrEqual(before);
  expect(now()).toBeLessThanOrEqual(Date.now());
  expect(now()).toBe(now());
});

it("moves by what it is told, and back when it is set", () => {
  const clock = createFakeClock(START);
  clock.advance(1500);
  clock.advance(0);
  expect(clock.now()).toBe(START + 1500);
  clock.set("2020-01-01");
  expect(clock.now()).toBe(Date.UTC(2020, 0, 1));
});

it.each([Number.NaN, "tomorrow", new Date("x"), Number.POSITIVE_INFINITY])(
  "is never set to what is no time: %s",
  (wrong) => {
    expect(() => createFakeClock(wrong)).toThrow(RangeError);
    const clock = createFakeClock(START);
    expect(() => clock.set(wrong)).toThrow(RangeError);
    expect(clock.now()).toBe(START);
  },
);

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("does not advance by %s", (milliseconds) => {
  const clock = createFakeClock(START);
  expect(() => clock.advance(milliseconds)).toThrow(RangeError);
  expect(clock.now()).toBe(START);
});

it("is what a validator's clock option takes", () => {
  const authority = createAuthority({ notBefore: new Date("2029-01-01"), notAfter: new Date("2032-01-01") });
  const certificate = authority.issue({ notBefore: new Date("2029-06-01"), notAfter: new Date("2030-06-01") });
  const rawHeaders = toRawHeaders(headerFor("app-service", certificate));
  const clock = createFakeClock(START);
  const validator = createValidator({ trustAnchors: authority.pem, allow: "any-from-anchors", clock: clock.now });
  expect(validator.validate({ rawHeaders }).ok).toBe(true);
  clock.set("2030-07-01");
  expect(validator.validate({ rawHeaders })).toMatchObject({ ok: false, code: "certificate_expired" });
});
