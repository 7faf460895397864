import { describe, expect, it } from "vitest";
import { base64, billing, CONFIGURED, inspect, issue, issuing, report } from "./stage.ts";

/** The members of a value, all the way down; of a list those of its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

describe("the JSON document", () => {
  it("has the members that are documented", async () => {
    const { certificates, judgements, ...rest } = await report(`X-ARR-ClientCert: ${base64(billing.der)}`, CONFIGURED);
    expect(rest).toEqual({
      verb: "inspect",
      schemaVersion: 1,
      verdict: "admitted",
      exitCode: 0,
      at: "2026-06-15T12:00:00.000Z",
      input: {
        from: "stdin",
        form: "header-lines",
        is: "lines of a request's headers",
        headers: ["X-ARR-ClientCert"],
        problems: [],
        warnings: [],
      },
      configuration: {
        from: "environment",
        frontEnd: "app-service",
        frontEndFrom: "input",
        enforce: "on",
        problems: [],
        warnings: [],
      },
      notes: [expect.any(String), expect.any(String)],
    });
    expect(shapeOf(judgements)).toMatchInlineSnapshot(`
      [
        {
          "allow": null,
          "caller": "string",
          "certificate": "number",
          "checks": [
            {
              "check": "string",
              "status": "string",
            },
          ],
          "code": null,
          "findings": [],
          "matchedBy": "string",
          "namesVerified": "boolean",
          "path": {
            "certificates": [
              {
                "issuer": "string",
                "notAfter": "string",
                "role": "string",
                "sha256": "string",
                "subject": "string",
              },
            ],
            "holds": "string",
            "isComplete": "boolean",
          },
          "pins": "number",
          "rules": {
            "more": "number",
            "outcomes": [
              {
                "conditions": [
                  {
                    "member": "string",
                    "met": "string",
                    "more": "number",
                    "present": [
                      "string",
                    ],
                    "wanted": [
                      "string",
                    ],
                  },
                ],
                "matches": "boolean",
                "purpose": null,
                "rule": "string",
              },
            ],
          },
          "verdict": "string",
        },
      ]
    `);
    expect(shapeOf(certificates)).toMatchInlineSnapshot(`
      [
        {
          "authorityKeyIdentifier": "string",
          "basicConstraints": null,
          "extendedKeyUsage": [
            {
              "name": "string",
              "oid": "string",
              "words": "string",
            },
          ],
          "extensions": [
            {
              "critical": "boolean",
              "name": "string",
              "oid": "string",
            },
          ],
          "isSelfIssued": "boolean",
          "issuer": {
            "attributes": [
              {
                "encoding": "string",
                "name": "string",
                "odd": [],
                "type": "string",
                "value": "string",
              },
            ],
            "text": "string",
          },
          "key": {
            "algorithm": "string",
            "bits": null,
            "curve": "string",
            "problem": null,
          },
          "keyUsage": [
            "string",
          ],
          "ready": {
            "allowedSans": [
              "string",
            ],
            "allowedSubject": "string",
            "hindrances": {
              "isForServers": "boolean",
              "pin": [],
              "rule": [],
            },
            "keyPin": "string",
            "pin": "string",
          },
          "role": "string",
          "serialNumber": "string",
          "sha256": "string",
          "signature": {
            "algorithm": "string",
            "isAllowed": "boolean",
            "oid": "string",
          },
          "spkiSha256": "string",
          "strict": {
            "deviations": [],
            "role": "string",
          },
          "subject": {
            "attributes": [
              {
                "encoding": "string",
                "name": "string",
                "odd": [],
                "type": "string",
                "value": "string",
              },
            ],
            "text": "string",
          },
          "subjectAltNames": [
            {
              "kind": "string",
              "value": "string",
            },
          ],
          "subjectKeyIdentifier": "string",
          "thumbprint": "string",
          "validity": {
            "notAfter": "string",
            "notBefore": "string",
            "secondsLeft": "number",
            "state": "string",
          },
          "version": "number",
        },
      ]
    `);
  });

  it("tells findings with their details, meaning and remedy", async () => {
    const { judgements } = await report(issue({ subject: "CN=orders" }).pem, CONFIGURED);
    expect(judgements[0]?.findings).toEqual([
      {
        code: "subject_not_allowed",
        certificateIndex: 0,
        severity: "error",
        status: 403,
        explanation: expect.stringContaining('has the subject "CN=orders"'),
        meaning: expect.any(String),
        remedy: expect.stringContaining("CLIENT_CERT_ALLOWED_SUBJECTS"),
        details: { rule: "the ALLOWED_* rule", subject: "CN=orders" },
      },
    ]);
  });

  it("is printable ASCII, whatever a name holds", async () => {
    const { out } = await inspect(["-", "--json"], {}, issue({ subject: "CN=M\u00fcller\u202e" }).pem + issuing.pem);
    expect(out).toMatch(/^[\n\x20-\x7e]+$/);
    expect(JSON.parse(out).certificates[0].subject.attributes[0].value).toBe("M\u00fcller\u202e");
  });
});
