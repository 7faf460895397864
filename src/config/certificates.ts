import { DerError } from "../asn1/der-error.ts";
import type { Certificate } from "../certificate/certificate.ts";
import { parseCertificate } from "../certificate/certificate.ts";
import { encodedKind, statedLength } from "./encoded-kind.ts";
import { textOf } from "./file-text.ts";
import { exists, readFileOrFolder } from "./files.ts";
import { kindOfLabel, reportNoCertificate } from "./key-material.ts";
import { reportKeyVaultReference } from "./key-vault.ts";
import { decodeLooseBase64 } from "./loose-base64.ts";
import { looksEncoded, materialEntries } from "./material-entries.ts";
import type { PemBlockText } from "./pem-text.ts";
import { cutPem, holdsPemMarker, holdsPrivateKeyMarker } from "./pem-text.ts";
import type { Reporter } from "./problems.ts";
import { excerpt, mayBeKeyMaterial, unquote } from "./text.ts";

/** A configured certificate and where it stands in its setting: `block 2`, `"/certs/root.pem"`. Empty: it is alone. */
export interface LocatedCertificate {
  readonly certificate: Certificate;
  readonly place: string;
}

/**
 * Reads certificates in every form in which operators have them: PEM with its line ends in any state, base64 of PEM or
 * DER, paths of files and folders, several of these one after the other. Gathers what it finds and reports the rest.
 */
export class CertificateReader {
  readonly found: LocatedCertificate[] = [];
  readonly #report: Reporter;
  readonly #takeEntry: (entry: string, place: string) => boolean;

  /** `takeEntry` sees every entry that is no PEM block first, and returns true for one that it dealt with. */
  constructor(report: Reporter, takeEntry: (entry: string, place: string) => boolean = () => false) {
    this.#report = report;
    this.#takeEntry = takeEntry;
  }

