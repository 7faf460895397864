import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createContainerAppsSource } from "../../src/header/container-apps.ts";
import { escapedPem, sha256, xfccElement } from "./envoy-writer.ts";

const NAME = "X-Forwarded-Client-Cert";
const [REAL, FORGED, ISSUER] = [900, 910, 920].map((length) => new Uint8Array(randomBytes(length))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const HASH = `Hash=${sha256(REAL)}`;
const CERT = `Cert="${escapedPem(REAL)}"`;
const CHAIN = `Chain="${escapedPem(REAL, ISSUER)}"`;
const FORGERY = `Hash=${sha256(FORGED)};Cert="${escapedPem(FORGED)}"`;

function read(value: string, elements = 1) {
  return createContainerAppsSource(elements, sha256)({ rawHeaders: ["host", "app", NAME, value] });
}

/** `real`, `real+1` with a candidate, or the problem. */
function outcome(value: string, elements?: number): string {
  const result = read(value, elements);
  if (!result.ok) return "problem" in result.details ? result.details.problem : result.code;
  const who = [REAL, FORGED].findIndex((der) => Buffer.compare(der, result.der) === 0);
  return `${["real", "forged"][who] ?? "neither"}${result.candidates === undefined ? "" : `+${result.candidates.length}`}`;
}

describe("what Envoy writes is read", () => {
  test.each([
    ["Hash, Cert and Chain, as Azure documents", `${HASH};${CERT};${CHAIN}`, "real+1"],
    ["the same with the semicolon of Azure's example at the end", `${HASH};${CERT};${CHAIN};`, "real+1"],
    ["without Chain", `${HASH};${CERT}`, "real"],
    ["a Chain of the certificate alone", `${HASH};${CERT};Chain="${escapedPem(REAL)}"`, "real"],
    ["an empty Chain", `${HASH};${CERT};Chain=""`, "real"],
    ["another order", `${CHAIN};${CERT};${HASH}`, "real+1"],
    ["keys in any case", `${HASH.replace("Hash", "hASH")};${CERT.replace("Cert", "CERT")}`, "real"],
    ["a hash in upper case", `Hash=${sha256(REAL).toUpperCase()};${CERT}`, "real"],
    ["a quoted hash", `Hash="${sha256(REAL)}";${CERT}`, "real"],
    ["an unquoted certificate", `${HASH};Cert=${escapedPem(REAL)}`, "real"],
    ["several By, URI and DNS", `By=a;By=b;${HASH};${CERT};URI=a;URI=b;DNS=c;DNS=d`, "real"],
    ["By, URI and DNS without a value", `By=;${HASH};${CERT};URI=;DNS=`, "real"],
    ["an empty Subject", `${HASH};${CERT};Subject=""`, "real"],
    ["an equals sign in a URI", `${HASH};${CERT};URI=spiffe://a/b?c=d`, "real"],
    ["a backslash in a URI", `${HASH};${CERT};URI=a\\`, "real"],
    ["line ends of two characters", `${HASH};Cert="${escapedPem(REAL).replaceAll("%0A", "%0D%0A")}"`, "real"],
    ["a PEM with all characters escaped", `${HASH};Cert="${escapeAll(escapedPem(REAL))}"`, "real"],
    ["a plus sign as it is", `${HASH};Cert="${escapedPem(REAL).replaceAll("%2B", "+")}"`, "real"],
  ])("%s", (_, value, expected) => {
    expect(outcome(value)).toBe(expected);
  });

  test.each([
    ["separators", `${HASH};${CERT};Subject="CN=a,O=b;c=d"`],
    ["a certificate", `${HASH};${CERT};Subject="CN=x\\;Cert=\\"${escapedPem(FORGED)}\\"";DNS=a`],
    ["a certificate before the real one", `Subject="CN=;${FORGERY.replaceAll('"', '\\"')}";${HASH};${CERT}`],
    ["an element", `${HASH};${CERT};Subject="CN=a,${FORGERY.replaceAll('"', '\\"')}"`],
    ["a quotation mark at its end", `${HASH};${CERT};Subject="CN=a\\"";DNS=b`],
    ["a backslash at its end", `${HASH};${CERT};Subject="CN=a\\\\";DNS=b`],
  ])("a quoted Subject may hold %s", (_, value) => {
    expect(outcome(value)).toBe("real");
  });
});

const TWICE = "one of its elements has a key twice";
const UNKNOWN = "it holds something other than a known key and its value";
const STRAY = "it holds a quotation mark inside a value";
const BEHIND = "one of its quoted values has something behind it";
const OPEN = "one of its quotation marks is never closed";
const count = (elements: number, expected = 1) =>
  `it has ${elements} elements, and ${expected} is how many proxies write one`;
const MISMATCH = "its Hash is not that of its Cert";
const FIRST = "its Chain does not begin with its Cert";
const NO_PEM = "it is not one PEM block with the label CERTIFICATE";

describe("what Envoy does not write refuses", () => {
  test.each([
    ["a certificate in an unquoted URI", `${HASH};${CERT};URI=x;Cert="${escapedPem(FORGED)}"`, TWICE],
    ["a certificate in an unquoted DNS", `${HASH};${CERT};DNS=x;Cert=${escapedPem(FORGED)}`, TWICE],
    ["a certificate in an unquoted By, before the real one", `By=x;${FORGERY};${HASH};${CERT}`, TWICE],
    ["an element in an unquoted URI", `${HASH};${CERT};URI=x,${FORGERY}`, count(2)],
    ["a Hash in an unquoted URI, of a front end that writes none", `${CERT};URI=x;Hash=${sha256(FORGED)}`, MISMATCH],
    ["Hash twice", `${HASH};${HASH};${CERT}`, TWICE],
    ["Cert twice, in another case", `${HASH};${CERT};${CERT.replace("Cert", "cert")}`, TWICE],
    ["Chain twice", `${HASH};${CERT};${CHAIN};${CHAIN}`, TWICE],
    ["Subject twice", `${HASH};${CERT};Subject="a";SUBJECT=""`, TWICE],
    ["an unknown key", `${HASH};${CERT};Issuer="CN=a"`, UNKNOWN],
    ["a key of a prototype", `${HASH};${CERT};constructor=a`, UNKNOWN],
    ["white space before a key", `${HASH}; ${CERT}`, UNKNOWN],
    ["white space behind a key", `${HASH};Cert ="${escapedPem(REAL)}"`, UNKNOWN],
    ["a key without a value", `${HASH};${CERT};URI`, UNKNOWN],
    ["a value without a key", `${HASH};${CERT};=a`, UNKNOWN],
    ["an empty pair", `${HASH};;${CERT}`, UNKNOWN],
    ["two semicolons at the end", `${HASH};${CERT};;`, UNKNOWN],
    ["a semicolon at the beginning", `;${HASH};${CERT}`, UNKNOWN],
    ["a comma at the end", `${HASH};${CERT},`, UNKNOWN],
    ["a comma behind the semicolon at the end", `${HASH};${CERT};,`, UNKNOWN],
    ["a comma at the beginning", `,${HASH};${CERT}`, UNKNOWN],
    ["commas alone", ",,,", UNKNOWN],
    ["a quotation mark in an unquoted value", `${HASH};${CERT};URI=a"b`, STRAY],
    ["a quotation mark behind an unquoted value", `${HASH};${CERT};URI=a"`, STRAY],
    ["text behind a quoted value", `${HASH};${CERT}x`, BEHIND],
    ["a space behind a quoted value", `${HASH};${CERT} ;DNS=a`, BEHIND],
    ["a quoted value behind a quoted one", `${HASH};${CERT};Subject="CN=a""b"`, BEHIND],
    ["a value that is never closed", `${HASH};${CERT};Subject="CN=a`, OPEN],
    ["a backslash at the very end", `${HASH};${CERT};Subject="CN=a\\`, OPEN],
    ["an escaped quotation mark at the very end", `${HASH};${CERT};Subject="CN=a\\"`, OPEN],
    ["Hash alone", HASH, "its element has no Cert"],
    ["Chain alone", `${HASH};${CHAIN}`, "its element has no Cert"],
    ["no Hash", `${CERT};${CHAIN}`, "its element has no Hash"],
    ["an empty Hash", `Hash=;${CERT}`, MISMATCH],
    ["the hash of another certificate", `Hash=${sha256(FORGED)};${CERT}`, MISMATCH],
    ["a hash with colons", `Hash=${sha256(REAL).replace(/..(?=.)/g, "$&:")};${CERT}`, MISMATCH],
    ["a hash cut short", `${HASH.slice(0, -1)};${CERT}`, MISMATCH],
    ["a Chain that begins with another", `${HASH};${CERT};Chain="${escapedPem(ISSUER, REAL)}"`, FIRST],
    ["a Chain without the certificate", `${HASH};${CERT};Chain="${escapedPem(ISSUER)}"`, FIRST],
    ["an empty Cert", `${HASH};Cert=""`, `of its Cert, ${NO_PEM}`],
    [
      "two blocks in Cert",
      `${HASH};Cert="${escapedPem(REAL, ISSUER)}"`,
      "of its Cert, it holds more than one PEM block",
    ],
    ["text before the block", `${HASH};Cert="x${escapedPem(REAL)}"`, `of its Cert, ${NO_PEM}`],
    [
      "another label",
      `${HASH};Cert="${escapedPem(REAL).replaceAll("CERTIFICATE", "PUBLIC%20KEY")}"`,
      `of its Cert, ${NO_PEM}`,
    ],
    ["base64 without a block", `${HASH};Cert="${Buffer.from(REAL).toString("base64")}"`, `of its Cert, ${NO_PEM}`],
    [
      "a bad escape in Cert",
      `${HASH};Cert="${escapedPem(REAL)}%"`,
      "of its Cert, it holds a percent sign that begins no escape of UTF-8",
    ],
    [
      "an escape of no UTF-8",
      `${HASH};Cert="${escapedPem(REAL)}%ff"`,
      "of its Cert, it holds a percent sign that begins no escape of UTF-8",
    ],
    [
      "a Cert that was escaped twice",
      `${HASH};Cert="${escapedPem(REAL).replaceAll("%", "%25")}"`,
      `of its Cert, ${NO_PEM}`,
    ],
    [
      "a backslash in Cert",
      `${HASH};Cert="${escapedPem(REAL).replace("%0A", "\\%0A")}"`,
      "of its Cert, it holds a character that base64 does not have",
    ],
    [
      "a bad escape in Chain",
      `${HASH};${CERT};Chain="${escapedPem(REAL)}%0"`,
      "of its Chain, it holds a percent sign that begins no escape of UTF-8",
    ],
    ["text in Chain", `${HASH};${CERT};Chain="${escapedPem(REAL)}x"`, `of its Chain, ${NO_PEM}`],
    [
      "a damaged block in Chain",
      `${HASH};${CERT};Chain="${escapedPem(REAL)}${escapedPem(ISSUER).replace("%0A", "!%0A")}"`,
      "of its Chain, it holds a character that base64 does not have",
    ],
    ["a single certificate as App Service has it", Buffer.from(REAL).toString("base64"), UNKNOWN],
    ["an escaped PEM alone", escapedPem(REAL), UNKNOWN],
  ])("%s", (_, value, expected) => {
    expect(outcome(value)).toBe(expected);
  });

  test.each(["[", "{"])("Envoy's JSON form, in words of its own: %s", (bracket) => {
    expect(outcome(`${bracket}"hash":"${sha256(REAL)}"`)).toBe("it is in Envoy's JSON form, which is not read");
  });
});

describe("elements", () => {
  const proxy = `By=a;Hash=${"0".repeat(64)};Subject="CN=proxy"`;

  test.each([
    ["one of one", `${HASH};${CERT}`, 1, "real"],
    ["two where one is expected", `${HASH};${CERT},${proxy}`, 1, count(2)],
    ["one where two are expected", `${HASH};${CERT}`, 2, count(1, 2)],
    ["three where two are expected", `${FORGERY},${HASH};${CERT},${proxy}`, 2, count(3, 2)],
    ["the first of two, the client of the outermost proxy", `${HASH};${CERT},${proxy}`, 2, "real"],
    ["the first of two with white space and a semicolon", `${HASH};${CERT};, \t${proxy};`, 2, "real"],
    ["the first of three", `${HASH};${CERT},${proxy},${FORGERY}`, 3, "real"],
    ["a second that no proxy writes", `${HASH};${CERT},nonsense`, 2, UNKNOWN],
    [
      "a first without a certificate, which the second never replaces",
      `${proxy},${HASH};${CERT}`,
      2,
      "its element has no Cert",
    ],
    [
      "a first that is damaged, which the second never replaces",
      `${HASH};Cert="x",${HASH};${CERT}`,
      2,
      `of its Cert, ${NO_PEM}`,
    ],
  ])("%s", (_, value, elements, expected) => {
    expect(outcome(value, elements)).toBe(expected);
  });
});

describe("candidates", () => {
  const above = Array.from({ length: 14 }, (_, index) => new Uint8Array([0x30, index]));

  test("are those of the Chain after the first, in order", () => {
    const result = read(xfccElement({ chain: [REAL, ...above.slice(0, 3)] }));
    expect(result).toEqual({ ok: true, der: REAL, candidates: above.slice(0, 3) });
  });

  test("are ten at most", () => {
    const result = read(xfccElement({ chain: [REAL, ...above] }));
    expect(result).toEqual({ ok: true, der: REAL, candidates: above.slice(0, 10) });
  });
});

test("a value longer than Envoy passes is not read", () => {
  const value = `${HASH};${CERT};URI=`.padEnd(61_440, "a");
  expect(outcome(value)).toBe("real");
  const details = { header: NAME, length: 61_441, limit: 61_440 };
  expect(read(`${value}a`)).toEqual({ ok: false, code: "header_too_large", details });
});

/** Every character of a PEM as an escape. */
function escapeAll(escaped: string): string {
  return [...Buffer.from(decodeURIComponent(escaped))]
    .map((octet) => `%${octet.toString(16).padStart(2, "0")}`)
    .join("");
}
