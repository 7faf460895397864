import type { Certificate } from "../certificate/certificate.ts";
import type { ClockSkew } from "./clock-skew.ts";

/** `time` is in milliseconds since the epoch. */
export interface Moment extends ClockSkew {
  readonly time: number;
}

/**
 * Undefined when the certificate is within its validity, else a clause that says since or until when not. As in path
 * validation, the whole second of notAfter belongs to it; and a time that is no number is inside no validity.
 */
export function outsideValidity(certificate: Certificate, moment: Moment): string | undefined {
  const { time, notBeforeSkewSeconds } = moment;
  const { notBefore, notAfter } = certificate;
  if (hasExpired(certificate, moment)) return `expired at ${iso(notAfter)}`;
  if (!(time >= notBefore - notBeforeSkewSeconds * 1000)) return `is not valid before ${iso(notBefore)}`;
  return undefined;
}

/** Whether no later time will find the certificate valid again. */
export function hasExpired({ notAfter }: Certificate, { time, notAfterSkewSeconds }: Moment): boolean {
  return !(time < notAfter + 1000 + notAfterSkewSeconds * 1000);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
