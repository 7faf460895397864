import type { NameInput } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { chain, client, issuing, root } from "./pki.ts";
import { zooCase } from "./zoo-case.ts";

/** A leaf under the usual chain with another subject. */
function subject(name: string, about: string, input: NameInput): CaseDefinition {
  return zooCase(name, about, "accept", () => chain({ leaf: { subject: input } }));
}

/** Names as directories, old tools and people write them. */
export const ZOO_NAMES: readonly CaseDefinition[] = [
  subject(
    "active-directory-administrator",
    "An Active Directory user: two CN, two DC.",
    "CN=Administrator,CN=Users,DC=contoso,DC=com",
  ),
  subject(
    "active-directory-service",
    "A service account in nested organizational units: CN=Users-like containers, several OU and DC.",
    "CN=svc-billing,OU=Service Accounts,OU=IT,OU=Germany,DC=ad,DC=contoso,DC=com",
  ),
  subject(
    "common-name-users",
    "A subject that is CN=Users and the domain: a container's name for a certificate's.",
    "CN=Users,DC=contoso,DC=com",
  ),
  subject("common-name-only", "One attribute, as `openssl req -subj /CN=billing` makes it.", "CN=billing"),
  subject(
    "email-in-subject",
    "An e-mail address in the subject, as old CAs put it there.",
    "E=billing@contoso.example,CN=billing,O=Contoso,C=DE",
  ),
  subject("multi-valued-rdn", "One RDN that holds CN and serialNumber.", "CN=billing+SERIALNUMBER=4711,O=Contoso,C=DE"),
  subject(
    "repeated-attributes",
    "Several organizational units, two common names, two streets.",
    "CN=billing,CN=prod,OU=a,OU=b,OU=b,STREET=x,STREET=y,C=DE",
  ),
  subject(
    "special-characters",
    "Comma, plus, quotes, semicolon, backslash and equals sign inside values; spaces at both ends.",
    'CN=\\ Doe\\, Jane \\+ \\"Co\\"\\; a\\\\b\\=c\\ ,O=M\\C3\\BCller & S\\C3\\B6hne,C=DE',
  ),
  subject("unknown-attribute-type", "An attribute type of one's own.", "CN=billing,1.3.6.1.4.1.99999.4=4711,C=DE"),
  subject("teletex", "TeletexString (T61String) with ASCII, as CAs of the nineties wrote it.", [
    [{ type: "C", value: "DE" }],
    [{ type: "O", value: "Contoso", encoding: "t61" }],
    [{ type: "CN", value: "billing", encoding: "t61" }],
  ]),
  subject(
    "teletex-latin-1",
    "TeletexString with Latin-1 in it, which T.61 is not: nobody can say for sure what it means.",
    [
      [{ type: "C", value: "DE" }],
      [{ type: "O", value: "M\u00fcller", encoding: "t61" }],
      [{ type: "CN", value: "billing" }],
    ],
  ),
  subject("bmp", "BMPString: Windows CAs write it for names beyond ASCII.", [
    [{ type: "C", value: "DE" }],
    [{ type: "O", value: "M\u00fcller \u682a\u5f0f\u4f1a\u793e", encoding: "bmp" }],
    [{ type: "CN", value: "billing", encoding: "bmp" }],
  ]),
  subject("universal-string", "UniversalString.", [
    [{ type: "C", value: "DE" }],
    [{ type: "CN", value: "billing \u{1f511}", encoding: "universal" }],
  ]),
  subject(
    "printable-with-forbidden-characters",
    "PrintableString with characters it does not have: `*`, `@`, `&`, `_`.",
    [[{ type: "C", value: "DE" }], [{ type: "CN", value: "*.billing_1@contoso & co", encoding: "printable" }]],
  ),
  subject("lower-case-country", "A country in lower case and in UTF8String.", [
    [{ type: "C", value: "de", encoding: "utf8" }],
    [{ type: "CN", value: "billing" }],
  ]),
  zooCase(
    "issuer-name-in-other-encoding",
    "The leaf writes its issuer's name in UTF8String, the issuing CA in PrintableString, with other case and " +
      "more spaces. By RFC 5280 " +
      "section 7.1 the names are equal.",
    "accept",
    () => {
      const name = (encoding: "utf8" | "printable", organization: string): NameInput => [
        [{ type: "C", value: "DE" }],
        [{ type: "O", value: organization, encoding }],
        [{ type: "CN", value: "Contoso Issuing CA 2", encoding }],
      ];
      const anchor = root();
      const intermediate = issuing({ subject: name("printable", "CONTOSO  Ltd") }, anchor);
      const leaf = client({ issuer: name("utf8", "Contoso ltd") }, intermediate);
      return { leaf, intermediates: [intermediate], anchors: [anchor] };
    },
  ),
];
