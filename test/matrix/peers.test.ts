import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { admitted, answered, refused } from "../front-ends/attack.ts";
import { identityOf } from "../front-ends/callers.ts";
import { describeWith } from "../helpers/need.ts";
import { createCast } from "./cast.ts";
import { type Estate, frameworksFor, openEstate, type Request } from "./estate.ts";
import { FRONT_ENDS, type FrontEnd, linesFor } from "./front-ends.ts";

const { billing, environment } = createCast();
const BILLING = identityOf(billing);
const ELSEWHERE = "192.0.2.7";
/** What a proxy, or whoever passes for one, says of where a request comes from. The apps believe it. */
const saying = (address: string): readonly string[] => [
  `X-Forwarded-For: ${address}`,
  `X-Real-IP: ${address}`,
  `Forwarded: for=${address}`,
  `X-Client-IP: ${address}`,
];
const PROXIES = [...FRONT_ENDS.filter(({ program }) => program !== undefined), "socket" as const];
const WITH_SOCKET = frameworksFor("socket");

describe.each(PROXIES)("the address of the connection", (frontEnd) => {
  const program = frontEnd === "socket" ? undefined : frontEnd.program;
  const title = frontEnd === "socket" ? "on Node's TLS" : `behind ${frontEnd.name}`;

  describeWith(["curl", ...(program === undefined ? [] : [program])], title, (programs) => {
    let near: Estate;
    let far: Estate;

    beforeAll(async () => {
      near = await openEstate({ frontEnd, programs, environment });
      far = await openEstate({ frontEnd, programs, environment, trustedPeers: ELSEWHERE });
    });
    afterAll(async () => {
      await near?.close();
      await far?.close();
    });

    it.concurrent.each(WITH_SOCKET)("counts, and no header that tells of another: $name", async ({ name }) => {
      expect(await near.ask(name, [caller(), caller(saying("203.0.113.9"))])).toEqual([
        admitted("billing"),
        admitted("billing"),
      ]);
      const open: Request = { kind: "optional", target: "/healthz" };
      expect(await far.ask(name, [caller(), caller(saying(ELSEWHERE)), caller(saying("127.0.0.1")), open])).toEqual([
        refused("peer_not_trusted"),
        refused("peer_not_trusted"),
        refused("peer_not_trusted"),
        answered(200),
      ]);
    });

    it.concurrent.each(WITH_SOCKET)("is looked at on every connection to the app itself: $name", async ({ name }) => {
      const outcomes = await near.ask(name, [
        direct(frontEnd, "127.0.0.1"),
        direct(frontEnd, "127.0.0.2"),
        direct(frontEnd, "127.0.0.2", saying("127.0.0.1")),
        direct(frontEnd, "127.0.0.2", ["Connection: Upgrade", "Upgrade: test"]),
      ]);
      expect(outcomes).toEqual([
        admitted("billing"),
        refused("peer_not_trusted"),
        refused("peer_not_trusted"),
        refused("peer_not_trusted"),
      ]);
    });
  });
});

function caller(headers: readonly string[] = []): Request {
  return { kind: "optional", presents: BILLING, headers, options: ["--http1.1"] };
}

/** Past the front end, from an address of this machine, with what the front end would have written. */
function direct(frontEnd: FrontEnd | "socket", from: string, more: readonly string[] = []): Request {
  const isSocket = frontEnd === "socket";
  const headers = [...(isSocket ? [] : linesFor(frontEnd, billing.der)), ...more];
  const presents = isSocket ? BILLING : undefined;
  return { kind: "direct", presents, headers, secure: isSocket, options: ["--http1.1", "--interface", from] };
}