  /** The text of a variable, or a string given in code. */
  readText(value: string, place = ""): void {
    const text = unquote(value);
    if (reportKeyVaultReference(value.trim(), this.#report, place)) return;
    if (holdsPrivateKeyMarker(text)) {
      reportNoCertificate("private_key", this.#report, place);
      return;
    }
    const items = itemsOf(text);
    if (items.some(({ kind }) => kind === "block")) this.#readMixed(items, place);
    else this.#readEntries(items, mayBeKeyMaterial(text), place);
  }

  /** PEM blocks, perhaps with entries of other kinds beside them. */
  #readMixed(items: readonly Item[], place: string): void {
    let passedOver = false;
    for (const [index, item] of items.entries()) {
      const itemPlace = placeOf(place, items, index);
      if (item.kind === "block") this.#readBlock(item, itemPlace);
      else if (!this.#readEntry(item.text, itemPlace)) passedOver = true;
    }
    // Unknown text beside blocks is explanatory (RFC 7468 section 2), as OpenSSL prints it.
    if (!passedOver) return;
    this.#report.add("text_passed_over", "Text beside the PEM blocks is passed over.", REMEDY_TEXT, place);
  }

  /** Entries without any PEM block. `mayBeKey`: together they look like a torn key, so none of them is shown. */
  #readEntries(items: readonly Item[], mayBeKey: boolean, place: string): void {
    for (const [index, item] of items.entries()) {
      const itemPlace = placeOf(place, items, index);
      if (item.kind === "block" || this.#readEntry(item.text, itemPlace, mayBeKey)) continue;
      const what = mayBeKey ? "The text" : excerpt(item.text);
      const message = `${what} is neither a certificate nor the path of a file or folder that exists.`;
      this.#report.add("source_unknown", message, REMEDY_FORM, itemPlace);
    }
  }

  /** A certificate in DER or PEM as bytes: from code, from a file, or out of base64. */
  readBytes(bytes: Uint8Array, place: string): void {
    const text = textOf(bytes);
    if (text === undefined) this.#readDer(bytes, place);
    else if (holdsPrivateKeyMarker(text)) reportNoCertificate("private_key", this.#report, place);
    else if (holdsPemMarker(text)) this.#readPem(text, place);
    else this.#readEncodedText(text, place);
  }

  /** Text around the blocks is passed over, unless it holds half a block. */
  #readPem(text: string, place: string): void {
    const parts = cutPem(text);
    const blocks = parts.filter((part) => part.kind === "block");
    for (const [index, block] of blocks.entries()) {
      this.#readBlock(block, join(place, blocks.length > 1 ? `block ${index + 1}` : ""));
    }
    if (parts.some((part) => part.kind === "text" && holdsPemMarker(part.text))) this.#reportHalfBlock(place);
  }

  /** A file without PEM blocks that is text all the same: base64 of DER, as Windows exports it, or nothing of ours. */
  #readEncodedText(text: string, place: string): void {
    if (this.#readBase64(text, place)) return;
    this.#report.add("not_a_certificate", "The text is neither PEM nor base64 of a certificate.", REMEDY_FORM, place);
  }

  #readBlock({ label, body }: PemBlockText, place: string): void {
    const kind = kindOfLabel(label);
    if (kind !== "certificate") {
      reportNoCertificate(kind, this.#report, place);
      return;
    }
    const decoded = decodeLooseBase64(body);
    if (decoded.ok) {
      this.#readDer(decoded.bytes, place);
      return;
    }
    const problem =
      decoded.problem === "cut" ? "stops in the middle of its base64" : "holds something other than base64";
    this.#report.add("pem_damaged", `A PEM block ${problem}.`, REMEDY_PEM, place);
  }

  /** Reads an entry that is no PEM block; false when it is nothing that is known. */
  #readEntry(entry: string, place: string, mayBeKey = false): boolean {
    if (this.#takeEntry(entry, place)) return true;
    if (holdsPemMarker(entry)) {
      this.#reportHalfBlock(place);
      return true;
    }
    return this.#readBase64(entry, place) || this.#readPath(entry, place, mayBeKey);
  }

  /** Base64 of DER or of PEM, whole or cut; false when the text is neither. */
  #readBase64(text: string, place: string): boolean {
    const decoded = decodeLooseBase64(text);
    if (decoded.ok) {
      if (!looksEncoded(decoded.bytes)) return false;
      this.readBytes(decoded.bytes, place);
      return true;
    }
    if (decoded.problem !== "cut" || !/^\s*MI[A-Za-z0-9+/\s]{40}/.test(text)) return false;
    this.#report.add("certificate_truncated", "The base64 stops in the middle of an octet.", REMEDY_CUT, place);
    return true;
  }

  /** Pieces of a torn key may look like paths, and one that does not exist would be shown. */
  #readPath(entry: string, place: string, mayBeKey: boolean): boolean {
    if ((mayBeKey || !looksLikePath(entry)) && !pathExists(entry)) return false;
    for (const { path, bytes } of readFileOrFolder(entry, this.#report, place)) {
      this.readBytes(bytes, join(place, excerpt(path, LONGEST_PATH)));
    }
    return true;
  }

  #readDer(der: Uint8Array, place: string): void {
    const kind = encodedKind(der);
    const stated = statedLength(der);
    if (kind !== "certificate" && kind !== "unknown") {
      reportNoCertificate(kind, this.#report, place);
    } else if (stated !== undefined && stated > der.length) {
      const message = `The certificate has ${stated} octets and ends after ${der.length}.`;
      this.#report.add("certificate_truncated", message, REMEDY_CUT, place);
    } else if (kind === "unknown") {
      reportNoCertificate(kind, this.#report, place);
    } else {
      this.#parse(der, place);
    }
  }

  #parse(der: Uint8Array, place: string): void {
    try {
      this.found.push({ certificate: parseCertificate(der), place });
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      const message = `The certificate is malformed: ${error.message}.`;
      this.#report.add("certificate_unreadable", message, REMEDY_MALFORMED, place);
    }
  }

  #reportHalfBlock(place: string): void {
    const message = "A BEGIN or END line lacks its other half: the text is damaged or was cut.";
    this.#report.add("pem_damaged", message, REMEDY_PEM, place);
  }
}

const LONGEST_PATH = 200;

const REMEDY_PEM =
  "Copy each certificate whole, from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`; if the value " +
  "is long, put it into a file and give the path.";

const REMEDY_CUT = "Copy the certificate whole; if the value is long, put it into a file and give the path.";

const REMEDY_FORM = "Give the certificate in PEM, base64 of PEM or DER, or the path of a file or folder.";

const REMEDY_MALFORMED = "Export the certificate anew; `openssl x509 -in certificate.pem -text` shows what it holds.";

const REMEDY_TEXT =
  "Nothing is needed if it is only explanation; a certificate in it would have to be a whole PEM block.";

/** `/x`, `./x`, `../x`, `~`, `\\server`, `C:\x`, or a name with a certificate's ending; and nothing like a torn key. */
function looksLikePath(entry: string): boolean {
  if (/[\0\r\n]/.test(entry)) return false;
  if (/\.(?:pem|crt|cer|der|p7b|p7c|pfx|p12|jks|key)$/i.test(entry)) return true;
  return /^(?:~|\.{0,2}\/|\.{0,2}\\|[A-Za-z]:[\\/])/.test(entry) && !mayBeKeyMaterial(entry);
}

type Item = PemBlockText | { readonly kind: "text"; readonly text: string };

function itemsOf(text: string): readonly Item[] {
  const parts = cutPem(text);
  const hasBlocks = parts.some(({ kind }) => kind === "block");
  return parts.flatMap((part): readonly Item[] => {
    if (part.kind === "block") return [part];
    return materialEntries(part.text, hasBlocks).map((entry) => ({ kind: "text", text: entry }));
  });
}

function pathExists(entry: string): boolean {
  try {
    return exists(entry);
  } catch {
    return false;
  }
}

function placeOf(place: string, items: readonly Item[], index: number): string {
  return join(place, items.length > 1 ? `entry ${index + 1}` : "");
}

function join(...places: readonly string[]): string {
  return places.filter((place) => place !== "").join(", ");
}
