import type { RuleId } from "../posture/facts/rule.ts";
import type { Because } from "./judgement.ts";
import type { RecordStatus, SelfCheckStatus } from "./status.ts";

/** Where the self-check writes. What it throws is ignored. */
export interface SelfCheckLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LogLine {
  readonly level: keyof SelfCheckLog;
  readonly fields: object;
  readonly message: string;
}

/** What a change is a change of: while two statuses have the same, nothing is written. */
export function changeKey(status: SelfCheckStatus): string {
  const { serves, trust, demand, authenticity, because, failure, remedy, records } = status;
  const hosts = records.map((record) => [record.id, record.serves, record.because, failingOf(record)]);
  return JSON.stringify([serves, trust, demand, authenticity, because, failure?.code, remedy, hosts]);
}

/** The line about a change of what is known of the host. */
export function changeLine(status: SelfCheckStatus): LogLine {
  const { mode, serves, trust, demand, authenticity, because, records, failure, remedy, trustEndsAt } = status;
  const meaning = MEANING[status.headerFrom][because];
  return {
    level: levelOf(status),
    fields: {
      event: "client_certificate_host_verdict",
      selfCheck: mode,
      serves,
      trust,
      demand,
      authenticity,
      because,
      hosts: records.map((record) => ({
        name: record.name,
        serves: record.serves,
        because: record.because,
        failing: failingOf(record),
      })),
      trustEndsAt,
      failure,
      remedy,
    },
    message: `${serves ? "certificate headers count" : "certificate headers do not count"}: ${meaning}`,
  };
}

/** The line of each hour in which an old answer is all that trust rests on. */
export function agingLine({ resourceManager, trustEndsAt, failure, remedy }: SelfCheckStatus, hours: number): LogLine {
  return {
    level: "warn",
    fields: {
      event: "client_certificate_host_verdict_aging",
      silentHours: hours,
      heardAt: resourceManager.heardAt,
      trustEndsAt,
      failure,
      remedy,
    },
    message:
      `Resource Manager has not confirmed the host's settings for ${hours} h` +
      (trustEndsAt === null ? "" : `; trust in certificate headers ends at ${trustEndsAt}`),
  };
}

function failingOf({ results }: RecordStatus): readonly RuleId[] {
  return results.filter(({ status }) => status === "fail").map(({ rule }) => rule);
}

/** A host that lets strangers in, or may, is worth a warning also where its requests come to other instances. */
function levelOf({ serves, isStandingWarning, failure, records }: SelfCheckStatus): LogLine["level"] {
  if (!serves) return "error";
  const isAnyOpen = records.some(({ demand }) => demand !== "yes");
  return isStandingWarning || failure !== null || isAnyOpen ? "warn" : "info";
}

const MEANING: Readonly<Record<SelfCheckStatus["headerFrom"], { readonly [Code in Because]: string }>> = {
  host: {
    proven: "the host demands certificates, and no client can write the header",
    authenticity_unproven: "the host demands certificates; that no client can write the header is not proven",
    authenticity_refuted: "a header that a client wrote reached the app",
    demand_unknown: "nobody can tell whether the host demands certificates",
    not_demanded: "the host lets requests without a certificate in",
  },
  gateway: {
    proven: "nobody but the gateway gets in, and no client can write the header",
    authenticity_unproven:
      "nobody but the gateway gets in; that it removes a header which a client writes is not proven",
    authenticity_refuted: "a header that a client wrote reached the app",
    demand_unknown: "nobody can tell whether others than the gateway get in",
    not_demanded: "the host lets in others than the gateway",
  },
};
