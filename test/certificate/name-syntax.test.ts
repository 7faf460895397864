import { describe, expect, it } from "vitest";
import { implicit } from "../../src/asn1/writer.ts";
import { hasWellFormedNames, hasWellFormedSubtrees, isDnsName, isMailbox } from "../../src/certificate/name-syntax.ts";
import type { GeneralNameInput } from "../../src/testing/index.ts";
import { octets } from "../asn1/octets.ts";
import { parsed } from "./minting.ts";

const label63 = "a".repeat(63);

describe("isDnsName", () => {
  it.each([
    "a",
    "A",
    "1a",
    "localhost",
    "a.example",
    "a-b.example",
    "a--b.example",
    "xn--caf-dma.example",
    "1.example",
    "3com.com",
    "1.2.3.a4",
    label63,
    `${label63}.${label63}.${label63}.${"a".repeat(61)}`,
  ])("%s", (name) => {
    expect(isDnsName(name)).toBe(true);
  });

  it.each([
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "-a",
    "a-",
    "a.-b.c",
    "a_b",
    "a b",
    " a",
    "a\n",
    "a\u0000b",
    "*",
    "*.a",
    "a.*",
    "caf\u00e9",
    "a/b",
    "a:80",
    "[::1]",
    "1",
    "10.0.0.1",
    "a.1",
    `${label63}a`,
    `${label63}.${label63}.${label63}.${"a".repeat(62)}`,
    "a.".repeat(10_000),
  ])("not %j", (name) => {
    expect(isDnsName(name)).toBe(false);
  });
});

describe("isMailbox", () => {
  it.each(["a@b", "a.b@c.example", "a+tag@b.example", "!#$%&'*+/=?^_`{|}~-@b", "A1@B2.c"])("%s", (mailbox) => {
    expect(isMailbox(mailbox)).toBe(true);
  });

  it.each([
    "",
    "@",
    "a",
    "a@",
    "ab",
    "a.example",
    "@b",
    "a@b@c",
    ".a@b",
    "a.@b",
    "a..b@c",
    "a b@c",
    '"a b"@c',
    "a\n@b",
    "a@b\n",
    "a@b\u0000.c",
    "caf\u00e9@b",
    "a@[1.2.3.4]",
    "a@1.2.3.4",
    "a,b@c",
    "A <a@b>",
    "mailto:a@b",
    `${"a.".repeat(30_000)}@b`,
  ])("not %j", (mailbox) => {
    expect(isMailbox(mailbox)).toBe(false);
  });
});

const wellFormed = (input: GeneralNameInput) => hasWellFormedNames(parsed({ subjectAltName: [input] }));
const address = (hexadecimal: string) => implicit(7, octets(hexadecimal));

describe("subjectAltName", () => {
  it.each<GeneralNameInput>([
    "dns:a.example",
    "dns:*.a.example",
    "email:a@b.example",
    "uri:https://a.example/b?c#d",
    "uri:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "uri:spiffe://a/b",
    "ip:10.0.0.1",
    "ip:::1",
    "dirname:CN=a",
    "rid:1.2.3",
    "upn:anything at all",
  ])("well-formed: %s", (input) => {
    expect(wellFormed(input)).toBe(true);
  });

  it.each<GeneralNameInput>([
    "dns:",
    "dns:*",
    "dns:*.",
    "dns:*.*.a",
    "dns:a*.b",
    "dns:.a",
    "dns:a.",
    "dns: a",
    "dns:10.0.0.1",
    "dns:a\u0000.b",
    "email:a",
    "email:",
    "email:a@",
    "email:.b",
    "uri:",
    "uri:a",
    "uri:/a/b",
    "uri://a/b",
    "uri:1a:b",
    "uri:a:",
    "uri:a:b c",
    "uri:a:b\n",
    "uri:a:\u0000",
    address(""),
    address("0a 00 00"),
    address("0a 00 00 01 ff"),
    address("0a 00 00 00 ff 00 00 00"),
    address("00".repeat(32)),
  ])("not well-formed: %j", (input) => {
    expect(wellFormed(input)).toBe(false);
  });

  it("absent is well-formed; one bad name among good ones is not", () => {
    expect(hasWellFormedNames(parsed())).toBe(true);
    expect(hasWellFormedNames(parsed({ subjectAltName: ["dns:a", "dns:", "dns:b"] }))).toBe(false);
  });
});

describe("subtrees", () => {
  const bothWays = (input: GeneralNameInput) => [
    hasWellFormedSubtrees(parsed({ nameConstraints: { permitted: [input] } })),
    hasWellFormedSubtrees(parsed({ nameConstraints: { excluded: [input] } })),
  ];

  it.each<GeneralNameInput>([
    "dns:a.example",
    "dns:",
    "email:a@b.example",
    "email:b.example",
    "email:.b.example",
    "uri:a.example",
    "uri:.a.example",
    "ip:10.0.0.0/8",
    "ip:2001:db8::/32",
    "ip:0.0.0.0/0",
    "ip:10.0.0.1/32",
    "dirname:O=a",
  ])("well-formed: %s", (input) => {
    expect(bothWays(input)).toEqual([true, true]);
  });

  it.each<GeneralNameInput>([
    "dns:.a.example",
    "dns:*.a.example",
    "dns:a_b",
    "email:",
    "email:@b",
    "email:a@.b",
    "email:..b",
    "uri:https://a.example",
    "uri:",
    "uri:..a",
    "uri:10.0.0.1",
    "ip:10.0.0.1",
    address(""),
    address("00".repeat(9)),
    address("0a 00 00 00 ff 00 ff 00"),
    address("0a 00 00 00 00 ff ff ff"),
    address("0a 00 00 00 fd 00 00 00"),
    address(`${"00".repeat(16)} ${"00".repeat(15)} 01`),
    address("00".repeat(16)),
  ])("not well-formed: %j", (input) => {
    expect(bothWays(input)).toEqual([false, false]);
  });

  it("absent are well-formed; one bad subtree among good ones is not", () => {
    expect(hasWellFormedSubtrees(parsed())).toBe(true);
    const nameConstraints = { permitted: ["dns:a"], excluded: ["dns:b", "dns:."] };
    expect(hasWellFormedSubtrees(parsed({ nameConstraints }))).toBe(false);
  });
});
