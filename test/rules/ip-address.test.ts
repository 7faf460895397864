import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpAddress, parseIpAddress } from "../../src/rules/ip-address.ts";

const addresses = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended());
const nearly = fc
  .tuple(
    addresses,
    fc.nat(20),
    fc.constantFrom("", ":", "::", ".", "0", "00", "f", "g", "255", "256", "/", "[", " ", "-1", "1.2.3.4"),
  )
  .map(([text, at, more]) => text.slice(0, at) + more + text.slice(at));
const anything = fc
  .array(fc.constantFrom("0", "1", "f", "00", "255", ":", "::", ".", "1.2.3.4", "ffff"), { maxLength: 17 })
  .map((parts) => parts.join(""));

describe("parseIpAddress", () => {
  it("takes what node:net takes", () => {
    fc.assert(
      fc.property(fc.oneof(addresses, nearly, anything), (text) => {
        const length = parseIpAddress(text)?.length ?? 0;
        expect(length).toBe({ 0: 0, 4: 4, 6: 16 }[isIP(text)]);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["0.0.0.0", [0, 0, 0, 0]],
    ["10.0.0.255", [10, 0, 0, 255]],
    ["::", new Array(16).fill(0)],
    ["::1", [...new Array(15).fill(0), 1]],
    ["2001:DB8::a", [0x20, 1, 0x0d, 0xb8, ...new Array(11).fill(0), 10]],
    ["::ffff:1.2.3.4", [...new Array(10).fill(0), 255, 255, 1, 2, 3, 4]],
    ["1:2:3:4:5:6:7::", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
  ])("%s", (text, octets) => {
    expect([...(parseIpAddress(text) ?? [])]).toEqual(octets);
  });

  it.each([
    "",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.4/32",
    "1.2.3.4:443",
    " 1.2.3.4",
    "0x1.2.3.4",
    "::1%eth0",
    "fe80::1%1",
    "[::1]",
    "1::2::3",
    "1:2:3:4::5:6:7:8",
    ":1",
    "1.2.3.4::",
    "::1.2.3.4:1",
    "\u0661.2.3.4",
  ])("refuses %j", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});

describe("formatIpAddress", () => {
  it("writes what is read as the same octets", () => {
    const octets = fc
      .constantFrom(4, 16)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length, max: 2 }));
    fc.assert(
      fc.property(octets, (address) => {
        expect(parseIpAddress(formatIpAddress(address) ?? "")).toEqual(address);
      }),
    );
  });

  it.each(["::", "::1", "1::", "1:0:0:2::3", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "1:0:3:4:5:6:7:8", "10.0.0.1"])(
    "%s as RFC 5952 says",
    (text) => {
      expect(formatIpAddress(parseIpAddress(text) ?? new Uint8Array())).toBe(text);
    },
  );

  it("knows no address of another length", () => {
    for (const length of [0, 1, 5, 8, 15, 17, 32]) expect(formatIpAddress(new Uint8Array(length))).toBeUndefined();
  });
});
