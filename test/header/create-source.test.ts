import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSource } from "../../src/header/create-source.ts";
import type { FrontEndSettings } from "../../src/header/source.ts";
import { toPem } from "../../src/testing/certificate.ts";
import { countSteps } from "./count-steps.ts";
import { escapedPem, sha256, xfccElement } from "./envoy-writer.ts";

const [REAL, FORGED, ISSUER] = [900, 910, 920].map((length) => new Uint8Array(randomBytes(length))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const base64 = (der: Uint8Array): string => Buffer.from(der).toString("base64");

/** A front end with a header, and what it writes into it. */
interface Writer {
  readonly frontEnd: FrontEndSettings;
  readonly header: string;
  write(der: Uint8Array): string;
}

const WRITERS: readonly Writer[] = [
  { frontEnd: { name: "app-service" }, header: "X-ARR-ClientCert", write: base64 },
  {
    frontEnd: { name: "container-apps", elements: 1 },
    header: "X-Forwarded-Client-Cert",
    write: (der) => xfccElement({ chain: [der, ISSUER] }),
  },
  {
    frontEnd: { name: "application-gateway", header: "X-Gateway-Cert", verificationHeader: undefined },
    header: "X-Gateway-Cert",
    write: (der) => encodeURIComponent(toPem("CERTIFICATE", der)),
  },
  { frontEnd: { name: "rfc9440" }, header: "Client-Cert", write: (der) => `:${base64(der)}:` },
  { frontEnd: { name: "custom", header: "X-Der", encoding: "base64-der" }, header: "X-Der", write: base64 },
  {
    frontEnd: { name: "custom", header: "X-Escaped", encoding: "escaped-pem" },
    header: "X-Escaped",
    write: (der) => escapedPem(der),
  },
  {
    frontEnd: { name: "custom", header: "X-Pem", encoding: "pem" },
    header: "X-Pem",
    write: (der) => toPem("CERTIFICATE", der).trimEnd().replaceAll("\n", "\t"),
  },
];

const named = WRITERS.map((writer) => [`${writer.frontEnd.name} ${writer.header}`, writer] as const);

describe.each(named)("%s", (_, { frontEnd, header, write }) => {
  const source = createSource(frontEnd, sha256);

  test("reads what its front end writes, in any case of the name", () => {
    for (const name of [header, header.toLowerCase(), header.toUpperCase()]) {
      expect(source({ rawHeaders: ["host", "a", name, write(REAL)] })).toMatchObject({ ok: true, der: REAL });
    }
  });

  test.each([
    ["underscores for hyphens", header.replaceAll("-", "_")],
    ["a longer name", `${header}2`],
    ["a shorter name", header.slice(0, -1)],
    ["white space in the name", `${header} `],
  ])("does not read another header: %s", (__, name) => {
    expect(source({ rawHeaders: [name, write(REAL)] })).toMatchObject({ code: "header_missing", details: { header } });
    expect(source({ rawHeaders: [name, write(FORGED), header, write(REAL)] })).toMatchObject({ der: REAL });
  });

  test("reads no other front end's header, and not the connection", () => {
    const lines = WRITERS.filter((other) => other.header !== header).flatMap((other) => [
      other.header,
      other.write(FORGED),
    ]);
    const socket = { getPeerCertificate: () => ({ raw: Buffer.from(FORGED) }) };
    expect(source({ rawHeaders: lines, socket })).toMatchObject({ code: "header_missing" });
    expect(source({ rawHeaders: [...lines, header, write(REAL)], socket })).toMatchObject({ ok: true, der: REAL });
  });

  const piece = fc.constantFrom(
    ...[",", ";", ":", '"', "\\", " ", "\t", "%", "%2C", "=", "-----", "Cert=", "Hash=", 'By="', "x", ""],
    write(FORGED),
    write(REAL),
    base64(FORGED),
    escapedPem(FORGED),
  );
  const made = fc.array(piece, { maxLength: 5 }).map((parts) => parts.join(""));

  test("accepts no certificate but the front end's, whatever a client writes round it", () => {
    let accepted = 0;
    const line = fc.tuple(fc.constantFrom(header, header.toLowerCase(), header.replaceAll("-", "_"), "X-Other"), made);
    const glue = fc.constantFrom(",", ", ", "; ");
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 2 }),
        made,
        glue,
        fc.constantFrom("beside", "behind"),
        (lines, own, by, how) => {
          const value = how === "beside" ? write(REAL) : `${own}${by}${write(REAL)}`;
          const rawHeaders = [...lines.flat(), header, value];
          const result = source({ rawHeaders });
          if (!result.ok) return;
          accepted += 1;
          expect(result.der).toEqual(REAL);
        },
      ),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("never throws, and gives nothing that shares memory with the next request", () => {
    fc.assert(
      fc.property(fc.oneof(made, fc.string({ unit: "binary" })), (value) => {
        expect(source({ rawHeaders: [header, value] })).toHaveProperty("ok");
      }),
      { numRuns: 300 },
    );
    const [first, second] = [
      source({ rawHeaders: [header, write(REAL)] }),
      source({ rawHeaders: [header, write(REAL)] }),
    ];
    if (!first.ok || !second.ok) throw new Error("refused");
    first.der.fill(0);
    expect(second.der).toEqual(REAL);
  });
});

describe("hostile values cost in proportion to their length", () => {
  const hash = `Hash=${sha256(REAL)}`;
  const units = [
    ",",
    "%",
    '"',
    ";",
    "\\",
    "=",
    " ",
    "\t",
    ":",
    "-",
    "A",
    "a=",
    "By=;",
    "By=,",
    "By=a;",
    'By="";',
    '\\"',
    "%0A",
  ];
  const blocks = [
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
  ];
  const heads = [
    "",
    'By="',
    `${hash};Cert="`,
    `${hash};Cert="${escapedPem(REAL)}";Chain="${escapedPem(REAL)}`,
    ":",
    "-----BEGIN CERTIFICATE-----",
  ];
  const tails = ["", '"', ":", "-----END CERTIFICATE-----"];
  const values = heads.flatMap((head) =>
    [...units, ...blocks].flatMap((unit) => tails.map((tail) => ({ head, unit, tail }))),
  );
  const hostileValue = ({ head, unit, tail }: (typeof values)[number], length: number): string =>
    `${head}${unit.repeat(Math.ceil(length / unit.length))}`.slice(0, length - tail.length) + tail;
  /** Each character may be looked at a few times, by one check after the other. */
  const OFTEN = 20;

  test.each(named)("%s", (_, { frontEnd, header }) => {
    const source = createSource(frontEnd, sha256);
    for (const shape of values) {
      for (const length of shape.tail === "" ? [4000, 24_576] : [4000]) {
        const value = hostileValue(shape, length);
        const steps = countSteps(() => source({ rawHeaders: [header, value] }));
        expect(steps, `${shape.head.slice(0, 12)} ${shape.unit} ${shape.tail} ${length}`).toBeLessThan(OFTEN * length);
      }
    }
  });

  test("in a chain of many lines", () => {
    const source = createSource({ name: "rfc9440" }, sha256);
    for (const unit of [",", ":", " ", ":AA==:,", ";"]) {
      const line = unit.repeat(Math.floor(1024 / unit.length));
      const rawHeaders = ["Client-Cert", ":AA==:", ...Array(60).fill(["Client-Cert-Chain", line]).flat()];
      expect(
        countSteps(() => source({ rawHeaders })),
        unit,
      ).toBeLessThan(OFTEN * 61_440);
    }
  });
});
