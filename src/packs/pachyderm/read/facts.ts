import type { Case, Component, Facts, Known, ManifestObject, Rule, State } from '../../../pack.ts';
import type { PachydermPhase } from '../facts/phases.ts';
import type { PortRow } from '../facts/ports.ts';

/** A port of a Service that has a number on every node. */
export interface NodePort {
  readonly service: string;
  /** Left out where it was read off values. */
  readonly object?: ManifestObject;
  /** In `spec.ports` of the object. */
  readonly index: number;
  readonly name: string;
  /** Undefined where the API server picks one. */
  readonly number: Known<number> | undefined;
  /** Undefined where it is no port that Pachyderm fixes. */
  readonly row: PortRow | undefined;
}

export interface PachydermFacts extends Facts<PachydermPhase> {
  readonly components: readonly Component[];
  /** Of the image of pachd. */
  readonly version: Known<string>;
  readonly ports: readonly NodePort[];
  /** As pachd gets it in STORAGE_BACKEND. */
  readonly backend: Known<string> | undefined;
  /** Where the data is: `s3://bucket`. Undefined where nothing names it. */
  readonly bucket: Known<string> | undefined;
}

export type PachydermState = State<PachydermFacts>;
export type PachydermCase = Case<PachydermFacts>;
export type PachydermRule = Rule<PachydermFacts>;
