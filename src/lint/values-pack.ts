import type { SchemaProblem } from '../chart/schema-problem.ts';
import type { Case, Rule } from '../pack.ts';
import type { MapNode } from '../values/tree.ts';
import type { ValuePath } from './finding.ts';
import type { ReleaseValues } from './release-values.ts';

/** What a pack knows of the values of its chart. The engine sees it through this alone. */
export interface ValuesPack {
  readonly name: string;
  /** As dependencies and releases name the chart. */
  readonly chartName: string;
  /** Known chart versions, oldest first. */
  readonly chartVersions: readonly string[];
  readonly rules: readonly Rule[];
  /** The chart's own values.yaml, of the nearest known version; origins are `default`. */
  readonly defaultsOf: (chart: string) => MapNode;
  /** What does not match the schema of a chart version or the nearest known one, at most one problem a value. */
  readonly checkSchema: (chart: string, values: unknown) => Promise<readonly SchemaProblem[]>;
  /** The JSON Schema of a chart version. */
  readonly schemaOf: (chart: string) => Promise<object>;
  /** Where a key that is unknown at its place is known, likeliest first: `persistence` → `pyroscope.persistence`. */
  readonly placesOf: (path: ValuePath, chart: string) => readonly ValuePath[];
  /** What the rules look at; each gets options of its own. */
  readonly caseOf: (release: ReleaseValues) => Omit<Case, 'options'>;
}
