import type { OlderKind } from "./older-app.ts";
import type { FrontEndTraits } from "./options.ts";

export interface Truth {
  /** Whether the front end keeps out, over TLS and outside its exclusion paths, who shows no certificate. */
  readonly demand: "yes" | "no" | "cannot tell";
  /** Whether the app can never see a certificate header that a client wrote, on whatever way and path. */
  readonly authenticity: "holds" | "broken" | "cannot tell";
  /** Whether a probe may call proven what is true of these. False: from where it stands, nothing can be proven. */
  readonly mayBeProven: boolean | "demand";
}

export interface StandRow {
  readonly name: string;
  readonly options: FrontEndTraits;
  /** Who stands behind it, in turn. Default: the app alone. */
  readonly instances?: readonly ("this-app" | OlderKind)[];
  readonly truth: Truth;
}

const RIGHT: Truth = { demand: "yes", authenticity: "holds", mayBeProven: true };
const OPEN: Truth = { demand: "no", authenticity: "holds", mayBeProven: true };
const FORGEABLE: Truth = { demand: "yes", authenticity: "broken", mayBeProven: true };
const WORST: Truth = { demand: "no", authenticity: "broken", mayBeProven: true };
const HIDDEN_RIGHT: Truth = { ...RIGHT, mayBeProven: false };
const HIDDEN_OPEN: Truth = { ...OPEN, mayBeProven: false };
const HALF_HIDDEN_RIGHT: Truth = { ...RIGHT, mayBeProven: "demand" };
const UNKNOWN: Truth = { demand: "cannot tell", authenticity: "cannot tell", mayBeProven: false };

const REQUIRED = { mode: "required" } as const;
const ALERTING = { mode: "required", refuses: "alert" } as const;
const OPTIONAL = { mode: "optional" } as const;
const EXCLUDING = { ...REQUIRED, exclusionPaths: ["/public"] } as const;
const OPEN_AND_PASSING = { ...OPTIONAL, forgedHeader: "pass" } as const;
const MISDIRECTED = { by: "either", as: { ...OPTIONAL, stranger: 421 } } as const;
const RENEGOTIATING = { ...REQUIRED, asks: "after-request", tls: "1.2" } as const;

const GOOD: readonly StandRow[] = [
  row("required, by a page", REQUIRED, RIGHT),
  row("required, by an alert", ALERTING, RIGHT),
  row("required, by a page, with HTTP/2", { ...REQUIRED, http2: true }, RIGHT),
  row("required, by an alert, with HTTP/2", { ...ALERTING, http2: true }, RIGHT),
  row("required, with HTTP/2, though HTTP/1.1 is preferred", { ...REQUIRED, http2: "last" }, RIGHT),
  row("required, by an alert, TLS 1.3 only", { ...ALERTING, tls: "1.3" }, RIGHT),
  row("required, by an alert, TLS 1.2 only", { ...ALERTING, tls: "1.2" }, RIGHT),
  row("required, by renegotiation", RENEGOTIATING, RIGHT),
  row("required, plain HTTP forwarded without a header", { ...REQUIRED, plainHttp: "forward" }, RIGHT),
  row(
    "required, an empty header over plain HTTP",
    { ...REQUIRED, plainHttp: "forward", withoutCertificate: "empty" },
    RIGHT,
  ),
  row("required, the client's WAS-DEFAULT-HOSTNAME", { ...REQUIRED, hostHeader: "pass" }, RIGHT),
  row("required, the client's second WAS-DEFAULT-HOSTNAME", { ...REQUIRED, hostHeader: "pass-second-line" }, RIGHT),
  row(
    "required, the client's WAS-DEFAULT-HOSTNAME over HTTP/2",
    { ...REQUIRED, http2: true, hostHeader: "pass-over-http2" },
    RIGHT,
  ),
  row("required, no WAS-DEFAULT-HOSTNAME", { ...REQUIRED, hostHeader: "absent" }, RIGHT),
  row("required, the client's X-Forwarded-Proto", { ...REQUIRED, forwardedProto: "pass" }, RIGHT),
  row("required, X-Forwarded-Proto added to the client's", { ...REQUIRED, forwardedProto: "append" }, RIGHT),
  row("required, misdirected elsewhere", { ...REQUIRED, sideways: MISDIRECTED }, RIGHT),
  row("required, misdirected elsewhere, with HTTP/2", { ...REQUIRED, http2: true, sideways: MISDIRECTED }, RIGHT),
  row("required, a reset elsewhere", { ...REQUIRED, sideways: { by: "either", as: "reset" } }, RIGHT),
  row("required, removes its header where Connection names it", { ...REQUIRED, removesNamed: true }, RIGHT),
  row("required, slow", { ...REQUIRED, slow: 20 }, RIGHT),
  row("required, now and then a reset", { ...REQUIRED, drops: 7 }, RIGHT),
  row("required, an exclusion path as prefix", EXCLUDING, RIGHT),
  row("required, two exclusion paths", { ...REQUIRED, exclusionPaths: ["/healthz", "/public"] }, RIGHT),
  row("required, exclusion paths as prefixes in their case", { ...EXCLUDING, exclusionMatch: "case-sensitive" }, RIGHT),
  row("required, exclusion paths after decoding", { ...EXCLUDING, exclusionMatch: "decoded-prefix" }, RIGHT),
  row("required, exclusion paths as segments", { ...EXCLUDING, exclusionMatch: "segments" }, RIGHT),
  row("required, exclusion paths, by renegotiation", { ...RENEGOTIATING, exclusionPaths: ["/public"] }, RIGHT),
  row("optional", OPTIONAL, OPEN),
  row("optional, with HTTP/2", { ...OPTIONAL, http2: true }, OPEN),
  row("optional, an empty header", { ...OPTIONAL, withoutCertificate: "empty" }, OPEN),
  row("optional, by renegotiation", { mode: "optional-interactive", tls: "1.2" }, OPEN),
];

