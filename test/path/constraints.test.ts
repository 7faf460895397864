import { describe, expect, it } from "vitest";
import { explicit, implicit, oid, utf8String } from "../../src/asn1/writer.ts";
import { createAuthority, type GeneralNameInput, type NameInput } from "../../src/testing/index.ts";
import { codes, validate } from "./support.ts";

// Name constraints (attack C5): one CA with constraints, one leaf with names, both ways.

interface Leaf {
  readonly subject?: NameInput;
  readonly names?: readonly GeneralNameInput[];
}

function judge(constraints: { permitted?: GeneralNameInput[]; excluded?: GeneralNameInput[] }, leaf: Leaf): string {
  const root = createAuthority({ subject: "CN=Root" });
  const ca = root.createIntermediate({ subject: "CN=CA", nameConstraints: constraints });
  const { subject = "CN=client", names } = leaf;
  const issued = ca.issue({ subject, ...(names !== undefined && { subjectAltName: names }) });
  return codes(validate(issued, [ca], [root])).join(", ");
}

const VIOLATED = "name_constraints_violated at 0";
const NOT_EVALUABLE = "name_constraints_not_evaluable at 0";

describe.each<[name: string, base: string, permitted: string, excluded: string]>([
  // name, base, what a permitted subtree says, what an excluded one says
  ["dns:a.example", "dns:a.example", "", VIOLATED],
  ["dns:b.a.example", "dns:a.example", "", VIOLATED],
  ["dns:B.A.EXAMPLE", "dns:a.example", "", VIOLATED],
  ["dns:ba.example", "dns:a.example", VIOLATED, ""],
  ["dns:a.example.evil", "dns:a.example", VIOLATED, ""],
  ["dns:b.a.example", "dns:.a.example", "", VIOLATED],
  ["dns:a.example", "dns:.a.example", VIOLATED, ""],
  ["dns:anything", "dns:", "", VIOLATED],
  ["dns:*.a.example", "dns:a.example", "", VIOLATED],
  ["dns:*.a.example", "dns:b.a.example", VIOLATED, VIOLATED],
  ["dns:b*.a.example", "dns:bc.a.example", VIOLATED, VIOLATED],
  ["dns:*", "dns:a.example", VIOLATED, VIOLATED],
  ["dns:*.*.example", "dns:b.a.example", VIOLATED, VIOLATED],
  ["dns:*.other", "dns:a.example", VIOLATED, ""],
  ["dns:a.example.", "dns:a.example", VIOLATED, VIOLATED],
  ["dns:evil/.a.example", "dns:a.example", VIOLATED, VIOLATED],
  ["dns:a.example", "dns:*.example", NOT_EVALUABLE, NOT_EVALUABLE],
  ["email:u@a.example", "email:a.example", "", VIOLATED],
  ["email:u@b.a.example", "email:a.example", VIOLATED, ""],
  ["email:u@b.a.example", "email:.a.example", "", VIOLATED],
  ["email:u@a.example", "email:.a.example", VIOLATED, ""],
  ["email:u@A.Example", "email:u@a.example", "", VIOLATED],
  ["email:U@a.example", "email:u@a.example", VIOLATED, ""],
  ["email:x@evil@a.example", "email:a.example", VIOLATED, VIOLATED],
  ['email:"x@evil"@a.example', "email:a.example", "", VIOLATED],
  ["email:nobody", "email:a.example", VIOLATED, VIOLATED],
  ["email:u@a.example", "email:@a.example", NOT_EVALUABLE, NOT_EVALUABLE],
  ["uri:https://a.example/x", "uri:a.example", "", VIOLATED],
  ["uri:https://b.a.example", "uri:a.example", VIOLATED, ""],
  ["uri:https://b.a.example:8443?q", "uri:.a.example", "", VIOLATED],
  ["uri:spiffe://a.example/ns/x", "uri:a.example", "", VIOLATED],
  ["uri:https://u:p@a.example/", "uri:a.example", "", VIOLATED],
  ["uri:https://a.example@evil/", "uri:a.example", VIOLATED, ""],
  ["uri:https://evil\\@a.example/", "uri:a.example", VIOLATED, VIOLATED],
  ["uri:https://%61.example/", "uri:a.example", VIOLATED, VIOLATED],
  ["uri:https://10.0.0.1/", "uri:a.example", VIOLATED, VIOLATED],
  ["uri:urn:uuid:1", "uri:a.example", VIOLATED, VIOLATED],
  ["ip:10.1.2.3", "ip:10.0.0.0/8", "", VIOLATED],
  ["ip:11.1.2.3", "ip:10.0.0.0/8", VIOLATED, ""],
  ["ip:2001:db8::1", "ip:2001:db8::/32", "", VIOLATED],
  ["ip:2001:db8::1", "ip:10.0.0.0/8", VIOLATED, ""],
  ["dirname:CN=x,O=Contoso", "dirname:O=Contoso", "", VIOLATED],
  ["dirname:CN=x,O=contoso ", "dirname:O=CONTOSO", "", VIOLATED],
  ["dirname:O=Contoso,CN=x", "dirname:O=Contoso", VIOLATED, VIOLATED],
  ["dirname:CN=x,O=Other", "dirname:O=Contoso", VIOLATED, ""],
  ["upn:u@a.example", "upn:u@a.example", NOT_EVALUABLE, NOT_EVALUABLE],
  ["rid:1.2.3", "rid:1.2.3", NOT_EVALUABLE, NOT_EVALUABLE],
])("%s held against %s", (name, base, permitted, excluded) => {
  // A directory name that is permitted binds the subject too, so the subject is left out.
  const leaf = { names: [name], subject: "" };

  it("permitted", () => {
    expect(judge({ permitted: [base] }, leaf)).toBe(permitted);
  });

  it("excluded", () => {
    expect(judge({ excluded: [base] }, leaf)).toBe(excluded);
  });
});

