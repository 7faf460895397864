import { createHash } from "node:crypto";

/** Lower-case hexadecimal digest, as certificate thumbprints are written. */
export function thumbprint(algorithm: "sha1" | "sha256", bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}
