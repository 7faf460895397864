import { loadCases } from "../../../certs-fixtures/load.ts";
import { type Certificate, parseCertificate } from "../../../src/certificate/certificate.ts";
import { composeValidator, type Validator } from "../../../src/validator.ts";
import { type ByteElement, readElements } from "./elements.ts";

/** A path that is accepted as it is, ready to be spoilt. */
export interface Subject {
  readonly name: string;
  readonly time: Date;
  readonly leaf: Original;
  readonly intermediates: readonly Original[];
  readonly anchors: readonly Certificate[];
  /** Configured with the path's anchors and intermediates: takes the leaf from a header. */
  readonly validator: Validator;
}

/** A certificate before it is edited, with where its elements lie. */
export interface Original {
  readonly certificate: Certificate;
  readonly elements: readonly ByteElement[];
}

/** The paths of the fixtures that level standard accepts. They are committed, so that a seed always gives the same edits. */
export function loadSubjects(): readonly Subject[] {
  return loadCases().flatMap(({ name, leaf, intermediates, anchors, verdicts }) => {
    const accepted = verdicts.find(
      ({ conformance, expected, pinned, purpose }) =>
        conformance === "standard" && expected === "accept" && pinned !== true && purpose === "clientAuth",
    );
    if (accepted === undefined) return [];
    const time = new Date(accepted.time);
    const trustAnchors = anchors.map(parseCertificate);
    const originals = intermediates.map(toOriginal);
    const validator = composeValidator(
      {
        trustAnchors,
        intermediates: originals.map(({ certificate }) => certificate),
        frontEnd: { name: "app-service" },
        trustedPeers: undefined,
        pins: [],
        allow: "any-from-anchors",
        conformance: "standard",
        notBeforeSkewSeconds: 0,
        notAfterSkewSeconds: 0,
      },
      () => time.getTime(),
    );
    return [{ name, time, leaf: toOriginal(leaf), intermediates: originals, anchors: trustAnchors, validator }];
  });
}

function toOriginal(der: Uint8Array): Original {
  const certificate = parseCertificate(der);
  return { certificate, elements: readElements(certificate.der) };
}
