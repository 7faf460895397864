import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explicit, ia5String, implicit, oid, teletexString, utf8String } from "../../src/asn1/writer.ts";
import { parseSubjectAltName } from "../../src/rules/subject-alt-name.ts";
import { altNameTexts, comparableAltNames } from "../../src/rules/subject-alt-name-set.ts";
import type { GeneralNameInput } from "../../src/testing/index.ts";
import { callerBy, candidate } from "./candidates.ts";

/** Whether a rule's SAN matches a certificate that carries these names. */
function admits(pattern: string, ...names: readonly GeneralNameInput[]): boolean {
  return callerBy({ san: pattern }, candidate({ subjectAltName: names })) !== undefined;
}

/** A GeneralName of a kind over a text as it is, control characters included. */
function raw(number: 1 | 2 | 6, text: string): Uint8Array {
  return implicit(number, ia5String(text).subarray(2));
}

describe("matching", () => {
  it.each<[string, string]>([
    ["dns:client.contoso.com", "dns:client.contoso.com"],
    ["dns:Client.CONTOSO.com", "dns:cLIENT.contoso.COM"],
    ["DNS:client.contoso.com", "dns:client.contoso.com"],
    ["dns:*.contoso.com", "dns:*.contoso.com"],
    ["dns:xn--bcher-kva.example", "dns:XN--BCHER-KVA.example"],
    ["uri:https://contoso.com/A?b=c#d", "uri:https://contoso.com/A?b=c#d"],
    ["uri:urn:contoso:billing", "uri:urn:contoso:billing"],
    ["uri:spiffe://contoso.com/billing", "uri:spiffe://contoso.com/billing"],
    ["email:Ops@Contoso.com", "email:Ops@CONTOSO.com"],
    ['email:"a@b"@contoso.com', 'email:"a@b"@contoso.com'],
    ["ip:10.0.0.4", "ip:10.0.0.4"],
    ["ip:2001:DB8:0:0::1", "ip:2001:db8::1"],
    ["ip:::ffff:10.0.0.4", "ip:::ffff:a00:4"],
    ["upn:Ops@Contoso.com", "upn:ops@CONTOSO.COM"],
    ["upn:j\u00fcrgen@contoso.com", "upn:J\u00fcrgen@contoso.com"],
  ])("%s is %s", (pattern, name) => {
    expect(admits(pattern, name)).toBe(true);
    expect(admits(pattern, "dns:first.example", name)).toBe(true);
  });

  it.each<[string, GeneralNameInput]>([
    ["dns:client.contoso.com", "dns:client.contoso.com.evil.example"],
    ["dns:client.contoso.com", "dns:client.contoso.com."],
    ["dns:client.contoso.com", "uri:client.contoso.com"],
    ["dns:*.contoso.com", "dns:client.contoso.com"],
    ["dns:client.contoso.com", "dns:*.contoso.com"],
    ["dns:client.contoso.com", raw(2, "client.contoso.com\u0000")],
    ["dns:client.contoso.com", raw(2, "client.contoso.com\u0000.evil.example")],
    ["dns:client.contoso.com", raw(2, "client.contoso.com\n")],
    ["dns:client.contoso.com", raw(2, " client.contoso.com")],
    ["dns:client.contoso.com", raw(2, "x, DNS:client.contoso.com")],
    ["dns:client.contoso.com", raw(6, "http://x/, DNS:client.contoso.com")],
    ["uri:https://contoso.com/a", "uri:https://contoso.com/A"],
    ["uri:https://contoso.com/a", "uri:HTTPS://contoso.com/a"],
    ["uri:https://contoso.com/a", "uri:https://contoso.com/%61"],
    ["uri:https://contoso.com/a", "uri:https://contoso.com/a/"],
    ["uri:https://contoso.com/a", "uri:https://contoso.com:443/a"],
    ["uri:https://contoso.com/a", raw(6, "https://contoso.com/a\r\n")],
    ["email:ops@contoso.com", "email:OPS@contoso.com"],
    ["email:ops@contoso.com", "email:ops@sub.contoso.com"],
    ["email:ops@contoso.com", "email:contoso.com"],
    ["email:ops@contoso.com", raw(1, "ops@contoso.com\u0000")],
    ["ip:10.0.0.4", "ip:10.0.0.5"],
    ["ip:10.0.0.4", "ip:::ffff:a00:4"],
    ["ip:::ffff:10.0.0.4", "ip:10.0.0.4"],
    ["ip:10.0.0.4", "dns:10.0.0.4"],
    ["ip:10.0.0.4", implicit(7, Uint8Array.of(10, 0, 0, 4, 255, 255, 255, 255))],
    ["upn:ops@contoso.com", "email:ops@contoso.com"],
    ["upn:ops@contoso.com", "upn:ops@contoso.com.evil"],
    ["upn:ops@contoso.com", "upn:ops@contoso.com\u0000"],
    ["upn:ops@contoso.com", "upn:ops@contoso.com\u200b"],
    ["upn:ops@contoso.com", explicit(0, oid("1.3.6.1.4.1.311.20.2.4"), explicit(0, utf8String("ops@contoso.com")))],
    ["upn:j\u00fcrgen@contoso.com", "upn:J\u00dcRGEN@contoso.com"],
    ["upn:\u212aelvin@contoso.com", "upn:kelvin@contoso.com"],
    ["dns:contoso.com", "dirname:CN=contoso.com"],
  ])("%s is not %s", (pattern, name) => {
    expect(admits(pattern, name)).toBe(false);
  });

  it("reads a UPN in any string type, and none that is no text", () => {
    const upn = (value: Uint8Array) => explicit(0, oid("1.3.6.1.4.1.311.20.2.3"), explicit(0, value));
    expect(admits("upn:ops@contoso.com", upn(ia5String("ops@contoso.com")))).toBe(true);
    expect(admits("upn:ops@contoso.com", upn(teletexString("\u00e9ps@contoso.com")))).toBe(false);
  });

  it("wants of a SPIFFE certificate one URI, and lets it have other names", () => {
    const id = "uri:spiffe://contoso.com/billing";
    expect(admits(id, id, "dns:a.example", "email:a@b.example")).toBe(true);
    expect(admits(id, id, "uri:spiffe://contoso.com/admin")).toBe(false);
    expect(admits(id, "uri:https://contoso.com/", id)).toBe(false);
    expect(admits(id, id, id)).toBe(false);
    expect(admits(id, id, raw(6, "x\u0000"))).toBe(false);
    expect(admits("uri:https://contoso.com/", "uri:https://contoso.com/", "uri:https://b.example/")).toBe(true);
    expect(admits("dns:a.example", id, "uri:spiffe://contoso.com/admin", "dns:a.example")).toBe(true);
  });

  it("compares nothing that holds a control or invisible character, whatever a rule might hold", () => {
    const bad = [raw(1, "a@b\u0000"), raw(2, "a\n"), raw(6, "urn:a\u007f"), "upn:a@b\u200b", "upn:a@b\u202e"];
    const { leaf } = candidate({ subjectAltName: bad });
    expect(comparableAltNames(leaf)).toEqual({ tokens: new Set(), uriCount: 1 });
  });

  it("never looks for a SAN in the subject", () => {
    const caller = candidate({ subject: "CN=client.contoso.com,E=ops@contoso.com" });
    expect(callerBy({ san: ["dns:client.contoso.com", "email:ops@contoso.com"] }, caller)).toBeUndefined();
  });
});

