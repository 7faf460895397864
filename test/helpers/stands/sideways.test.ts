import { describe, expect, it } from "vitest";
import { ask, type Question, seen } from "./client.ts";
import type { FrontEndTraits } from "./options.ts";
import { closeAfterEach, createActors, stage } from "./stage.ts";

const keep = closeAfterEach();
const { a, b, forged } = createActors();
const NAMED = ["Connection", "close, x-arr-clientcert"] as const;

/** What the app saw of the certificate header, or how the front end answered. */
async function outcome(traits: Partial<FrontEndTraits>, question: Question): Promise<unknown> {
  const { stand } = await stage(keep, { mode: "required", http2: true, ...traits });
  const heard = await ask(stand, question).catch(({ code }: NodeJS.ErrnoException) => code);
  return typeof heard === "object" ? (seen(heard, forged[0]) ?? heard.status) : heard;
}

describe.each(["1.1", "2"] as const)("a connection whose TLS asked for another name, over HTTP/%s", (http) => {
  const lets = { mode: "optional", forgedHeader: "pass" } as const;

  it.each([
    ["no-name", [b.header], 403],
    ["another-name", 403, [b.header]],
    ["either", [b.header], [b.header]],
  ] as const)("is another way by %s", async (by, withoutName, withAnother) => {
    const traits = { sideways: { by, as: lets } };
    expect(await outcome(traits, { http, lines: [forged], serverName: null })).toEqual(withoutName);
    expect(await outcome(traits, { http, lines: [forged], serverName: "other.invalid" })).toEqual(withAnother);
    expect(await outcome(traits, { http, lines: [forged] })).toBe(403);
  });

  it("may be turned down", async () => {
    const question = { http, client: a, serverName: null };
    expect(await outcome({ sideways: { by: "either", as: { stranger: 421 } } }, question)).toBe(421);
    expect(await outcome({ sideways: { by: "either", as: "reset" } }, question)).toMatch(/RESET|no answer/);
    expect(await outcome({}, question)).toEqual([a.header]);
  });
});

describe("a header that the client names in Connection", () => {
  const question: Question = { client: a, lines: [NAMED, forged] };

  it.each<[string, Partial<FrontEndTraits>, readonly string[]]>([
    ["is replaced", {}, [a.header]],
    ["is removed with the front end's own", { removesNamed: true }, []],
    ["wins", { forgedHeader: "pass-named-in-connection" }, [b.header]],
  ])("%s", async (_title, traits, expected) => {
    expect(await outcome(traits, question)).toEqual(expected);
    expect(await outcome(traits, { client: a, lines: [forged] })).toEqual([a.header]);
  });
});

it("whoever writes the header is let in without a certificate", async () => {
  expect(await outcome({ admitsForgers: true }, { lines: [forged] })).toEqual([]);
  expect(await outcome({ admitsForgers: true }, {})).toBe(403);
});
