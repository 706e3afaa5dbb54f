import type { OptionValue } from '../../../pack.ts';
import { type Path, sure, type Tree } from '../../../pack.ts';
import type { PyroscopeState } from './facts.ts';
import { fullnameOfObjects } from './manifests.ts';

/** Of a DNS label, such as the name of a Service. */
export const LONGEST_LABEL = 63;

const OVERRIDE: Path = ['pyroscope', 'fullnameOverride'];
export const NAME_OVERRIDE: Path = ['pyroscope', 'nameOverride'];

/** The option of rules that must know how the release is called; values do not say it. */
export const RELEASE_NAME = { summary: 'name of the Helm release, where it is known', default: '' } as const;

/** The name in front of all objects of a release. */
export interface Fullname {
  readonly name: string;
  /** The value that makes it; undefined where none does, or off manifests. */
  readonly from?: Path;
  /** The name of the release is not known, and the full name holds at least this. */
  readonly isLeast: boolean;
}

const cut = (name: string): string => name.slice(0, LONGEST_LABEL).replace(/-$/, '');

const text = (values: Tree, path: Path): string | undefined =>
  values.isTrue(...path) ? sure(values.at(...path)) : undefined;

/** As a template of the chart makes it (charts 1.14.0 to 2.2.1, pyroscope.fullname). */
function ofValues(values: Tree, release: string): Fullname | undefined {
  const override = text(values, OVERRIDE);
  if (override !== undefined) return { name: cut(override), from: OVERRIDE, isLeast: false };
  const own = text(values, NAME_OVERRIDE);
  const name = own ?? 'pyroscope';
  const from = own === undefined ? {} : { from: NAME_OVERRIDE };
  // A release name holds the chart's name, or gets it appended: the full name is never shorter than that.
  if (release === '') return own === undefined ? undefined : { name: cut(own), ...from, isLeast: true };
  const full = release.includes(name) ? release : `${release}-${name}`;
  return { name: cut(full), ...from, isLeast: false };
}

/** How the release is called; empty where neither the state nor the option of a rule says it. */
export const releaseNameOf = (
  state: PyroscopeState,
  options: Readonly<Record<string, OptionValue>>,
): string => sure(state.release) ?? (typeof options.releaseName === 'string' ? options.releaseName : '');

/** The full name; undefined where it cannot be known. */
export function fullnameOf(
  state: PyroscopeState,
  options: Readonly<Record<string, OptionValue>>,
): Fullname | undefined {
  if (state.values) return ofValues(state.values, releaseNameOf(state, options));
  const name = fullnameOfObjects(state.objects ?? []);
  return name === undefined ? undefined : { name, isLeast: false };
}

/** The full name that objects surely have; undefined where only a part of it is known. */
export function certainFullname(state: PyroscopeState): string | undefined {
  const { name, isLeast = true } = fullnameOf(state, {}) ?? {};
  return isLeast ? undefined : name;
}