describe("what binds", () => {
  it("only names of the kind that a subtree mentions", () => {
    expect(judge({ permitted: ["dns:a.example"] }, { names: ["email:u@elsewhere"] })).toBe("");
  });

  it("every name of that kind, and each CA's constraints", () => {
    const permitted: GeneralNameInput[] = ["dns:a.example", "dns:b.example"];
    expect(judge({ permitted }, { names: ["dns:a.example", "dns:b.example"] })).toBe("");
    expect(judge({ permitted }, { names: ["dns:a.example", "dns:c.example"] })).toBe(VIOLATED);
    expect(judge({ permitted, excluded: ["dns:x.a.example"] }, { names: ["dns:x.a.example"] })).toBe(VIOLATED);
  });

  it("is never widened by a CA below", () => {
    const root = createAuthority({ nameConstraints: { permitted: ["dns:a.example"] } });
    const ca = root.createIntermediate({ subject: "CN=CA", nameConstraints: { permitted: ["dns:b.example"] } });
    const result = validate(ca.issue({ subjectAltName: ["dns:b.example"] }), [ca], [root]);
    expect(codes(result)).toEqual([VIOLATED]);
  });

  it("binds intermediates, but no self-issued ones", () => {
    const root = createAuthority({ subject: "CN=Root", nameConstraints: { permitted: ["dirname:O=Contoso"] } });
    const foreign = root.createIntermediate({ subject: "CN=CA,O=Other" });
    expect(codes(validate(foreign.issue({ subject: "CN=x,O=Contoso" }), [foreign], [root]))).toEqual([
      "name_constraints_violated at 1",
    ]);
    const rollover = createAuthority({ subject: "CN=Root" });
    const selfIssued = root.crossSign(rollover);
    expect(codes(validate(rollover.issue({ subject: "CN=x,O=Contoso" }), [selfIssued], [root]))).toEqual([]);
  });

  it("is the subject, and the e-mail addresses in it, beside other names too", () => {
    expect(judge({ permitted: ["dirname:O=Contoso"] }, { subject: "CN=x,O=Contoso" })).toBe("");
    expect(judge({ permitted: ["dirname:O=Contoso"] }, { subject: "CN=x" })).toBe(VIOLATED);
    const withMail = { subject: "E=u@evil.example,CN=x", names: ["email:u@a.example"] };
    expect(judge({ permitted: ["email:a.example"] }, withMail)).toBe(VIOLATED);
  });
});

