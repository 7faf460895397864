import type { ConfigurationProblem } from "../../errors.ts";

/**
 * The reader speaks to whoever put a secret into the settings of an app. Here somebody gave the wrong file to look at,
 * and is to hear what it is and which one to give.
 */
export function inWordsForInput(problem: ConfigurationProblem): ConfigurationProblem {
  const words = WORDS.get(problem.code);
  return words === undefined ? problem : Object.freeze({ ...problem, ...words });
}

const WORDS: ReadonlyMap<string, Pick<ConfigurationProblem, "message" | "remedy">> = new Map([
  [
    "private_key",
    {
      message: "It is, or holds, a private key, of which nothing is read or shown.",
      remedy:
        "Give the certificate that the key belongs to, most often a .pem, .crt or .cer beside it. Out of a file that " +
        "holds both: `openssl x509 -in both.pem -out certificate.pem`.",
    },
  ],
  [
    "key_store",
    {
      message:
        "It is a key store (PFX, PKCS#12 or JKS): certificates and, as a rule, their private key, locked together.",
      remedy:
        "Give the certificate in it, which comes out of a .p12 or .pfx with `openssl pkcs12 -in right.p12 -clcerts " +
        "-nokeys -out certificate.pem`, and out of a .jks with `keytool -exportcert -rfc -keystore right.jks -alias " +
        "<alias> -file certificate.pem`.",
    },
  ],
]);