/** The header passes only where no such request gets through. */
const UNREACHABLE: readonly StandRow[] = [
  row("required, passes without certificate", { ...REQUIRED, forgedHeader: "pass-without-certificate" }, RIGHT),
  row(
    "required, passes over plain HTTP, which it redirects",
    { ...REQUIRED, forgedHeader: "pass-over-plain-http" },
    RIGHT,
  ),
  row("required, passes over HTTP/2, which it does not speak", { ...REQUIRED, forgedHeader: "pass-over-http2" }, RIGHT),
  row(
    "required, passes over TLS 1.2, which it does not speak",
    { ...REQUIRED, tls: "1.3", forgedHeader: "pass-over-tls12" },
    RIGHT,
  ),
  row(
    "required, passes a second line without certificate",
    { ...REQUIRED, forgedHeader: "pass-second-line-without-certificate" },
    RIGHT,
  ),
  row(
    "required, passes under exclusion, of which there is none",
    { ...REQUIRED, forgedHeader: "pass-under-exclusion" },
    RIGHT,
  ),
];

const FORGED: readonly StandRow[] = [
  row("required, passes", { ...REQUIRED, forgedHeader: "pass" }, FORGEABLE),
  row("required, by an alert, passes", { ...ALERTING, forgedHeader: "pass" }, FORGEABLE),
  row("required, passes beside", { ...REQUIRED, forgedHeader: "pass-beside" }, FORGEABLE),
  row("required, appends a line", { ...REQUIRED, forgedHeader: "append-line" }, FORGEABLE),
  row("required, appends with a comma", { ...REQUIRED, forgedHeader: "append-comma" }, FORGEABLE),
  row("required, passes a second line", { ...REQUIRED, forgedHeader: "pass-second-line" }, FORGEABLE),
  row(
    "required, passes a second line over HTTP/2",
    { ...REQUIRED, http2: true, forgedHeader: "pass-second-line" },
    FORGEABLE,
  ),
  row("required, passes over HTTP/2", { ...REQUIRED, http2: true, forgedHeader: "pass-over-http2" }, FORGEABLE),
  row(
    "required, passes over HTTP/2, though HTTP/1.1 is preferred",
    { ...REQUIRED, http2: "last", forgedHeader: "pass-over-http2" },
    FORGEABLE,
  ),
  row(
    "required, passes over HTTP/2, which is spoken now and then",
    { ...REQUIRED, http2: "sometimes", forgedHeader: "pass-over-http2" },
    FORGEABLE,
  ),
  row("required, passes over TLS 1.2", { ...REQUIRED, forgedHeader: "pass-over-tls12" }, FORGEABLE),
  row("required, by an alert, passes over TLS 1.2", { ...ALERTING, forgedHeader: "pass-over-tls12" }, FORGEABLE),
  row(
    "required, passes a second line without certificate over plain HTTP",
    { ...REQUIRED, plainHttp: "forward", forgedHeader: "pass-second-line-without-certificate" },
    FORGEABLE,
  ),
  row(
    "required, passes lower case under exclusion",
    { ...EXCLUDING, forgedHeader: "pass-lower-case-under-exclusion" },
    FORGEABLE,
  ),
  row(
    "required, passes where Connection names the header",
    { ...REQUIRED, forgedHeader: "pass-named-in-connection" },
    FORGEABLE,
  ),
  ...(["no-name", "another-name"] as const).flatMap((by) => [
    row(`required, passes by ${by} in TLS`, { ...REQUIRED, sideways: { by, as: OPEN_AND_PASSING } }, WORST),
    row(
      `required, passes by ${by} in TLS over HTTP/2`,
      { ...REQUIRED, http2: true, sideways: { by, as: { ...OPTIONAL, forgedHeader: "pass-over-http2" } } },
      WORST,
    ),
  ]),
  row("required, passes lower case", { ...REQUIRED, forgedHeader: "pass-lower-case" }, FORGEABLE),
  row("required, by renegotiation, passes beside", { ...RENEGOTIATING, forgedHeader: "pass-beside" }, FORGEABLE),
  row("required, TLS 1.3 only, passes beside", { ...ALERTING, tls: "1.3", forgedHeader: "pass-beside" }, FORGEABLE),
  row(
    "required, passes over plain HTTP",
    { ...REQUIRED, plainHttp: "forward", forgedHeader: "pass-over-plain-http" },
    FORGEABLE,
  ),
  row(
    "required, passes without certificate over plain HTTP",
    { ...REQUIRED, plainHttp: "forward", forgedHeader: "pass-without-certificate" },
    FORGEABLE,
  ),
  row("required, passes under exclusion", { ...EXCLUDING, forgedHeader: "pass-under-exclusion" }, FORGEABLE),
  row(
    "required, passes without certificate under exclusion",
    { ...EXCLUDING, forgedHeader: "pass-without-certificate" },
    FORGEABLE,
  ),
  row(
    "required, passes under exclusion, by renegotiation",
    { ...RENEGOTIATING, exclusionPaths: ["/public"], forgedHeader: "pass-under-exclusion" },
    FORGEABLE,
  ),
  ...(["raw-prefix", "decoded-prefix"] as const).map((exclusionMatch) =>
    row(
      `required, passes in other spellings of exclusion paths, ${exclusionMatch}`,
      { ...EXCLUDING, exclusionMatch, forgedHeader: "pass-in-spelling-of-exclusion" },
      FORGEABLE,
    ),
  ),
  row(
    "required, one server of four passes",
    { ...REQUIRED, lapses: { every: 4, as: { forgedHeader: "pass-beside" } } },
    FORGEABLE,
  ),
  row("optional, passes", { ...OPTIONAL, forgedHeader: "pass" }, WORST),
  row("optional, passes without certificate", { ...OPTIONAL, forgedHeader: "pass-without-certificate" }, WORST),
  row(
    "optional, passes a second line without certificate",
    { ...OPTIONAL, forgedHeader: "pass-second-line-without-certificate" },
    WORST,
  ),
  row("optional, passes over TLS 1.2", { ...OPTIONAL, forgedHeader: "pass-over-tls12" }, WORST),
  row("optional, appends a line", { ...OPTIONAL, forgedHeader: "append-line" }, WORST),
  row("disabled, passes", { mode: "disabled", forgedHeader: "pass" }, WORST),
];

