import { describe, expect, it } from "vitest";
import {
  certificateHeaderValue,
  type ProbedFrontEnd,
  readCertificateLine,
  type Sent,
} from "../../../src/self-check/probe/certificate-header.ts";
import { mintThrowAway } from "../../../src/self-check/probe/mint.ts";

function mintSent(frontEnd: ProbedFrontEnd): Sent {
  const mint = (): string => certificateHeaderValue(frontEnd, mintThrowAway(Date.now()).der);
  return { a: mint(), b: mint(), bPlain: mint() };
}

describe.each(["app-service", "container-apps"] as const)("certificates of one minute, from %s", (frontEnd) => {
  it("are told apart, though they share much", () => {
    for (let time = 0; time < 20; time += 1) {
      const sent = mintSent(frontEnd);
      const read = (line: string): string => readCertificateLine(line, sent, frontEnd);
      expect([sent.a, sent.b, sent.bPlain].map(read)).toEqual(["exactly-a", "shows-b", "shows-plain-b"]);
      expect(read(mintSent(frontEnd).a)).toBe("other");
    }
  });

  it("count as shown in whatever is around them, and not inside another's text", () => {
    const sent = mintSent(frontEnd);
    const { header } = mintThrowAway(Date.now());
    const read = (line: string): string => readCertificateLine(line, sent, frontEnd);
    const base64 = (/[A-Za-z0-9+/]{200,}/.exec(decodeURIComponent(sent.b).replace(/\s/g, "")) ?? [""])[0];
    expect(base64.length).toBeGreaterThan(400);
    for (const around of [`${base64},${header}`, `${header} ${base64}`, `"${base64}"`, `a=${base64}=`]) {
      expect(read(around)).toBe("shows-b");
    }
    for (const inside of [`x${base64}`, `${base64}x`, `${header.replace(/=+$/, "")}${base64}`]) {
      expect(read(inside)).toBe("other");
    }
  });
});
