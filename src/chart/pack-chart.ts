import type { Known } from '../pack.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** A chart whose values are linted. */
export interface Chart {
  /** As releases and dependencies name it. */
  readonly name: string;
  /** As `helm upgrade` takes it where nobody names another, `repository/chart`; the name where it is left out. */
  readonly reference?: string;
  /** Known versions, oldest first. */
  readonly versions: readonly string[];
  /** The chart's own values.yaml of a version, or of the nearest known one, parsed. */
  defaults(version: string): object;
  /** JSON Schema of its values; where it is left out, no key is unknown. */
  schema?(version: string): object;
  /** The `properties` of that schema at a path, for looks at files of any chart; read off the schema where it is left out. */
  keysAt?(path: readonly string[], version: string): readonly string[];
  /** What does not match the schema, at most one problem a value; the engine compiles the schema where it is left out. */
  check?(version: string, values: unknown): Promise<readonly SchemaProblem[]>;
  /** Where a key that is unknown at its place is known, likeliest first: `persistence` → `pyroscope.persistence`. */
  placesOf?(path: readonly string[], version: string): readonly (readonly string[])[];
  /** The oldest version that values may well be of about which nothing says it; any known one where it is left out. */
  readonly likelyFrom?: string;
  /**
   * Paths by which values show that they are this chart's, as hardly any other chart has them: `architecture.storage`, where
   * the chart has one of the keys below; or a list that the chart has as a list. The chart's own name where it is left out.
   * A chart with signs and without a schema is known by them alone.
   */
  readonly signs?: readonly (readonly string[])[];
  /**
   * Values of releases that are in order, one of each kind: what a layer of values that cannot be read may hold. A finding
   * that is not there with one of them is not certain.
   */
  readonly soundValues?: readonly object[];
  /**
   * How the templates print what is at a path: `bare` is `{{ .Values.x }}`, with `| quote` or without, where 1000000 of a
   * values file arrives as 1e+06; `yaml` is toYaml. Bare where it is left out.
   */
  printedAs?(path: readonly string[], version: string): 'bare' | 'yaml';
  /** The server that a version runs where nobody names an image. */
  server?(version: string): Known<string>;
  /** Whether `helm upgrade --reuse-values` works between two versions; where it is left out, within one only. */
  keepsValues?(from: string, to: string): boolean;
}