describe("reading", () => {
  it.each([
    ["client.contoso.com", 1, "does not say what kind"],
    ["", 1, "does not say what kind"],
    [":a", 1, "does not say what kind"],
    ["dsn:a.example", 1, "Did you mean dns:?"],
    ["DNS Name=a.example", 1, "Did you mean dns:?"],
    ["RFC822 Name=a@b.example", 1, "Did you mean email:?"],
    ["IP Address:10.0.0.4", 1, "Did you mean ip:?"],
    ["dns=a.example", 1, "Did you mean dns:?"],
    ["constructor:a", 1, "no kind"],
    ["dns:", 5, "empty"],
    ["  dns:", 7, "empty"],
    ["dns:a.example.", 14, "no final dot"],
    ["dns:.a.example", 5, "no DNS name"],
    ["dns:a..example", 5, "no DNS name"],
    [`dns:${"a".repeat(254)}`, 5, "no DNS name"],
    ["dns:b\u00fccher.example", 6, "A-label (xn--...)"],
    ["dns:https://a.example", 10, "without scheme"],
    ["dns:a.example:443", 14, "without scheme"],
    ["dns: a.example", 5, "U+0020"],
    ["dns:a.example, dns:b.example", 15, "U+0020"],
    ["dns:a.example,dns:b.example", 14, '"," cannot stand'],
    ["uri:contoso.com/a", 5, "no absolute URI"],
    ["uri:https:", 5, "no absolute URI"],
    ["uri:https://a/b c", 16, "U+0020"],
    ["uri:https://a/\u00fc", 15, "percent-encoded"],
    ["uri:https://a/b\\;c", 16, "quotation marks as a whole"],
    ["uri:spiffe://Contoso.com/a", 5, "no SPIFFE ID"],
    ["uri:SPIFFE://contoso.com/a", 5, "no SPIFFE ID"],
    ["uri:spiffe://contoso.com/a/", 5, "no SPIFFE ID"],
    ["uri:spiffe://contoso.com/../a", 5, "no SPIFFE ID"],
    ["uri:spiffe://contoso.com/./a", 5, "no SPIFFE ID"],
    ["uri:spiffe://contoso.com:443/a", 5, "no SPIFFE ID"],
    ["uri:spiffe://contoso.com/a?b", 5, "no SPIFFE ID"],
    ["uri:spiffe:///a", 5, "no SPIFFE ID"],
    ["email:ops", 7, "no e-mail address"],
    ["email:@contoso.com", 7, "no e-mail address"],
    ["email:ops@", 7, "no e-mail address"],
    ["email:ops@con_toso.com", 7, "no e-mail address"],
    ["email:ops@b\u00fccher.example", 12, "A-labels"],
    ["ip:10.0.0.0/8", 4, "no IP address"],
    ["ip:10.0.0.04", 4, "no IP address"],
    ["ip:fe80::1%eth0", 4, "no IP address"],
    ["ip:[::1]", 4, "no IP address"],
    ["upn:ops", 5, "no user principal name"],
    ["upn:a@b@c", 5, "no user principal name"],
    ["upn:ops@contoso.com\u200e", 20, "U+200E"],
    ['"dns:a.example', 1, "never closed"],
    ['"', 1, "never closed"],
    ['  "dns:"', 8, "empty"],
  ])("%j is refused", (text, column, words) => {
    const result = parseSubjectAltName(text);
    if (result.kind !== "error") throw new Error("accepted");
    expect(result.column).toBe(column);
    expect(`${result.message} ${result.remedy}`).toContain(words);
  });

  it("takes an entry in quotation marks as a whole", () => {
    const pattern = parseSubjectAltName(' "uri:https://a.example/b;c" ');
    expect(pattern).toMatchObject({ kind: "uri", text: "uri:https://a.example/b;c" });
    expect(admits('"uri:https://a.example/b;c"', "uri:https://a.example/b;c")).toBe(true);
  });

  it.each([
    ["dns:*.contoso.com", "star"],
    ["dns:10.0.0.4", "address"],
  ])("%s gets a warning", (text, words) => {
    expect(parseSubjectAltName(text)).toMatchObject({
      warnings: [{ column: 5, message: expect.stringContaining(words) }],
    });
  });

  it("never throws and never shows what it cannot read", () => {
    const prefix = fc.constantFrom("", "dns:", "uri:", "email:", "ip:", "upn:", "uri:spiffe://");
    fc.assert(
      fc.property(prefix, fc.string({ unit: "binary" }), (kind, text) => {
        const result = parseSubjectAltName(kind + text);
        if (result.kind === "error") expect(result.message).toMatch(/^[ -~]{1,200}$/);
      }),
    );
  });
});

