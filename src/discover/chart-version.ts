import Range from 'semver/classes/range.js';
import parse from 'semver/functions/parse.js';
import maxSatisfying from 'semver/ranges/max-satisfying.js';
import minVersion from 'semver/ranges/min-version.js';
import { compareVersions, isNewer, knownness, nearestKnown } from '../chart/versions.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import type { FileOrigin, ValueNode } from '../values/tree.ts';

/** The chart version that a hint means. */
interface ChosenChart {
  /** The one that the hint names; for a range a known one. */
  readonly version: string;
  /** The known version nearest to it, if it is not known itself: its keys and defaults are the best guess. */
  readonly nearest?: string;
  /** The hint leaves open which version it is; `nearest` where no known one fits. */
  readonly note?: 'nearest' | 'newest-in-range';
  /** The known versions in a range: it may be any of them. */
  readonly candidates?: readonly string[];
}

/**
 * The chart version that a hint means: `2.0.3`, `v2.0.3`, `pyroscope-2.0.3`, `~2.0`, `>=1.5, <2` or `*`. A version that is
 * named stays what it is, known or not; a range above all known ones means its least version.
 * @param known oldest first
 * @returns undefined if the hint is not a version, as `latest` or a branch
 */
export function chooseChart(hint: string, known: readonly string[]): ChosenChart | undefined {
  const text = withoutDecoration(hint);
  const exact = parse(text);
  if (exact) return named(exact.version, known);
  const range = text === '' ? undefined : asRange(text);
  if (!range) return undefined;
  const newest = maxSatisfying([...known], range);
  if (newest !== null)
    return { version: newest, note: 'newest-in-range', candidates: known.filter((one) => range.test(one)) };
  const least = minVersion(range);
  if (!least || known.length === 0) return undefined;
  const nearest = nearestKnown(least.version, known);
  // What is newer than all is not judged as what it surely is not.
  return isNewer(knownness(least.version, known))
    ? { version: least.version, nearest }
    : { version: nearest, note: 'nearest' };
}

/** Removes the chart's name before a version, a digest behind it, and OCI's underscore for the +. */
const withoutDecoration = (hint: string): string =>
  hint
    .trim()
    .replace(/^.*\/([^/]+)\.tgz$/, '$1')
    .replace(/^[a-z][\w-]*-(?=v?\d)/i, '')
    .replace(/@sha256:[\da-f]+$/, '')
    .replace(/^(v?\d[\w.-]*)_/, '$1+');

/** Helm's ranges (Masterminds/semver 3) put a comma between what must hold together. */
function asRange(text: string): Range | undefined {
  try {
    return new Range(text.replaceAll(',', ' '));
  } catch {
    return undefined;
  }
}

/** Whether a version is in a range, as Helm reads ranges. */
export const satisfies = (version: string, range: string): boolean =>
  asRange(withoutDecoration(range))?.test(version) ?? false;

function named(version: string, known: readonly string[]): ChosenChart | undefined {
  if (known.length === 0) return undefined;
  const nearest = nearestKnown(version, known);
  return compareVersions(nearest, version) === 0 ? { version: nearest } : { version, nearest };
}

/** A chart version, or a range of them, as it is in a file. */
export interface VersionHint {
  readonly version: string;
  /** What the file says it in, such as `HelmRelease`; nothing if its name says enough. */
  readonly within?: string;
  /** Without a line where the file's name says it, as that of a packed chart. */
  readonly origin: Pick<FileOrigin, 'file'> & Partial<Pick<FileOrigin, 'line' | 'column'>>;
  /** The server that a Chart.yaml of the chart itself names beside it. */
  readonly appVersion?: string;
}

/**
 * The version that a node says, undefined if it says none. `2.0` without quotes is a number in YAML and a version
 * all the same.
 */
export function writtenVersion(
  node: ValueNode | undefined,
  { text }: OuterFile,
  within?: string,
): VersionHint | undefined {
  if (node?.kind !== 'scalar' || node.origin.kind !== 'file') return undefined;
  const { value, origin } = node;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const version = (typeof value === 'number' ? text.slice(origin.start, origin.end) : value).trim();
  return version === '' ? undefined : { version, origin, ...(within !== undefined && { within }) };
}
