import { describe, expect, it } from "vitest";
import { ask, type Question, seen } from "./client.ts";
import type { ForgedHeader, FrontEndTraits } from "./options.ts";
import type { HeaderLine } from "./request.ts";
import { closeAfterEach, createActors, stage } from "./stage.ts";

const keep = closeAfterEach();
const { a, b, forged } = createActors();
const lowerCase: HeaderLine = ["x-arr-clientcert", b.header];
const other: HeaderLine = ["X-ARR-ClientCert", "MIIC"];

const A = a.header;
const B = b.header;

/** What a client does with its certificate and the header, in every way that a front end may treat otherwise. */
const WAYS = {
  bare: {},
  honest: { client: a },
  forged: { lines: [forged] },
  "forged over HTTP/2": { lines: [forged], http: "2" },
  "forged over plain HTTP": { lines: [forged], plain: true },
  "forged in lower case": { lines: [lowerCase] },
  "forged twice": { lines: [forged, other] },
  "forged over TLS 1.2": { lines: [forged], tls: "TLSv1.2" },
  "forged, excluded in lower case": { lines: [lowerCase], target: "/public/x" },
  "forged, excluded": { lines: [forged], target: "/public/x" },
  "forged, excluded by another case": { lines: [forged], target: "/PUBLIC" },
  "forged, excluded by a longer segment": { lines: [forged], target: "/publicity" },
  "forged, excluded by an escape": { lines: [forged], target: "/%70ublic" },
  "forged, excluded by dot segments": { lines: [forged], target: "/public/%2e%2e/orders" },
  beside: { client: a, lines: [forged] },
  "beside over HTTP/2": { client: a, lines: [forged], http: "2" },
  "beside over TLS 1.2": { client: a, lines: [forged], tls: "TLSv1.2" },
  "two beside": { client: a, lines: [forged, other] },
  "beside in lower case": { client: a, lines: [lowerCase] },
} as const satisfies Readonly<Record<string, Question>>;

type Way = keyof typeof WAYS;

/** What must arrive where the header is replaced. */
const REPLACED: Readonly<Record<Way, readonly string[]>> = {
  bare: [],
  honest: [A],
  forged: [],
  "forged over HTTP/2": [],
  "forged over plain HTTP": [],
  "forged in lower case": [],
  "forged twice": [],
  "forged over TLS 1.2": [],
  "forged, excluded in lower case": [],
  "forged, excluded": [],
  "forged, excluded by another case": [],
  "forged, excluded by a longer segment": [],
  "forged, excluded by an escape": [],
  "forged, excluded by dot segments": [],
  beside: [A],
  "beside over HTTP/2": [A],
  "beside over TLS 1.2": [A],
  "two beside": [A],
  "beside in lower case": [A],
};

const UNDER_EXCLUSION = {
  "forged, excluded in lower case": [B],
  "forged, excluded": [B],
  "forged, excluded by another case": [B],
  "forged, excluded by a longer segment": [B],
  "forged, excluded by dot segments": [B],
} as const;

const WITHOUT_CERTIFICATE = {
  forged: [B],
  "forged over HTTP/2": [B],
  "forged over plain HTTP": [B],
  "forged in lower case": [B],
  "forged over TLS 1.2": [B],
  "forged twice": [B, "MIIC"],
  "forged, excluded by an escape": [B],
  ...UNDER_EXCLUSION,
} as const;

/** Where something else arrives than it should. */
const MISTAKES: Readonly<Record<ForgedHeader, Partial<Record<Way, readonly string[]>>>> = {
  replace: {},
  pass: {
    ...WITHOUT_CERTIFICATE,
    beside: [B],
    "beside over HTTP/2": [B],
    "beside over TLS 1.2": [B],
    "two beside": [B, "MIIC"],
    "beside in lower case": [B],
  },
  "pass-without-certificate": WITHOUT_CERTIFICATE,
  "pass-beside": {
    beside: [A, B],
    "beside over HTTP/2": [A, B],
    "beside over TLS 1.2": [A, B],
    "two beside": [A, B, "MIIC"],
    "beside in lower case": [A, B],
  },
  "append-line": {
    ...WITHOUT_CERTIFICATE,
    beside: [B, A],
    "beside over HTTP/2": [B, A],
    "beside over TLS 1.2": [B, A],
    "two beside": [B, "MIIC", A],
    "beside in lower case": [B, A],
  },
  "append-comma": {
    ...WITHOUT_CERTIFICATE,
    "forged twice": [`${B}, MIIC`],
    beside: [`${B}, ${A}`],
    "beside over HTTP/2": [`${B}, ${A}`],
    "beside over TLS 1.2": [`${B}, ${A}`],
    "two beside": [`${B}, MIIC, ${A}`],
    "beside in lower case": [`${B}, ${A}`],
  },
  "append-comma-behind": {
    ...WITHOUT_CERTIFICATE,
    "forged twice": [`${B}, MIIC`],
    beside: [`${A}, ${B}`],
    "beside over HTTP/2": [`${A}, ${B}`],
    "beside over TLS 1.2": [`${A}, ${B}`],
    "two beside": [`${A}, ${B}, MIIC`],
    "beside in lower case": [`${A}, ${B}`],
  },
  "pass-named-in-connection": {},
  "pass-second-line": { "two beside": [A, "MIIC"], "forged twice": ["MIIC"] },
  "pass-second-line-without-certificate": { "forged twice": ["MIIC"] },
  "pass-over-tls12": { "forged over TLS 1.2": [B], "beside over TLS 1.2": [B] },
  "pass-over-http2": { "forged over HTTP/2": [B], "beside over HTTP/2": [B] },
  "pass-lower-case": {
    "forged over HTTP/2": [B],
    "forged in lower case": [B],
    "forged, excluded in lower case": [B],
    "beside over HTTP/2": [B, A],
    "beside in lower case": [B, A],
  },
  "pass-under-exclusion": UNDER_EXCLUSION,
  "pass-lower-case-under-exclusion": { "forged, excluded in lower case": [B] },
  "pass-in-spelling-of-exclusion": {
    "forged, excluded by another case": [B],
    "forged, excluded by a longer segment": [B],
    "forged, excluded by an escape": [B],
    "forged, excluded by dot segments": [B],
  },
  "pass-over-plain-http": { "forged over plain HTTP": [B] },
};

