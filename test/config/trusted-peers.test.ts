import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { createPeerList, readPeer } from "../../src/config/peer-list.ts";
import { load, onlyProblem, problemsWith, type Variables } from "./fixtures.ts";

const VARIABLE = "CLIENT_CERT_TRUSTED_PEERS";
const BY_PROXY: Variables = {
  WEBSITE_SITE_NAME: undefined,
  CLIENT_CERT_SELF_CHECK: undefined,
  CLIENT_CERT_FRONT_END: "rfc9440",
};

function listOf(...entries: readonly string[]) {
  const { trustedPeers } = load(BY_PROXY, { trustedPeers: entries });
  if (typeof trustedPeers !== "object") throw new Error("no list");
  return trustedPeers;
}

describe("a list of trusted peers", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["10.0.0.4", ["10.0.0.4", "::ffff:10.0.0.4", "::FFFF:a00:4", "::ffff:10.0.0.4%eth0"], ["10.0.0.5", "::10.0.0.4"]],
    ["10.1.0.0/24", ["10.1.0.0", "10.1.0.255", "::ffff:10.1.0.9"], ["10.1.1.0", "10.0.255.255", "::ffff:10.1.1.0"]],
    ["10.1.0.7/24", ["10.1.0.1", "10.1.0.7"], ["10.1.1.7"]],
    ["10.0.0.4/32", ["10.0.0.4"], ["10.0.0.5", "10.0.0.3"]],
    ["2001:db8::4", ["2001:db8::4", "2001:DB8:0:0::4", "2001:db8::4%3"], ["2001:db8::5", "10.0.0.4"]],
    ["2001:DB8::/64", ["2001:db8::", "2001:db8::ffff:1"], ["2001:db8:0:1::", "2001:db9::"]],
    ["fe80::1", ["fe80::1", "fe80::1%eth0", "fe80::1%eth1"], ["fe80::2%eth0"]],
    ["::1", ["::1", "::1%lo"], ["127.0.0.1", "::", "::ffff:127.0.0.1"]],
    ["127.0.0.1", ["127.0.0.1", "::ffff:127.0.0.1"], ["::1", "127.0.0.2"]],
    ["::ffff:10.0.0.4", ["10.0.0.4", "::ffff:10.0.0.4"], ["10.0.0.5"]],
    ["::ffff:10.1.0.0/112", ["10.1.2.3", "::ffff:10.1.2.3"], ["10.2.0.0"]],
  ])("with %s", (entry, inside, outside) => {
    const list = listOf(entry);
    expect(inside.filter((address) => !list.includes(address))).toEqual([]);
    expect(outside.filter((address) => list.includes(address))).toEqual([]);
  });

  it("never holds what is no address: a pipe, a name, a text", () => {
    const list = listOf("10.0.0.0/8", "fc00::/7");
    const others = [
      undefined,
      "",
      "unknown",
      "localhost",
      "10.0.0.4:443",
      "[fc00::1]",
      "10.0.0.4, 10.0.0.5",
      "010.0.0.4",
    ];
    expect(others.filter((address) => list.includes(address))).toEqual([]);
    for (const value of [null, 5, {}, ["10.0.0.4"]]) expect(list.includes(value as never)).toBe(false);
  });

  it("holds an address exactly if one of the entries does", () => {
    const octet = fc.constantFrom(0, 1, 9, 127, 128, 255);
    const address = fc.tuple(fc.constant(10), octet, octet, octet);
    fc.assert(
      fc.property(address, fc.integer({ min: 8, max: 32 }), address, (entry, prefix, peer) => {
        const peers = [readPeer(`${entry.join(".")}/${prefix}`)].filter((read) => typeof read === "object");
        const toNumber = (octets: readonly number[]) => octets.reduce((sum, octet) => sum * 256 + octet, 0);
        const size = 2 ** (32 - prefix);
        const expected = Math.floor(toNumber(entry) / size) === Math.floor(toNumber(peer) / size);
        const list = createPeerList(peers);
        expect([list.includes(peer.join(".")), list.includes(`::ffff:${peer.join(".")}`)]).toEqual([
          expected,
          expected,
        ]);
      }),
    );
  });

  it("may be written in the variable, between `;` and on lines", () => {
    const { trustedPeers } = load({ ...BY_PROXY, [VARIABLE]: ' "10.0.0.4; 10.1.0.0/24\n2001:db8::/64;" ' });
    expect(trustedPeers).toMatchObject({ entries: ["10.0.0.4", "10.1.0.0/24", "2001:db8::/64"] });
    expect(Object.isFrozen(trustedPeers)).toBe(true);
  });

  it("in code takes the place of the variable", () => {
    const settings = load({ ...BY_PROXY, [VARIABLE]: "network-enforced" }, { trustedPeers: ["10.0.0.4"] });
    expect(settings.trustedPeers).toMatchObject({ entries: ["10.0.0.4"] });
    expect(settings.warnings.map(({ code }) => code)).toEqual(["variable_overridden"]);
  });
});

