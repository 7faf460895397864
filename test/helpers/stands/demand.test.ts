import { describe, expect, it } from "vitest";
import { ask, type Question, seen } from "./client.ts";
import type { FrontEndTraits } from "./options.ts";
import { closeAfterEach, createActors, stage } from "./stage.ts";

const keep = closeAfterEach();
const { a } = createActors();
const CERTIFICATE = "x-arr-clientcert";

/** What the app saw of the certificate header, or how the front end answered. */
async function outcome(traits: FrontEndTraits, question: Question): Promise<unknown> {
  const { stand } = await stage(keep, traits);
  const heard = await ask(stand, question).catch((error: NodeJS.ErrnoException) => error);
  if (heard instanceof Error) return (heard as NodeJS.ErrnoException).code;
  return seen(heard, CERTIFICATE) ?? heard.status;
}

const ways: readonly Question[] = [
  { http: "1.1", tls: "TLSv1.2" },
  { http: "1.1", tls: "TLSv1.3" },
  { http: "2", tls: "TLSv1.2" },
  { http: "2", tls: "TLSv1.3" },
];

describe.each(ways)("HTTP/$http over $tls", (way) => {
  const http2 = true;

  it("hands over the certificate that was shown", async () => {
    for (const mode of ["optional", "required"] as const) {
      expect(await outcome({ mode, http2 }, { ...way, client: a })).toEqual([a.header]);
    }
    expect(await outcome({ mode: "required", refuses: "alert", http2 }, { ...way, client: a })).toEqual([a.header]);
  });

  it("asks for none when disabled", async () => {
    expect(await outcome({ mode: "disabled", http2 }, { ...way, client: a })).toEqual([]);
  });

  it("lets in whoever shows none when optional, with or without an empty header", async () => {
    expect(await outcome({ mode: "optional", http2 }, way)).toEqual([]);
    expect(await outcome({ mode: "optional", http2, withoutCertificate: "empty" }, way)).toEqual([""]);
  });

  it("refuses whoever shows none when required, by a page", async () => {
    const { stand, app } = await stage(keep, { mode: "required", http2 });
    const heard = await ask(stand, way);
    expect(heard).toMatchObject({ status: 403, body: expect.stringContaining("Client Certificate Required") });
    expect(heard.lines).toContainEqual(["content-type", "text/html"]);
    expect(app.count()).toBe(0);
  });

  it("refuses whoever shows none when required, by an alert", async () => {
    const name = way.tls === "TLSv1.3" ? /ALERT_CERTIFICATE_REQUIRED$/ : /ALERT_HANDSHAKE_FAILURE$/;
    expect(await outcome({ mode: "required", refuses: "alert", http2 }, way)).toMatch(name);
  });
});

describe("renegotiation", () => {
  const interactive = { mode: "optional-interactive" } as const;

  it("asks for the certificate under TLS 1.2", async () => {
    expect(await outcome(interactive, { client: a, tls: "TLSv1.2" })).toEqual([a.header]);
    expect(
      await outcome({ ...interactive, tls: "1.2" }, { client: a, body: "x".repeat(9000), method: "POST" }),
    ).toEqual([a.header]);
    expect(await outcome(interactive, { tls: "TLSv1.2" })).toEqual([]);
  });

  it("refuses whoever has none to show then", async () => {
    expect(await outcome({ mode: "required", asks: "after-request", tls: "1.2" }, {})).toBe(403);
    expect(await outcome({ mode: "required", asks: "after-request", tls: "1.2" }, { client: a })).toEqual([a.header]);
  });

  it.each([{ tls: "TLSv1.3" }, { http: "2" }] as const)("cannot be had with %o, which is told", async (way) => {
    const { stand } = await stage(keep, { ...interactive, http2: true });
    expect(seen(await ask(stand, { ...way, client: a }), CERTIFICATE)).toEqual([]);
    expect(stand.complaints).toEqual([expect.stringContaining("knows no renegotiation")]);
  });

  it("is not asked for under an exclusion path", async () => {
    const { stand } = await stage(keep, {
      mode: "required",
      asks: "after-request",
      tls: "1.2",
      exclusionPaths: ["/public"],
    });
    expect(seen(await ask(stand, { client: a, target: "/public/x" }), CERTIFICATE)).toEqual([]);
    expect(seen(await ask(stand, { client: a, target: "/orders" }), CERTIFICATE)).toEqual([a.header]);
  });
});

describe("TLS versions", () => {
  it.each([
    { tls: "1.3", other: "TLSv1.2", right: "TLSv1.3" },
    { tls: "1.2", other: "TLSv1.3", right: "TLSv1.2" },
  ] as const)("speaks nothing but $tls", async ({ tls, other, right }) => {
    expect(await outcome({ mode: "required", tls }, { client: a, tls: other })).toMatch(/PROTOCOL_VERSION/);
    expect(await outcome({ mode: "required", tls }, { client: a, tls: right })).toEqual([a.header]);
  });

  it("does not speak HTTP/2 unless told to", async () => {
    expect(await outcome({ mode: "required" }, { client: a, http: "2" })).toMatch(/NO_APPLICATION_PROTOCOL/);
  });
});

describe("exclusion paths", () => {
  const admitted = async (traits: Partial<FrontEndTraits>, targets: readonly string[]): Promise<readonly string[]> => {
    const { stand } = await stage(keep, { mode: "required", exclusionPaths: ["/public"], ...traits });
    const statuses = await Promise.all(targets.map(async (target) => (await ask(stand, { target })).status));
    return targets.filter((_, index) => statuses[index] === 200);
  };
  const TARGETS = [
    "/public",
    "/public/x?y",
    "/PUBLIC",
    "/publicity",
    "/%70ublic",
    "/public/%2e%2e/orders",
    "/orders/../public",
    "/orders",
    "/",
    "/x?/public",
  ];
  const always = ["/public", "/public/x?y"];

  it.each([
    ["raw-prefix", [...always, "/PUBLIC", "/publicity", "/public/%2e%2e/orders"]],
    ["case-sensitive", [...always, "/publicity", "/public/%2e%2e/orders"]],
    ["decoded-prefix", [...always, "/PUBLIC", "/publicity", "/%70ublic", "/public/%2e%2e/orders"]],
    ["normalised-prefix", [...always, "/PUBLIC", "/publicity", "/%70ublic", "/orders/../public"]],
    ["segments", [...always, "/PUBLIC", "/public/%2e%2e/orders"]],
  ] as const)("are matched by %s", async (exclusionMatch, expected) => {
    expect(await admitted({ exclusionMatch }, TARGETS)).toEqual(expected);
  });

  it("are matched by raw-prefix unless told otherwise, in the absolute form too", async () => {
    expect(await admitted({}, ["/publicity", "https://localhost/public", "https://localhost/x"])).toEqual([
      "/publicity",
      "https://localhost/public",
    ]);
  });

  it("still hand over a certificate that was shown in the handshake", async () => {
    const traits = { mode: "required", exclusionPaths: ["/public"] } as const;
    expect(await outcome(traits, { client: a, target: "/public" })).toEqual([a.header]);
  });
});
