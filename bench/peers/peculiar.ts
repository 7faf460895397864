import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { cryptoProvider, X509Certificate, X509ChainBuilder } from "@peculiar/x509";
import type { Estate } from "../estate.ts";

/** The same request's work by hand of @peculiar/x509: decode, parse, build the chain, verify signatures and dates. */
export function peculiar({ root, issuing }: Estate): (header: string) => Promise<boolean> {
  cryptoProvider.set(webcrypto as never);
  const trusted = new X509Certificate(root.pem);
  const builder = new X509ChainBuilder({ certificates: [trusted, new X509Certificate(issuing.pem)] });
  return async (header) => {
    const leaf = new X509Certificate(Buffer.from(header, "base64"));
    const chain = await builder.build(leaf);
    if (!(chain.at(-1)?.equal(trusted) ?? false)) return false;
    for (const [index, certificate] of chain.entries()) {
      const issuer = chain[index + 1] ?? certificate;
      if (!(await certificate.verify({ publicKey: issuer.publicKey, date: new Date() }))) return false;
    }
    return leaf.subjectName.getField("OU").includes("Payments");
  };
}