const UNDEMANDING: readonly StandRow[] = [
  row("disabled", { mode: "disabled" }, HIDDEN_OPEN),
  row("required, lets in by no name in TLS", { ...REQUIRED, sideways: { by: "no-name", as: OPTIONAL } }, OPEN),
  row(
    "required, lets in by another name in TLS",
    { ...REQUIRED, sideways: { by: "another-name", as: OPTIONAL } },
    OPEN,
  ),
  row("required, lets in who writes the header", { ...REQUIRED, admitsForgers: true }, OPEN),
  row("required, one server of five lets in", { ...REQUIRED, lapses: { every: 5, as: { mode: "optional" } } }, OPEN),
  row("optional, before an app that forbids", OPTIONAL, OPEN, ["this-app", "forbidding-app"]),
  row("optional, before an older guard", OPTIONAL, OPEN, ["this-app", "older-guard"]),
  row("optional, before another deployment that forbids", OPTIONAL, HIDDEN_OPEN, ["forbidding-app"]),
  row("optional, before another deployment's guard", OPTIONAL, HIDDEN_OPEN, ["older-guard"]),
  row("optional, by renegotiation that cannot be had", { mode: "optional-interactive", tls: "1.3" }, HIDDEN_OPEN),
];

/** Much looks like a refusal here, and is none; or the app is out of reach. */
const UNSEEN: readonly StandRow[] = [
  row(
    "required, by renegotiation that cannot be had",
    { ...REQUIRED, asks: "after-request", tls: "1.3" },
    HIDDEN_RIGHT,
  ),
  row("required, HTTP/2 is spoken now and then", { ...REQUIRED, http2: "sometimes" }, HIDDEN_RIGHT),
  row("required, HTTP/2 always breaks off", { ...REQUIRED, http2: "broken" }, HIDDEN_RIGHT),
  row("required, plain HTTP refused", { ...REQUIRED, plainHttp: "refuse" }, HALF_HIDDEN_RIGHT),
  row("required, exclusion paths are forbidden", { ...EXCLUDING, gate: "excluded-403" }, HALF_HIDDEN_RIGHT),
  row("required, always a reset", { ...REQUIRED, drops: 1 }, HIDDEN_RIGHT),
  row("optional, always a reset", { ...OPTIONAL, drops: 1 }, HIDDEN_OPEN),
  row("optional, never in time", { ...OPTIONAL, slow: 3_600_000 }, HIDDEN_OPEN),
  row("required, an IP rule", { ...REQUIRED, gate: "ip-rule" }, HIDDEN_RIGHT),
  row("optional, an IP rule", { ...OPTIONAL, gate: "ip-rule" }, HIDDEN_OPEN),
  row("optional, everybody is forbidden", { ...OPTIONAL, gate: "plain-403" }, HIDDEN_OPEN),
  row("required, whoever forges is forbidden", { ...REQUIRED, gate: "forged-403" }, HIDDEN_RIGHT),
  row("optional, whoever forges is forbidden", { ...OPTIONAL, gate: "forged-403" }, HIDDEN_OPEN),
  row("required, Easy Auth refuses", { ...REQUIRED, gate: "easy-auth-401" }, HIDDEN_RIGHT),
  row("optional, Easy Auth refuses", { ...OPTIONAL, gate: "easy-auth-401" }, HIDDEN_OPEN),
  row("optional, Easy Auth leads to a login", { ...OPTIONAL, gate: "easy-auth-302" }, HIDDEN_OPEN),
  row("required, before an older version", REQUIRED, HIDDEN_RIGHT, ["older-version"]),
  row("required, a new version is rolled out", REQUIRED, HIDDEN_RIGHT, ["this-app", "older-version"]),
  row("optional, a new version is rolled out", OPTIONAL, OPEN, ["this-app", "older-version"]),
  ...([200, 403, 404] as const).flatMap((stranger) => [
    row(`another's site, required, ${stranger}`, { ...REQUIRED, stranger }, UNKNOWN),
    row(`another's site, optional, ${stranger}`, { ...OPTIONAL, stranger }, UNKNOWN),
  ]),
];

/**
 * Front ends, right and wrong, and the truth about each. It is held against what a probe says by `contradictions`.
 *
 * A probe is to be told the exclusion paths as the options have them: one that does not know of them cannot judge. The rows that never answer in time want a probe with a short patience.
 */
export const STANDS: readonly StandRow[] = [...GOOD, ...UNREACHABLE, ...FORGED, ...UNDEMANDING, ...UNSEEN];

function row(name: string, options: FrontEndTraits, truth: Truth, instances?: StandRow["instances"]): StandRow {
  return { name, options, truth, ...(instances === undefined ? {} : { instances }) };
}
