import { describe, expect, it } from "vitest";
import type { SiteSettings } from "../../src/posture/facts/host-settings.ts";
import {
  afterAsking,
  declared,
  fakeTimersWithoutRejections,
  MINUTE,
  pass,
  site,
  sites,
  slot,
  started,
  value,
  word,
} from "./parts.ts";

fakeTimersWithoutRejections();

const CLEAN = word(sites(true));

/** How often the probe has spoken once Azure has answered a second time. */
async function spoken(before: readonly SiteSettings[], then: readonly SiteSettings[]): Promise<number> {
  const made = await started({ hasProbe: true }, { rm: declared(...before), probe: CLEAN });
  await pass(20 * MINUTE);
  made.says.rm = declared(...then);
  await afterAsking(made.check);
  expect(made.asked.rm).toBe(2);
  return made.asked.probe;
}

const excluding = (paths: string) => site({ clientCertExclusionPaths: value(paths) });

describe("a probe that has proven all", () => {
  it("is silent while Azure says the same", async () => {
    expect(await spoken([site()], [site()])).toBe(1);
    expect(await spoken([site(), slot()], [site(), slot()])).toBe(1);
  });

  it.each<[string, readonly SiteSettings[], readonly SiteSettings[]]>([
    ["another resource", [site()], [site({ id: `${site().id}2` })]],
    ["a slot more", [site()], [site(), slot()]],
    ["another name", [site()], [site({ hostNames: ["shop.contoso.com", "new.contoso.com"] })]],
    ["an exclusion path that is an open path", [site()], [excluding("/healthz")]],
    ["an exclusion path that stands there twice", [excluding("/healthz")], [excluding("/healthz,/healthz")]],
    ["exclusion paths that lean on it", [site()], [excluding("/legacy")]],
    ["other exclusion paths", [excluding("/legacy")], [excluding("/old")]],
    ["a result that is another", [site()], [site({ httpsOnly: value(false) })]],
  ])("speaks again after %s", async (_title, before, then) => {
    expect(await spoken(before, then)).toBe(2);
  });
});
