import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { FrontEndOptions } from "../../src/config/front-end.ts";
import { createAuthority, type IssuedCertificate } from "../../src/testing/index.ts";
import { type RawRequest, send } from "./raw-client.ts";
import { WEB } from "./web-apps.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const billing = root.issue({ subject: "CN=billing,O=Contoso" });
const stranger = createAuthority({ subject: "CN=Root,O=Fabrikam" }).issue({ subject: "CN=billing,O=Contoso" });
const env = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso",
  CLIENT_CERT_SELF_CHECK: "off",
};

type Lines = NonNullable<RawRequest["headers"]>;

interface FrontEnd {
  readonly frontEnd: FrontEndOptions;
  /** What it writes. */
  readonly lines: (caller: IssuedCertificate) => Lines;
  readonly isOwnProxy?: true;
}

const FRONT_ENDS: readonly FrontEnd[] = [
  { frontEnd: { name: "app-service" }, lines: ({ header }) => [["X-ARR-ClientCert", header]] },
  {
    frontEnd: { name: "container-apps" },
    lines: ({ der, pem }) => [
      [
        "X-Forwarded-Client-Cert",
        `Hash=${createHash("sha256").update(der).digest("hex")};Cert="${encodeURIComponent(pem)}"`,
      ],
    ],
  },
  {
    frontEnd: { name: "application-gateway", header: "X-Cert", verificationHeader: "X-Verified" },
    lines: ({ pem }) => [
      ["X-Cert", encodeURIComponent(pem)],
      ["X-Verified", "SUCCESS"],
    ],
    isOwnProxy: true,
  },
  { frontEnd: { name: "rfc9440" }, lines: ({ header }) => [["Client-Cert", `:${header}:`]], isOwnProxy: true },
  {
    frontEnd: { name: "custom", header: "X-Cert", encoding: "base64-der" },
    lines: ({ header }) => [["X-Cert", header]],
    isOwnProxy: true,
  },
  {
    frontEnd: { name: "custom", header: "X-Cert", encoding: "escaped-pem" },
    lines: ({ pem }) => [["X-Cert", encodeURIComponent(pem)]],
    isOwnProxy: true,
  },
  {
    frontEnd: { name: "custom", header: "X-Cert", encoding: "pem" },
    lines: ({ pem }) => [["X-Cert", pem.trim().replaceAll("\n", " ")]],
    isOwnProxy: true,
  },
];

const CASES = WEB.flatMap((surface) =>
  FRONT_ENDS.map((row) => {
    const { name, ...rest } = row.frontEnd;
    return { ...row, start: surface.start, title: `${name} ${Object.values(rest).at(-1) ?? ""} in ${surface.name}` };
  }),
);

describe("a front end whose header lines are joined on the way", () => {
  it.each(CASES)("admits one value, and never two: $title", async ({ start, frontEnd, lines, isOwnProxy }) => {
    const peers = isOwnProxy === undefined ? {} : ({ trustedPeers: "network-enforced" } as const);
    const app = await start({ options: { env, frontEnd, ...peers }, routes: [{ name: "orders", path: "/orders" }] });
    const status = async (...headers: Lines): Promise<number> =>
      (await send(app.port, { target: "/orders", headers })).status;
    const right = lines(billing);
    const wrong = lines(stranger);
    expect(await status(...right)).toBe(200);
    expect(await status()).toBe(403);
    expect(await status(...wrong)).toBe(403);
    expect(await status(...right, ...right)).toBe(403);
    for (const [index, [name, value]] of right.entries()) {
      const forged = wrong[index]?.[1] ?? "";
      // Each line of the front end doubled: before, behind, empty, and joined by whoever wrote it.
      expect([name, await status(...right, [name, forged])]).toEqual([name, 403]);
      expect([name, await status([name, forged], ...right)]).toEqual([name, 403]);
      expect([name, await status([name, ""], ...right)]).toEqual([name, 403]);
      const others = right.filter((line) => line[0] !== name);
      expect([name, await status(...others, [name, `${value}, ${forged}`])]).toEqual([name, 403]);
      expect([name, await status(...others, [name, `${value},`])]).toEqual([name, 403]);
      expect([name, await status(...others)]).toEqual([name, 403]);
    }
    for (const proto of ["http", "https, http", "http,https", "https,"]) {
      expect([proto, await status(...right, ["X-Forwarded-Proto", proto])]).toEqual([proto, 403]);
    }
    expect(await status(...right, ["X-Forwarded-Proto", "https"], ["x-forwarded-proto", "http"])).toBe(403);
    expect(await status(...right, ["X-Forwarded-Proto", "https"])).toBe(200);
    await app.close();
  });
});
