/** Settings that may stand for every release or for one. */
export interface ReleaseSettings {
  readonly phase?: string;
  readonly ingesterWeight?: number;
  readonly segmentWriterWeight?: number;
  readonly queryBackendFrom?: string;
  readonly chartVersion?: string;
  readonly serverVersion?: string;
  readonly correct?: readonly string[];
  readonly noCorrect?: readonly string[];
  readonly acceptLoss?: boolean;
}

export interface ReleaseEntry extends ReleaseSettings {
  readonly name: string;
  readonly namespace?: string;
}

export type RuleSeverity = 'off' | 'info' | 'warning' | 'error';

/** Severity and options of rules by their names. */
export type RuleEntries = Readonly<
  Record<
    string,
    RuleSeverity | { readonly severity?: RuleSeverity; readonly options?: Readonly<Record<string, unknown>> }
  >
>;

export interface IgnoreEntry {
  readonly rule: string;
  readonly reason: string;
  readonly files?: readonly string[];
  readonly path?: string;
  readonly until?: string;
}

export interface LintOverride {
  readonly files: readonly string[];
  readonly chartVersion?: string;
  readonly rules?: RuleEntries;
}

/** Settings of phasegate lint. */
export interface LintConfig {
  readonly pack?: string;
  readonly failOn?: 'error' | 'warning' | 'never';
  readonly baseline?: string;
  readonly schema?: string;
  readonly rules?: RuleEntries;
  readonly ignores?: readonly IgnoreEntry[];
  readonly overrides?: readonly LintOverride[];
}

/** The gate of render: whom it asks, and for what. */
export interface GateConfig {
  readonly enabled?: boolean;
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly kubeconfig?: string;
  readonly minSoak?: string;
  readonly url?: string;
  readonly tenant?: string;
}

/** A phasegate.yaml, as schemas/config.schema.json describes it. */
export interface Config extends ReleaseSettings {
  readonly mode?: string;
  readonly strict?: boolean;
  readonly requireMatch?: boolean;
  readonly report?: string;
  readonly releases?: readonly ReleaseEntry[];
  readonly lint?: LintConfig;
  readonly gate?: GateConfig;
}

/** A config together with the file it was read from, as it is shown. */
export interface LoadedConfig {
  /** As it is shown: relative to the working directory where it lies below. */
  readonly file: string;
  /** The folder that paths in the config are relative to. */
  readonly folder: string;
  readonly config: Config;
  /** `line:column` of the value at a path, counted from 1. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
}
