import { X509Certificate } from "node:crypto";
import { certificateHeaderValue } from "../../self-check/probe/certificate-header.ts";
import { type Authority, createAuthority } from "../../testing/authority.ts";
import type { IssuedCertificate } from "../../testing/certificate.ts";
import { AUTHORITY, CLIENTS_OF_ESTATE, DAY, ISSUING, isCurrent, SERVER_DAYS, validity } from "./estate.ts";
import { CLIENTS, type Folder } from "./folder.ts";
import { isIssuedBy, readStored, restoreAuthority, type Stored, writeStored } from "./stored.ts";

/** What the stand needs of the folder. */
export interface Estate {
  readonly authority: Stored;
  readonly issuing: Stored;
  readonly server: Stored;
  readonly right: Stored;
  /** Whether the right caller's certificate is a new one. */
  readonly isRightNew: boolean;
  /** What had to be made anew, and why. */
  readonly notes: readonly string[];
}

/**
 * Takes what is in the folder, and makes what is missing, what has expired and what does not belong to the rest.
 *
 * @throws {FileProblem}
 */
export function keepEstate(folder: Folder, now: number): Estate {
  const notes: string[] = [];
  const keep = keeper(folder, now, notes);
  const { authority, issuing } = keepAuthorities(keep, now);
  const server = keep({
    name: "server",
    isAsMeant: (stored) => isIssuedBy(stored, authority) && isCurrent(stored, now),
    mint: () => mintServer(restoreAuthority(authority), now),
  });
  const issuer = restoreIssuing(authority, issuing);
  const [right] = CLIENTS_OF_ESTATE.map(({ name, mint, isAsMeant }) =>
    keep({
      name: `${CLIENTS}/${name}`,
      isAsMeant: (stored) => isAsMeant(stored, issuing, now),
      mint: () => mint(issuer, now),
      behind: issuing,
    }),
  );
  if (right === undefined) throw new Error("there is no right caller");
  writeForgedHeaders(folder, right);
  return { authority, issuing, server, right, isRightNew: right.isNew, notes };
}

/** The issuing authority, ready to issue. */
export function restoreIssuing(authority: Stored, issuing: Stored): Authority {
  const { subjectName: subject, publicKey, privateKey } = restoreAuthority(issuing);
  return restoreAuthority(authority).createIntermediate({ subject, key: { publicKey, privateKey } });
}

/** Name of the file with a header that a client writes itself, as curl's `--header @<file>` reads it. */
export function forgedHeaderFile(platform: keyof typeof FORGED): string {
  return `forged-${platform}.txt`;
}

const FORGED = { "app-service": "X-ARR-ClientCert", "container-apps": "X-Forwarded-Client-Cert" } as const;

interface Wanted {
  readonly name: string;
  isAsMeant(stored: Stored): boolean;
  mint(): IssuedCertificate;
  /** Presented beside the client's own, if it is who issued that. */
  readonly behind?: Stored;
}

type Kept = Stored & { readonly isNew: boolean };

function keeper(folder: Folder, now: number, notes: string[]): (wanted: Wanted) => Kept {
  return ({ name, isAsMeant, mint, behind }) => {
    const stored = readStored(folder, name);
    if (typeof stored !== "string" && isAsMeant(stored)) return { ...stored, isNew: false };
    if (stored !== "absent") notes.push(`${folder.pathOf(name)}.pem ${reasonOf(stored, now)}, and was made anew.`);
    const { pem, privateKeyPem } = mint();
    const isBehind = behind !== undefined && isIssuedBy({ certificate: new X509Certificate(pem) }, behind);
    return { ...writeStored(folder, name, { pem, privateKeyPem, behind: isBehind ? behind.pem : "" }), isNew: true };
  };
}

function reasonOf(stored: Stored | "damaged", now: number): string {
  if (stored === "damaged") return "or its key could not be read";
  const isOver = Date.parse(stored.certificate.validTo) <= now + DAY;
  return isOver ? "had expired or was about to" : "was no longer what it is to be";
}

function keepAuthorities(keep: (wanted: Wanted) => Kept, now: number): Pick<Estate, "authority" | "issuing"> {
  const authority = keep({
    name: "authority",
    isAsMeant: (stored) => isIssuedBy(stored, stored) && isCurrent(stored, now),
    mint: () => createAuthority({ ...AUTHORITY, ...validity(now, AUTHORITY.days) }).certificate,
  });
  const issuing = keep({
    name: "issuing",
    isAsMeant: (stored) => isIssuedBy(stored, authority) && isCurrent(stored, now),
    mint: () =>
      restoreAuthority(authority).createIntermediate({ ...ISSUING, ...validity(now, ISSUING.days) }).certificate,
  });
  return { authority, issuing };
}

function mintServer(authority: Authority, now: number): IssuedCertificate {
  return authority.issue({
    subject: "CN=localhost",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost", "ip:127.0.0.1", "ip:::1"],
    ...validity(now, SERVER_DAYS),
  });
}

/** The right caller's certificate, which is no secret, written by somebody who does not hold its key. */
function writeForgedHeaders(folder: Folder, { certificate }: Stored): void {
  for (const platform of ["app-service", "container-apps"] as const) {
    const value = certificateHeaderValue(platform, new Uint8Array(certificate.raw));
    folder.write(forgedHeaderFile(platform), `${FORGED[platform]}: ${value}\n`, "public");
  }
}
