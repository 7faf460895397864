import { escapeAsEnvoy, forwardedElement, hashOf, pemOf } from "./certificate-headers.ts";
import type { Forgery, ForgeryParties } from "./forgeries.ts";

/**
 * Values of `X-Forwarded-Client-Cert` that a reader without Envoy's grammar takes for the forged certificate. The holder
 * of a certificate chooses what its subject and alternative names say, and some proxies copy them into the header.
 *
 * @param proxies What proxies behind the first append.
 */
export function forwardedForgeries({ real, forged }: ForgeryParties, proxies: string): readonly Forgery[] {
  const [ours, theirs] = [real, forged].map((certificate) => escapeAsEnvoy(pemOf(certificate)));
  const [ourHash, theirHash] = [real, forged].map(hashOf);
  const element = forwardedElement(real);
  const value = (
    name: string,
    meaning: string,
    text: string,
    expected: Forgery["expected"] = "header_malformed",
  ): Forgery => ({ name, meaning, rawHeaders: ["X-Forwarded-Client-Cert", text + proxies], expected });
  return [
    value(
      "certificate-in-quoted-subject",
      "a quoted subject that holds the fields of another certificate",
      `Hash=${ourHash};Subject="CN=x;Hash=${theirHash};Cert=\\"${theirs}\\"";Cert="${ours}"`,
      "real",
    ),
    value(
      "certificate-in-bare-name",
      "a URI without quotes that holds the field of another certificate",
      `URI=spiffe://x/y;Cert="${theirs}";${element}`,
    ),
    value("stray-quote", "a subject that ends its quotes early", `Subject="CN=x"Cert="${theirs}";${element}`),
    value("open-quote", "a subject whose quotes never end", `${element};Subject="CN=x`),
    value("trailing-backslash", "a subject that takes its closing quote away", `${element};Subject="CN=x\\`),
    value("doubled-key", "the field with the certificate twice", `${element};Cert="${theirs}"`),
    value("doubled-key-other-case", "the field twice, once in lower case", `cert="${theirs}";${element}`),
    value("hash-of-another", "a certificate that is not the one of the hash", `Hash=${ourHash};Cert="${theirs}"`),
    value(
      "chain-of-another",
      "a chain that begins with another certificate",
      `${element.replace(/;Chain=.*/, "")};Chain="${theirs}"`,
    ),
    value("chain-alone", "a chain without the certificate", `Hash=${theirHash};Chain="${theirs}"`),
    value("json", "JSON, which newer versions of Envoy can write", JSON.stringify([{ hash: theirHash, cert: theirs }])),
  ];
}