describe("what cannot be read does not slip through", () => {
  const undecodable = (value: string): NameInput => [
    [{ type: "O", value: Buffer.from(value, "latin1"), encoding: "t61" }],
    [{ type: "CN", value: "x" }],
  ];
  const umlaut = [[{ type: "O", value: Buffer.from("M\u00fcller", "latin1"), encoding: "t61" as const }]];

  it("an attribute without comparable text might be the excluded one", () => {
    expect(judge({ excluded: ["dirname:O=M\u00fcller"] }, { subject: undecodable("M\u00fcller") })).toBe(VIOLATED);
    expect(judge({ excluded: ["dirname:O=Other,C=DE"] }, { subject: undecodable("M\u00fcller") })).toBe("");
  });

  it("an excluded subtree without comparable text refuses", () => {
    const root = createAuthority({ subject: umlaut });
    const base = root.subjectName;
    expect(judge({ excluded: [explicit(4, base)] }, { subject: "CN=x,O=M\u00fcller" })).toBe(NOT_EVALUABLE);
  });

  it("an excluded name cannot be written in another order or in one RDN", () => {
    const excluded = ["dirname:O=Partner,C=DE"];
    expect(judge({ excluded }, { subject: "CN=billing,C=DE,O=Partner" })).toBe(VIOLATED);
    expect(judge({ excluded }, { subject: "CN=billing+O=Partner,C=DE" })).toBe(VIOLATED);
    expect(judge({ excluded }, { subject: "CN=billing,O=Other,C=DE" })).toBe("");
  });

  it("an internationalised mailbox is a mailbox", () => {
    const smtpUtf8 = explicit(0, oid("1.3.6.1.5.5.7.8.9"), explicit(0, utf8String("u@evil.example")));
    expect(judge({ permitted: ["email:a.example"] }, { names: [smtpUtf8] })).toBe(NOT_EVALUABLE);
    expect(judge({ permitted: ["dns:a.example"] }, { names: [smtpUtf8] })).toBe("");
  });

  it("a name that is not IA5 lies outside what is permitted and inside what is excluded", () => {
    const name = implicit(2, Uint8Array.of(0xe4, 0x2e, 0x61));
    expect(judge({ permitted: ["dns:a"] }, { names: [name] })).toBe(VIOLATED);
    expect(judge({ excluded: ["dns:b"] }, { names: [name] })).toBe(VIOLATED);
    expect(judge({ excluded: ["email:b"] }, { names: [name] })).toBe("");
  });

  it("a mask with a hole refuses", () => {
    const base = implicit(7, Uint8Array.of(10, 0, 0, 0, 255, 0, 255, 0));
    expect(judge({ excluded: [base] }, { names: ["ip:11.0.0.1"] })).toBe(NOT_EVALUABLE);
  });
});

describe("the work it makes", () => {
  it("is not done for a leaf that nobody signed", () => {
    const names = Array.from({ length: 500 }, (_, number) => `dns:n${number}.example` as const);
    const root = createAuthority({ subject: "CN=Root", nameConstraints: { permitted: names } });
    const impostor = createAuthority({ subject: "CN=Root" });
    const result = validate(impostor.issue({ subjectAltName: names }), [], [root]);
    expect(codes(result)).toEqual(["signature_invalid at 0"]);
    expect(result.work).toBeLessThan(3000);
  });

  it("is paid for by the RDNs of directory names", () => {
    const base = `dirname:${Array.from({ length: 20 }, (_, number) => `OU=${number}`).join(",")}` as const;
    const root = createAuthority({ nameConstraints: { excluded: Array<typeof base>(100).fill(base) } });
    const names = Array<GeneralNameInput>(150).fill("dirname:CN=x");
    expect(codes(validate(root.issue({ subjectAltName: names }), [], [root]))).toEqual(["budget_exhausted at null"]);
  });
});
