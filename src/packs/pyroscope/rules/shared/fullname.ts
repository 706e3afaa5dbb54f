import type { ValuePath } from '../../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

const LONGEST_LABEL = 63;
const OVERRIDE = ['pyroscope', 'fullnameOverride'];
const NAME = ['pyroscope', 'nameOverride'];

export interface Fullname {
  readonly name: string;
  /** What made it so long. */
  readonly from: ValuePath;
  /** The name of the release is not known, and the full name holds at least this. */
  readonly isLeast: boolean;
}

const cut = (name: string): string => name.slice(0, LONGEST_LABEL).replace(/-$/, '');

function text({ value }: Pick<PyroscopeValues, 'value'>, path: ValuePath): string | undefined {
  const node = value(...path);
  return node?.kind === 'scalar' && isTrueInTemplate(node) ? String(node.value) : undefined;
}

/**
 * The name in front of all objects of a release (charts 1.14.0 to 2.2.1, template pyroscope.fullname).
 * @param releaseName empty where it is not known
 */
export function fullnameOf(
  values: Pick<PyroscopeValues, 'value'>,
  releaseName: string,
): Fullname | undefined {
  const override = text(values, OVERRIDE);
  if (override !== undefined) return { name: cut(override), from: OVERRIDE, isLeast: false };
  const own = text(values, NAME);
  const name = own ?? 'pyroscope';
  // A release name holds the chart's name, or gets it appended: the full name is never shorter than that.
  if (releaseName === '')
    return own === undefined ? undefined : { name: cut(own), from: NAME, isLeast: true };
  const full = releaseName.includes(name) ? releaseName : `${releaseName}-${name}`;
  return { name: cut(full), from: NAME, isLeast: false };
}
