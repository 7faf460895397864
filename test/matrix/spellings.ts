import { createHash } from "node:crypto";
import type { IssuedCertificate } from "../../src/testing/index.ts";
import { type FrontEnd, headerNameOf, linesFor } from "./front-ends.ts";

/** The certificate of a caller, written as no front end writes it, in header lines for curl. */
export interface Spelling {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What lax readers make the certificate of. Strict ones refuse all of them. */
export function laxSpellings(frontEnd: FrontEnd, { billing, stranger }: Parties): readonly Spelling[] {
  const { header: base64 } = billing;
  const spellings: readonly (readonly [string, readonly string[]])[] = [
    ...LAX_BASE64.map(([name, edit]) => [`base64: ${name}`, write(frontEnd, asText(frontEnd, edit(base64)))] as const),
    ...laxPems(billing, stranger).map(([name, pem]) => [`PEM: ${name}`, write(frontEnd, pem)] as const),
    ...(ESCAPED.includes(encodingOf(frontEnd)) ? laxEscapes(frontEnd, billing) : []),
    ["16 KB of commas", write(frontEnd, ",".repeat(16_384))],
    ["a thousand empty PEM blocks", write(frontEnd, `${BEGIN}${END}`.repeat(1_000))],
  ];
  return spellings.map(([name, lines]) => ({ name, lines }));
}

/** Header names that are members of every object, or that some servers take for the right one. */
export function besideStrangeNames(frontEnd: FrontEnd, { warehouse, billing }: Parties): Spelling {
  const [value = ""] = linesFor(frontEnd, billing.der).map((line) => line.slice(line.indexOf(":") + 2));
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty", `${headerNameOf(frontEnd)}x`];
  return {
    name: "names that every object has",
    lines: [...names.map((name) => `${name}: ${value}`), ...linesFor(frontEnd, warehouse.der)],
  };
}

export interface Parties {
  readonly billing: IssuedCertificate;
  readonly warehouse: IssuedCertificate;
  readonly stranger: IssuedCertificate;
}

type Encoding = "base64" | "rfc9440" | "escaped" | "xfcc";

const ESCAPED: readonly Encoding[] = ["escaped", "xfcc"];
const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

const LAX_BASE64: readonly (readonly [string, (base64: string) => string])[] = [
  ["the URL alphabet", (base64) => base64.replaceAll("+", "-").replaceAll("/", "_")],
  ["no padding", (base64) => base64.replaceAll("=", "")],
  [
    "bits behind the last octet",
    (base64) => base64.replace(/(.)(=+)$/, (_, last: string, pad: string) => next(last) + pad),
  ],
  ["a space inside", (base64) => `${base64.slice(0, 8)} ${base64.slice(8)}`],
  ["a character that it does not have", (base64) => `${base64.slice(0, 8)}!${base64.slice(8)}`],
  ["something after the padding", (base64) => `${base64}AAAA`],
  ["once again behind a comma", (base64) => `${base64},${base64}`],
];

function encodingOf({ settings }: FrontEnd): Encoding {
  if (settings.name === "rfc9440") return "rfc9440";
  if (settings.name === "container-apps") return "xfcc";
  const isEscaped =
    settings.name === "application-gateway" || (settings.name === "custom" && settings.encoding !== "base64-der");
  return isEscaped ? "escaped" : "base64";
}

/** The base64 in what this front end puts around it. */
function asText(frontEnd: FrontEnd, base64: string): string {
  return ESCAPED.includes(encodingOf(frontEnd)) ? `${BEGIN}\n${base64}\n${END}\n` : base64;
}

/** Header lines with this text in the place of the certificate's. */
function write(frontEnd: FrontEnd, text: string): readonly string[] {
  const escaped = encodeURIComponent(text);
  const values = {
    base64: text.replaceAll("\n", " "),
    rfc9440: `:${text.replaceAll("\n", " ")}:`,
    escaped,
    xfcc: element(text, escaped),
  };
  return replaced(frontEnd, values[encodingOf(frontEnd)]);
}

/** Whatever else the front end writes stays. */
function replaced(frontEnd: FrontEnd, value: string): readonly string[] {
  const [, ...others] = linesFor(frontEnd, new Uint8Array());
  return [`${headerNameOf(frontEnd)}: ${value}`, ...others];
}

/** With the hash that belongs to what a lax reader would read. */
function element(text: string, escaped: string): string {
  const [body = ""] = text.split(END);
  const der = Buffer.from(body.replace(BEGIN, ""), "base64");
  return `Hash=${createHash("sha256").update(der).digest("hex")};Cert="${escaped}"`;
}

function laxPems(billing: IssuedCertificate, stranger: IssuedCertificate): readonly (readonly [string, string])[] {
  const { pem } = billing;
  const damaged = pem.replace(/\n.{8}/, "\n!!!!!!!!");
  return [
    ["text before it", `subject=CN = billing\n${pem}`],
    ["text behind it", `${pem}the end\n`],
    ["another label", pem.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE")],
    ["two blocks", pem + stranger.pem],
    ["two blocks, the first damaged", damaged + pem],
    ["an empty block before it", `${BEGIN}\n${END}\n${pem}`],
    ["without an end", pem.replace(END, "")],
  ];
}

function laxEscapes(
  frontEnd: FrontEnd,
  { pem, der }: IssuedCertificate,
): readonly (readonly [string, readonly string[]])[] {
  const escaped = encodeURIComponent(pem);
  const hash = createHash("sha256").update(der).digest("hex");
  const spelt = (text: string): readonly string[] =>
    replaced(frontEnd, encodingOf(frontEnd) === "xfcc" ? `Hash=${hash};Cert="${text}"` : text);
  return [
    ["escapes: twice", spelt(encodeURIComponent(escaped))],
    ["escapes: plus signs for spaces", spelt(escaped.replaceAll("%20", "+"))],
    ["escapes: one that is cut", spelt(`${escaped}%`)],
    ["escapes: one of no octet", spelt(escaped.replace("%2B", "%2X"))],
    ["escapes: no UTF-8", spelt(`${escaped}%FF`)],
  ];
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The character after one, whose lowest bit is set where the other's is not. */
function next(character: string): string {
  return ALPHABET.charAt(ALPHABET.indexOf(character) + 1);
}
