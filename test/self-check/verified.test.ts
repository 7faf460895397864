import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { declared, MINUTE, NOT_DEMANDED, never, pass, SECOND, SILENT, settle, site, stand, started } from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("waiting until the host is verified", () => {
  it("ends once it serves, and asks meanwhile", async () => {
    const { check, says, asked } = stand();
    says.rm = SILENT;
    const verified = check.verified();
    await pass(20 * SECOND);
    expect(asked.rm).toBe(3);
    says.rm = declared();
    await pass(20 * SECOND);
    expect(await verified).toMatchObject({ serves: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is refused when that takes too long, with the reason", async () => {
    const { check } = await started({}, { rm: declared(site(NOT_DEMANDED)) });
    const refused = vi.fn();
    check.verified({ timeoutMs: 30_000 }).catch(refused);
    await pass(30_000 - 1);
    expect(refused).not.toHaveBeenCalled();
    await pass(1);
    const [error] = refused.mock.calls[0] ?? [];
    expect(error).toMatchObject({ name: "HostNotVerifiedError", code: "ERR_CLIENT_CERT_HOST_NOT_VERIFIED" });
    expect(error.status).toMatchObject({ because: "not_demanded" });
    expect(error.message).toContain("not_demanded");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is refused by default after a minute, even if a witness hangs", async () => {
    const { check, says } = stand();
    says.rm = never;
    const refused = vi.fn();
    check.verified().catch(refused);
    await pass(MINUTE - 1);
    expect(refused).not.toHaveBeenCalled();
    await pass(1);
    expect(refused).toHaveBeenCalledOnce();
  });

  it("waits for the first answer in mode warn, too", async () => {
    const { check } = stand({ mode: "warn" });
    const verified = vi.fn();
    check.verified().then(verified);
    expect(verified).not.toHaveBeenCalled();
    await settle();
    expect(verified.mock.calls).toMatchObject([[{ checks: 1 }]]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, "5" as never])(
    "takes no %s for a time",
    async (timeoutMs) => {
      await expect(stand().check.verified({ timeoutMs })).rejects.toThrow(TypeError);
    },
  );

  it("is refused at once when the self-check is closed", async () => {
    const { check, says } = stand();
    says.rm = SILENT;
    const refused = vi.fn();
    check.verified().catch(refused);
    await settle();
    check.close();
    await settle();
    expect(refused).toHaveBeenCalledOnce();
  });
});
