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

/** A phasegate.yaml, as schemas/config.schema.json describes it. */
export interface Config extends ReleaseSettings {
  readonly mode?: string;
  readonly strict?: boolean;
  readonly requireMatch?: boolean;
  readonly report?: string;
  readonly releases?: readonly ReleaseEntry[];
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
