/** Where a certificate stands, as `chain.pem` says it in the line above the block. */
export type Role = "Leaf" | "Intermediate" | "Trust anchor";

/** One certificate of a `chain.pem`. */
export interface ChainBlock {
  readonly role: Role;
  readonly der: Uint8Array;
}

const BLOCK =
  /^(Leaf|Intermediate|Trust anchor)\n-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----$/gm;

/** The certificates of a `chain.pem`, in its order. */
export function blocksOf(text: string): readonly ChainBlock[] {
  return [...text.matchAll(BLOCK)].map(([, role, base64]) => ({
    role: role as Role,
    der: Uint8Array.from(Buffer.from(base64 ?? "", "base64")),
  }));
}

/** What stands above the first certificate. */
export function descriptionOf(text: string): string {
  return text.slice(0, text.search(BLOCK)).trim();
}
