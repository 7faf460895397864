import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createContainerAppsSource } from "../../src/header/container-apps.ts";
import { escapedPem, sha256, xfccElement } from "./envoy-writer.ts";

const [REAL, FORGED, ISSUER] = [900, 910, 920].map((length) => new Uint8Array(randomBytes(length))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const FORGERY = `Hash=${sha256(FORGED)};Cert="${escapedPem(FORGED)}"`;

function read(value: string, elements = 1) {
  return createContainerAppsSource(elements, sha256)({ rawHeaders: ["X-Forwarded-Client-Cert", value] });
}

/** `real`, `forged`, `neither`, or the problem. */
function outcome(value: string, elements?: number): string {
  const result = read(value, elements);
  if (!result.ok) return "problem" in result.details ? result.details.problem : result.code;
  const who = [REAL, FORGED].findIndex((der) => Buffer.compare(der, result.der) === 0);
  return ["real", "forged"][who] ?? "neither";
}

describe("no client gets another certificate accepted", () => {
  const piece = fc.constantFrom(
    ...[
      ";",
      ",",
      "=",
      '"',
      "\\",
      '\\"',
      "\\\\",
      " ",
      "%",
      "%22",
      "Hash=",
      "Cert=",
      'Cert="',
      "Chain=",
      'Subject="',
      "URI=",
      "By=",
    ],
    FORGERY,
    `;${FORGERY}`,
    `,${FORGERY}`,
    `;Cert="${escapedPem(FORGED)}"`,
    `Cert=${escapedPem(FORGED)}`,
    `;Hash=${sha256(FORGED)}`,
    `";${FORGERY};Subject="`,
    "spiffe://a/b",
    "x",
  );
  const text = fc.oneof(
    { weight: 2, arbitrary: fc.constant("a") },
    { weight: 3, arbitrary: fc.array(piece, { maxLength: 6 }).map((parts) => parts.join("")) },
  );
  const texts = fc.array(text, { maxLength: 2 });
  const peer = fc
    .record({ commonNames: texts, uris: texts, dns: texts })
    .map((names) => ({ chain: [REAL, ISSUER], ...names }));

  test("by names in the certificate it holds", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(peer, fc.constantFrom(1, 2, 3), (client, elements) => {
        const proxies = Array.from({ length: elements - 1 }, () => xfccElement({ chain: [ISSUER] }));
        const result = outcome([xfccElement(client), ...proxies].join(","), elements);
        seen.add(result);
        expect(result).not.toMatch(/^forged|^neither/);
      }),
      { numRuns: 3000 },
    );
    // Both happened, many ways.
    expect(seen).toContain("real");
    expect(seen.size).toBeGreaterThan(6);
  });

  test("by a subject alone, whatever is in it, and is never refused for it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.string()), { maxLength: 3 }), (commonNames) => {
        expect(outcome(xfccElement({ chain: [REAL, ISSUER], commonNames }))).toBe("real");
      }),
      { numRuns: 2000 },
    );
  });

  test("by a header that the front end appends to", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(text, peer, (own, client) => {
        const result = outcome(`${own},${xfccElement(client)}`);
        seen.add(result);
        expect(result).not.toMatch(/^forged|^neither/);
      }),
      { numRuns: 3000 },
    );
    expect(seen.size).toBeGreaterThan(4);
  });
});

test("whatever is sent, nothing of it is in a finding, and nothing throws", () => {
  const hostile = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'hashcertby=;,"\\% ') }));
  fc.assert(
    fc.property(hostile, (value) => {
      for (const sent of [`secret${value}`, `${FORGERY};URI=secret${value}`, `Hash=a;Cert="secret${value}"`]) {
        const result = read(sent);
        if (!result.ok) expect(JSON.stringify(result)).not.toContain("secret");
      }
    }),
  );
});
