import type { ReleaseValues } from '../../lint/release-values.ts';
import type { PyroscopeChange, PyroscopeValues } from '../../packs/pyroscope/values/pyroscope-values.ts';

/** The two sides of a step, ready to be judged. */
export interface PlanSides {
  /** Both sides in one, as rules about changes take them. */
  readonly release: ReleaseValues;
  readonly after: PyroscopeChange;
  readonly before: PyroscopeValues;
  readonly beforeSource: string;
  readonly afterSource: string;
}