const OPEN: FrontEndTraits = { mode: "optional", http2: true, plainHttp: "forward", exclusionPaths: ["/public"] };

describe("a certificate header that the client wrote", () => {
  it.each(Object.keys(MISTAKES) as ForgedHeader[])("%s", async (forgedHeader) => {
    const { stand } = await stage(keep, { ...OPEN, forgedHeader });
    const arrived = await Promise.all(
      Object.entries(WAYS).map(async ([way, question]) => [way, seen(await ask(stand, question), forged[0])] as const),
    );
    expect(Object.fromEntries(arrived)).toEqual({ ...REPLACED, ...MISTAKES[forgedHeader] });
  });

  it("is replaced unless told otherwise", async () => {
    const { stand } = await stage(keep, { mode: "optional" });
    expect(seen(await ask(stand, { lines: [forged] }), forged[0])).toEqual([]);
  });

  it("is replaced by nothing that a client could name away", async () => {
    const { stand } = await stage(keep, { mode: "required" });
    const heard = await ask(stand, { client: a, lines: [["Connection", "x-arr-clientcert"]] });
    expect(seen(heard, forged[0])).toEqual([A]);
  });
});

describe("other headers", () => {
  const seenOf = async (traits: Partial<FrontEndTraits>, header: string, question: Question) => {
    const { stand } = await stage(keep, { mode: "optional", plainHttp: "forward", ...traits });
    return seen(await ask(stand, question), header);
  };

  it.each([
    ["overwrite", ["https"], ["https"]],
    ["pass", ["https"], ["http"]],
    ["append", ["https"], ["http, https"]],
  ] as const)("X-Forwarded-Proto: %s", async (forwardedProto, bare, written) => {
    const lines: readonly HeaderLine[] = [["x-forwarded-proto", "http"]];
    expect(await seenOf({ forwardedProto }, "X-Forwarded-Proto", {})).toEqual(bare);
    expect(await seenOf({ forwardedProto }, "X-Forwarded-Proto", { lines })).toEqual(written);
  });

  it.each([
    ["overwrite", ["shop.azurewebsites.net"], ["shop.azurewebsites.net"]],
    ["pass", ["shop.azurewebsites.net"], ["written.invalid"]],
    ["absent", [], []],
  ] as const)("WAS-DEFAULT-HOSTNAME: %s", async (hostHeader, bare, written) => {
    const traits = { hostHeader, defaultHostName: "shop.azurewebsites.net" };
    const lines: readonly HeaderLine[] = [["was-default-hostname", "written.invalid"]];
    expect(await seenOf(traits, "WAS-DEFAULT-HOSTNAME", {})).toEqual(bare);
    expect(await seenOf(traits, "WAS-DEFAULT-HOSTNAME", { lines })).toEqual(written);
  });

  it.each([
    ["pass-second-line", {}, ["localhost", "written.invalid"]],
    ["pass-over-http2", {}, ["localhost"]],
    ["pass-over-http2", { http: "2" }, ["written.invalid", "written.invalid"]],
  ] as const)("two of WAS-DEFAULT-HOSTNAME: %s %j", async (hostHeader, way, expected) => {
    const line: HeaderLine = ["was-default-hostname", "written.invalid"];
    const question = { ...way, lines: [line, line] };
    expect(await seenOf({ hostHeader, http2: true }, "WAS-DEFAULT-HOSTNAME", question)).toEqual(expected);
  });

  it("says http over plain HTTP, and writes X-ARR-SSL over TLS alone", async () => {
    expect(await seenOf({}, "X-Forwarded-Proto", { plain: true })).toEqual(["http"]);
    expect(await seenOf({}, "X-ARR-SSL", { plain: true, lines: [["X-ARR-SSL", "x"]] })).toEqual([]);
    expect(await seenOf({}, "X-ARR-SSL", { lines: [["X-ARR-SSL", "x"]] })).toEqual([expect.stringContaining("CN=")]);
    expect(await seenOf({}, "DISGUISED-HOST", { lines: [["DISGUISED-HOST", "x"]] })).toEqual([
      expect.stringMatching(/^localhost:\d+$/),
    ]);
  });

  it.each(["1.1", "2"] as const)("travel with target and body as they are, over HTTP/%s", async (http) => {
    const { stand } = await stage(keep, { mode: "optional", http2: true });
    const lines: readonly HeaderLine[] = [
      ["x-own", "1"],
      ["x-own", "2"],
    ];
    const question: Question = { http, method: "POST", target: "/a%2fb//c?d=%20", body: "hello", lines };
    const heard = await ask(stand, question);
    expect(heard.echo).toMatchObject({ method: "POST", target: "/a%2fb//c?d=%20", body: "hello" });
    expect(seen(heard, "x-own")).toEqual(["1", "2"]);
    expect(seen(heard, "host")).toEqual([expect.stringMatching(/^localhost/)]);
  });
});
