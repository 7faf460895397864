import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IssuedCertificate } from "../../src/testing/index.ts";

/** What `openssl x509 -text` prints about a certificate. Throws when it cannot read it. */
export function textOf(openssl: string, certificate: Pick<IssuedCertificate, "pem">): string {
  const { status, stdout, stderr } = spawnSync(openssl, ["x509", "-noout", "-text", "-nameopt", "RFC2253"], {
    input: certificate.pem,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What `openssl verify` says: `OK`, or its reasons. Level 0 judges neither key sizes nor hashes. */
export function verify(
  openssl: string,
  leaf: string,
  untrusted: string,
  anchors: string,
  more: readonly string[] = ["-auth_level", "0"],
): string {
  const folder = mkdtempSync(join(tmpdir(), "client-cert-"));
  try {
    const file = (name: string, content: string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const options = [...more, "-purpose", "sslclient", "-CAfile", file("anchors.pem", anchors)];
    if (untrusted !== "") options.push("-untrusted", file("untrusted.pem", untrusted));
    const { status, stderr } = spawnSync(openssl, ["verify", ...options, file("leaf.pem", leaf)], { encoding: "utf8" });
    return status === 0 ? "OK" : stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