describe("the words network-enforced", () => {
  it("stand alone", () => {
    for (const text of ["network-enforced", ' "network-enforced" ', "network-enforced;"]) {
      expect(load({ ...BY_PROXY, [VARIABLE]: text }).trustedPeers).toBe("network-enforced");
    }
    expect(load(BY_PROXY, { trustedPeers: "network-enforced" }).trustedPeers).toBe("network-enforced");
    const beside = problemsWith({ ...BY_PROXY, [VARIABLE]: "10.0.0.4;network-enforced" });
    expect(onlyProblem("trusted_peer_malformed", VARIABLE, beside).place).toBe("entry 2");
    onlyProblem(
      "trusted_peer_malformed",
      "trustedPeers",
      problemsWith(BY_PROXY, { trustedPeers: ["network-enforced"] }),
    );
  });

  it("are suggested to those who nearly wrote them", () => {
    const message = (text: string) => problemsWith({ ...BY_PROXY, [VARIABLE]: text })[0]?.message;
    expect(message("Network-Enforced")).toContain('Did you mean "network-enforced"?');
    expect(problemsWith(BY_PROXY, { trustedPeers: "networkenforced" })[0]?.message).toContain('"network-enforced"?');
  });
});

describe("an entry", () => {
  test.each([
    ...["localhost", "front-end.example", "10.0.0", "10.0.0.256", "010.0.0.1", "0x0a000001", "167772164"],
    ...["10.0.0.4/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/255.0.0.0", "/8", "10.0.0.0-10.0.0.9"],
    ...["10.0.0.4:443", "[::1]", "2001:db8::/129", "2001:db8:::", "fe80::1%eth0", "fe80::%eth0/64"],
    ...["10.0.0.4,10.0.0.5", "10.0.0.*", "*", "any", "AzureFrontDoor.Backend", "10.0.0.0 /8", "\u0661.1.1.1"],
  ])("is an address or a range: not %j", (entry) => {
    onlyProblem("trusted_peer_malformed", VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: entry }));
    onlyProblem("trusted_peer_malformed", "trustedPeers", problemsWith(BY_PROXY, { trustedPeers: [entry] }));
  });

  test.each([
    ...["0.0.0.0/0", "10.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0"],
    ...[
      "::/0",
      "2001:db8::/0",
      "8000::/1",
      "2000::/3",
      "::",
      "0:0:0:0:0:0:0:0",
      "::ffff:0:0/96",
      "::ffff:128.0.0.0/97",
    ],
  ])("is somebody's, not everyone: %s points to the words", (entry) => {
    const problem = onlyProblem("trusted_peers_everyone", VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: entry }));
    expect(problem.remedy).toContain("network-enforced");
    const inCode = problemsWith(BY_PROXY, { trustedPeers: ["10.0.0.4", entry] });
    expect(onlyProblem("trusted_peers_everyone", "trustedPeers", inCode).place).toBe("entry 2");
  });

  it("is told with its place, and each of them", () => {
    const problems = problemsWith({ ...BY_PROXY, [VARIABLE]: "10.0.0.4;localhost;::/0;10.0.0.0/40" });
    expect(problems.map(({ code, place }) => [code, place])).toEqual([
      ["trusted_peer_malformed", "entry 2"],
      ["trusted_peers_everyone", "entry 3"],
      ["trusted_peer_malformed", "entry 4"],
    ]);
  });

  it("is there: an empty list never means everyone", () => {
    onlyProblem("list_empty", VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: ";;" }));
    onlyProblem("list_empty", "trustedPeers", problemsWith(BY_PROXY, { trustedPeers: [] }));
    onlyProblem("value_empty", VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: "" }));
  });

  test.each([5, null, true, {}, [5], [["10.0.0.4"]], new Set(["10.0.0.4"])])(
    "in code is a text: not %j",
    (trustedPeers) => {
      onlyProblem("option_wrong_type", "trustedPeers", problemsWith(BY_PROXY, { trustedPeers }));
    },
  );

  it("in code stands in an array", () => {
    onlyProblem("value_not_allowed", "trustedPeers", problemsWith(BY_PROXY, { trustedPeers: "10.0.0.4" }));
  });
});
