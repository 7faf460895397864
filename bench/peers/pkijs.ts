import { webcrypto } from "node:crypto";
import * as pkijs from "pkijs";
import type { Estate } from "../estate.ts";

/** The same request's work by hand of pkijs: decode, parse, its chain validation engine. */
export function pkiJs({ root, issuing }: Estate): (header: string) => Promise<boolean> {
  pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto as never }));
  const trustedCerts = [pkijs.Certificate.fromBER(root.der.slice().buffer)];
  const intermediate = pkijs.Certificate.fromBER(issuing.der.slice().buffer);
  return async (header) => {
    const leaf = pkijs.Certificate.fromBER(Uint8Array.from(Buffer.from(header, "base64")).buffer);
    const engine = new pkijs.CertificateChainValidationEngine({ trustedCerts, certs: [intermediate, leaf] });
    const { result } = await engine.verify();
    return result && leaf.subject.typesAndValues.some(({ value }) => value.valueBlock.value === "Payments");
  };
}
