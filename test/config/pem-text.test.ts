import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsPemMarker, holdsPrivateKeyMarker } from "../../src/config/pem-text.ts";

const PIECES = [
  "BEGIN",
  "END",
  " ",
  "-",
  "--",
  "-----",
  "\n",
  "\\n",
  "PRIVATE",
  "KEY",
  "RSA ",
  "A",
  "a",
  "1",
  ".",
  "#",
  ";",
];

/** Texts of some 60 characters in which markers are often whole, nearly whole, and inside one another. */
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(""));

describe("markers", () => {
  it("of PEM are BEGIN or END behind dashes, or with a label before dashes", () => {
    const plain = /-{2,}\s*(?:BEGIN|END)\s*[A-Z0-9 .#]*|\b(?:BEGIN|END) [A-Z0-9 .#]+-{2,}/;
    fc.assert(
      fc.property(texts, (text) => {
        expect(holdsPemMarker(text)).toBe(plain.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("of a private key are PRIVATE KEY in a label that BEGIN or END opens", () => {
    const plain = /(?:BEGIN|END)[A-Z0-9 ]*PRIVATE\s*KEY/;
    fc.assert(
      fc.property(texts, (text) => {
        expect(holdsPrivateKeyMarker(text)).toBe(plain.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"])(
    "of %s are found in any line ends",
    (label) => {
      for (const end of ["\n", "\r\n", "\\n", " ", ""]) {
        const text = `-----BEGIN ${label}-----${end}MIIC${end}-----END ${label}-----`;
        expect([holdsPemMarker(text), holdsPrivateKeyMarker(text)]).toEqual([true, true]);
      }
    },
  );

  // Each would take minutes if the rest were read again from every beginning.
  it.each<[string, string]>([
    ["labels that never end", "BEGIN ".repeat(250_000)],
    ["labels that run into each other", "BEGINEND".repeat(250_000)],
    ["labels that end in one dash", "BEGIN A-".repeat(250_000)],
    ["halves of a key", "BEGIN PRIVATE ".repeat(150_000)],
    ["halves of a key with much space", `BEGIN ${`PRIVATE${" ".repeat(50)}`.repeat(30_000)}`],
    ["dashes and space", "--   \n".repeat(250_000)],
    ["dashes", "-".repeat(1_500_000)],
    ["space behind dashes", `--${" ".repeat(1_500_000)}`],
  ])("are looked for once along the text: %s", (_title, text) => {
    expect([holdsPemMarker(text), holdsPrivateKeyMarker(text)]).toEqual([false, false]);
  });
});
