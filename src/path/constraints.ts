import type { Certificate } from "../certificate/certificate.ts";
import type { NameConstraints } from "../certificate/extension-values.ts";
import type { GeneralName } from "../certificate/general-name.ts";
import { type Budget, WORK } from "./budget.ts";
import { type PathFinding, pathError } from "./findings.ts";
import { isWithin, NotEvaluable } from "./name-subtree.ts";

// Name constraints, RFC 5280 sections 4.2.1.10, 6.1.3 (b) (c) and 6.1.4 (g).
//
// The RFC keeps two sets of subtrees per kind of name and intersects the permitted ones over the path. Instead, the constraints of each CA
// are kept as they are, and every name must pass all of them: a name lies in an intersection exactly when it lies in every part, and no
// intersection ever has to be computed.
//
// Within the constraints of one CA, a name passes when it lies in no excluded subtree of its kind and, if there are
// permitted subtrees of its kind, in at least one of them. Kinds that no subtree mentions are unconstrained. A subtree that
// nobody knows how to evaluate refuses as soon as a name of its kind is there.

/** The constraints met so far on the way down from the anchor. */
export class ConstraintState {
  readonly #constraints: NameConstraints[] = [];
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** 6.1.4 (g): the constraints of a CA bind every certificate below it. */
  add(constraints: NameConstraints | undefined): void {
    if (constraints !== undefined) this.#constraints.push(constraints);
  }

  /** 6.1.3 (b) and (c): the first name of the certificate that does not pass. */
  check(certificate: Certificate, index: number): PathFinding | undefined {
    if (this.#constraints.length === 0) return undefined;
    const names = namesOf(certificate);
    for (const constraints of this.#constraints) {
      for (const name of names) {
        const finding = this.#checkName(name, constraints, index);
        if (finding !== undefined) return finding;
      }
    }
    return undefined;
  }

  #checkName(name: GeneralName, constraints: NameConstraints, index: number): PathFinding | undefined {
    const { excludedSubtrees = [], permittedSubtrees = [] } = constraints;
    this.#budget.spend(costOf(excludedSubtrees) + costOf(permittedSubtrees));
    try {
      if (
        isOtherMailbox(name) &&
        [...excludedSubtrees, ...permittedSubtrees].some(({ kind }) => kind === "rfc822Name")
      ) {
        throw new NotEvaluable(name.kind);
      }
      const excluded = excludedSubtrees.some((base) => isSameForm(name, base) && isWithin(name, base, "excluded"));
      const permitted = permittedSubtrees.filter((base) => isSameForm(name, base));
      const passes = permitted.length === 0 || permitted.some((base) => isWithin(name, base, "permitted"));
      return excluded || !passes ? pathError("name_constraints_violated", index, { name: describe(name) }) : undefined;
    } catch (error) {
      if (!(error instanceof NotEvaluable)) throw error;
      return pathError("name_constraints_not_evaluable", index, { kind: name.kind });
    }
  }
}

/** A directory name costs by its RDNs. */
function costOf(subtrees: readonly GeneralName[]): number {
  let cost = 0;
  for (const base of subtrees) cost += base.kind === "directoryName" ? 1 + base.value.rdns.length : 1;
  return cost * WORK.comparison;
}

/** Each type of otherName is a form of its own, on which a constraint of another type says nothing. */
function isSameForm(name: GeneralName, base: GeneralName): boolean {
  return name.kind === base.kind && (name.kind !== "otherName" || base.kind !== "otherName" || name.type === base.type);
}

const SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";

/** An internationalised mailbox, which constraints on mailboxes bind too (RFC 9598 section 6), and which is not evaluated here. */
function isOtherMailbox(name: GeneralName): boolean {
  return name.kind === "otherName" && name.type === SMTP_UTF8_MAILBOX;
}

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/**
 * Subject, e-mail addresses in the subject, and subject alternative names. The RFC looks at e-mail addresses in the subject only when
 * there is no alternative name; they are looked at always, because software reads them always.
 */
function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const alternatives = extensions.subjectAltName?.names ?? [];
  if (subject.isEmpty) return alternatives;
  const emails = subject.attributes
    .filter(({ type }) => type === EMAIL_ADDRESS)
    .map(({ value }): GeneralName => ({ kind: "rfc822Name", value: value ?? "" }));
  return [{ kind: "directoryName", value: subject }, ...emails, ...alternatives];
}

function describe(name: GeneralName): string {
  switch (name.kind) {
    case "iPAddress":
      return `iPAddress ${[...name.value].join(".")}`;
    case "directoryName":
      return `directoryName ${name.value.toString()}`;
    case "otherName":
      return `otherName ${name.type}`;
    case "x400Address":
    case "ediPartyName":
      return name.kind;
    default:
      return `${name.kind} ${name.value}`;
  }
}
