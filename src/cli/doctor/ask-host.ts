import type { RuleContext } from "../../posture/facts/rule.ts";
import type { Credential } from "../../self-check/identity/credential.ts";
import type { HostKind, SelfCheckMode } from "../../self-check/judgement.ts";
import type { SelfCheckLog } from "../../self-check/log-lines.ts";
import { createSelfCheck } from "../../self-check/self-check.ts";
import type { SelfCheckStatus } from "../../self-check/status.ts";
import type { Declaration, DeclarationWitness, WitnessFailure } from "../../self-check/witness.ts";
import { witnessOfHost } from "../../self-check/witness-of-host.ts";
import type { Surroundings } from "../surroundings.ts";
import { failureForPerson } from "./failure-for-person.ts";
import type { CredentialName } from "./options.ts";
import type { Subject } from "./subject.ts";

export interface Question {
  readonly subject: Subject;
  readonly mode: SelfCheckMode;
  readonly context: RuleContext;
  readonly credentialName: CredentialName;
  /** Undefined: the managed identity. */
  readonly credential: Credential | undefined;
  /** Seconds for the whole. */
  readonly timeout: number;
}

/** Has the guard's own self-check ask and judge once. Never rejects. */
export function askHost(question: Question, { environment, standIn, clock }: Surroundings): Promise<SelfCheckStatus> {
  const { subject, mode, context, credential, timeout } = question;
  const witness = witnessOfHost({ host: subject, environment, webConfig: "read", credential, standIn });
  const bounded = withinSeconds(timeout, inWordsFor(question, witness));
  return judgeOnce({ witness: bounded, kind: subject.kind, mode, context, clock });
}

/** The same judgement where there is nobody to ask. */
export function askNobody(failure: WitnessFailure, { clock }: Surroundings): Promise<SelfCheckStatus> {
  const witness: DeclarationWitness = { declare: () => Promise.resolve({ ok: false, failure }) };
  const context: RuleContext = { headerFrom: "host", openPaths: undefined, appSettings: undefined };
  return judgeOnce({ witness, kind: "app-service", mode: "enforce", context, clock });
}

interface Trial {
  readonly witness: DeclarationWitness;
  readonly kind: HostKind;
  readonly mode: SelfCheckMode;
  readonly context: RuleContext;
  readonly clock: () => number;
}

/** The first check always changes what is known, from nothing to something, so it is always told. */
function judgeOnce({ witness, kind, mode, context, clock }: Trial): Promise<SelfCheckStatus> {
  const monotonic = () => performance.now();
  const check = createSelfCheck({ mode, host: kind, context, witness, monotonic, clock, log: SILENT });
  return new Promise<SelfCheckStatus>((resolve) => {
    check.onChange(resolve);
    check.start();
  }).finally(() => check.close());
}

const quiet = (): void => undefined;
const SILENT: SelfCheckLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Nothing in the self-check keeps a process alive, so the timer here does until the witness has spoken. */
function withinSeconds(seconds: number, witness: DeclarationWitness): DeclarationWitness {
  return {
    declare: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Declaration>((resolve) => {
        timer = setTimeout(() => resolve({ ok: false, failure: tooLate(seconds) }), seconds * 1000);
      });
      try {
        return await Promise.race([witness.declare(), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function tooLate(seconds: number): WitnessFailure {
  return {
    code: "resource_manager_timeout",
    message: `Azure did not answer within ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    remedy: "Give it longer with --timeout, and look whether this machine reaches Azure on port 443 directly.",
  };
}

function inWordsFor({ subject, credentialName }: Question, witness: DeclarationWitness): DeclarationWitness {
  if (subject.from === "machine" && credentialName === "managed-identity") return witness;
  const reword = (failure: WitnessFailure): WitnessFailure => failureForPerson(failure, credentialName, subject);
  return {
    declare: async () => {
      const declaration = await witness.declare();
      if (!declaration.ok) return { ok: false, failure: reword(declaration.failure) };
      return { ...declaration, notices: declaration.notices.map(reword) };
    },
  };
}
