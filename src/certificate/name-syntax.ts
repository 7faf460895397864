import type { Certificate } from "./certificate.ts";
import type { GeneralName } from "./general-name.ts";

/** Whether every subjectAltName is written as RFC 5280 section 4.2.1.6 says. */
export function hasWellFormedNames({ extensions }: Certificate): boolean {
  return extensions.subjectAltName?.names.every(isWellFormed) ?? true;
}

function isWellFormed(name: GeneralName): boolean {
  switch (name.kind) {
    case "dNSName":
      return isDnsName(name.value.replace(/^\*\./, ""));
    case "rfc822Name":
      return isMailbox(name.value);
    case "uniformResourceIdentifier":
      return /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/.test(name.value);
    case "iPAddress":
      return name.value.length === 4 || name.value.length === 16;
    default:
      return true;
  }
}

/** Whether every subtree of the name constraints is written as RFC 5280 section 4.2.1.10 says. */
export function hasWellFormedSubtrees({ extensions }: Certificate): boolean {
  const { permittedSubtrees = [], excludedSubtrees = [] } = extensions.nameConstraints ?? {};
  return [...permittedSubtrees, ...excludedSubtrees].every(isWellFormedSubtree);
}

function isWellFormedSubtree(base: GeneralName): boolean {
  switch (base.kind) {
    case "dNSName":
      return base.value === "" || isDnsName(base.value);
    case "rfc822Name":
      return base.value.includes("@") ? isMailbox(base.value) : isDnsName(base.value.replace(/^\./, ""));
    case "uniformResourceIdentifier":
      return isDnsName(base.value.replace(/^\./, ""));
    case "iPAddress":
      return isNetwork(base.value);
    default:
      return true;
  }
}

/** An address and a mask as RFC 4632 writes them: the ones of the mask stand in front. */
function isNetwork(value: Uint8Array): boolean {
  if (value.length !== 8 && value.length !== 32) return false;
  const mask = Array.from(value.subarray(value.length / 2), (octet) => octet.toString(2).padStart(8, "0"));
  return /^1*0*$/.test(mask.join(""));
}

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

/** The preferred name syntax of RFC 1034 section 3.5 as RFC 1123 section 2.1 relaxes it; an address is no name. */
export function isDnsName(name: string): boolean {
  const labels = name.split(".");
  if (name.length > 253 || /^\d+$/.test(labels.at(-1) as string)) return false;
  return labels.every((label) => label.length <= 63 && LABEL.test(label));
}

/** `Local-part@Domain` of RFC 2821 section 4.1.2; the local part as dots and atoms. */
export function isMailbox(mailbox: string): boolean {
  const at = mailbox.lastIndexOf("@");
  return (
    at > 0 &&
    /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(mailbox.slice(0, at)) &&
    isDnsName(mailbox.slice(at + 1))
  );
}
