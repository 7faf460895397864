import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import { ANCHOR, admitted, guardWith, NOW } from "./parts.ts";

describe("health", () => {
  const far = { clock: () => NOW };
  it.each<[string, Partial<Settings>, object]>([
    ["all is well", far, { status: "ok", problems: [], enforce: "on", reportUntil: null, selfCheck: { mode: "off" } }],
    [
      "the next expiry",
      far,
      { trustAnchors: { count: 1, valid: 1, nextExpiry: new Date(ANCHOR.notAfter).toISOString() } },
    ],
    ["only pins", { trustAnchors: [] }, { status: "ok", trustAnchors: { count: 0, valid: 0, nextExpiry: null } }],
    [
      "an anchor that expired since",
      { clock: () => ANCHOR.notAfter + 1 },
      { status: "degraded", trustAnchors: { valid: 0 } },
    ],
    [
      "report mode",
      { enforce: "report", reportUntil: NOW + 1 },
      { status: "ok", reportUntil: new Date(NOW + 1).toISOString() },
    ],
    [
      "report mode that lasts too long",
      { enforce: "report", reportUntil: NOW },
      { status: "degraded", enforce: "report" },
    ],
  ])("%s", (_title, changes, expected) => {
    expect(guardWith(admitted(), changes).core.health()).toMatchObject(expected);
  });

  it("holds no name of anyone", () => {
    expect(JSON.stringify(guardWith(admitted()).core.health())).not.toMatch(/Contoso|Issuing|healthz/);
  });
});
