import { expect, it } from "vitest";
import { closest } from "../../src/rules/closest.ts";

const MEMBERS = ["name", "issuer", "subject", "san", "thumbprint", "key", "extendedKeyUsage"];

it.each([
  ["subjct", "subject"],
  ["subjects", "subject"],
  ["Subject", "subject"],
  ["sujbect", "subject"],
  ["sna", "san"],
  ["ke", "key"],
  ["thumbprints", "thumbprint"],
  ["extendedkeyusage", "extendedKeyUsage"],
])("%s is near %s", (word, meant) => {
  expect(closest(word, MEMBERS)).toBe(meant);
});

it.each(["", "x", "dns", "subjectAltName", "thumb"])("%j is near none", (word) => {
  expect(closest(word, MEMBERS)).toBeUndefined();
});
