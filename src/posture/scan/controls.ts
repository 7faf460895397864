export interface Control {
  /** `NIST SP 800-53 Rev. 5`. */
  readonly framework: string;
  readonly ids: readonly string[];
  /** Which kind of resource it is about. Undefined: all of the rule's. */
  readonly of?: string;
}

/** "Ensure incoming client certificates are enabled and required (if in use)": the one that asks for the mode too. */
export const CIS_REQUIRED: readonly Control[] = [
  { framework: "CIS Azure Compute Services Benchmark 2.0.0", ids: ["2.1.11"], of: "App Service apps" },
  { framework: "CIS Azure Compute Services Benchmark 2.0.0", ids: ["2.2.11"], of: "App Service slots" },
  { framework: "CIS Azure Compute Services Benchmark 2.0.0", ids: ["2.3.10"], of: "function apps" },
  { framework: "CIS Azure Compute Services Benchmark 2.0.0", ids: ["2.4.10"], of: "function app slots" },
];

/** What Azure Policy's initiatives map its built-in definitions to: incoming client certificates are enabled. */
export const ENABLED_CONTROLS: readonly Control[] = [
  ...CIS_REQUIRED,
  { framework: "Microsoft cloud security benchmark", ids: ["PV-2"] },
  { framework: "CIS Azure Foundations 1.1.0, 1.3.0 and 1.4.0", ids: ["9.4"], of: "App Service apps" },
  { framework: "NIST SP 800-53 Rev. 5", ids: ["CM-6"] },
  { framework: "FedRAMP High", ids: ["CM-6"] },
  { framework: "NIST SP 800-171 Rev. 2", ids: ["3.4.1", "3.4.2"] },
  { framework: "SOC 2", ids: ["CC6.8", "CC8.1"] },
  { framework: "PCI DSS 4.0.1", ids: ["3.3.2", "3.3.3", "4.2.1.2", "4.2.2"] },
];