describe("altNameTexts", () => {
  it("writes names as rules write them, so that a rule can be copied from a refusal", () => {
    const names = ["dns:A.example", "uri:https://a.example/", "email:a@b.example", "ip:2001:db8::1", "upn:a@b"];
    const { leaf } = candidate({ subjectAltName: names });
    expect(altNameTexts(leaf)).toEqual(names);
    for (const name of altNameTexts(leaf)) expect(admits(name, ...names)).toBe(true);
  });

  it("leaves out what cannot be seen or could not be read (N-f)", () => {
    const hidden = ["upn:admin\u3164@a.example", "upn:a\u2028b@a.example", implicit(2, Uint8Array.of(0x61, 0xe9))];
    expect(altNameTexts(candidate({ subjectAltName: [...hidden, "dns:a.example"] }).leaf)).toEqual(["dns:a.example"]);
  });

  it("leaves out what rules cannot name", () => {
    const odd = [raw(2, "a\u0000b"), implicit(7, Uint8Array.of(1, 2, 3)), "rid:1.2.3", "dirname:CN=a", "dns:a.example"];
    expect(altNameTexts(candidate({ subjectAltName: odd }).leaf)).toEqual(["dns:a.example"]);
    expect(altNameTexts(candidate().leaf)).toEqual([]);
  });
});
