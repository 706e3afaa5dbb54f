import SemVer from 'semver/classes/semver.js';
import parse from 'semver/functions/parse.js';

/** A stream repeats the same few versions on every object: each is read once. */
const versions = new Map<string, SemVer | null>();

function versionOf(text: string): SemVer | null {
  const known = versions.get(text);
  if (known !== undefined) return known;
  const read = parse(text);
  versions.set(text, read);
  return read;
}

const readVersion = (text: string): SemVer => versionOf(text) ?? new SemVer(text);

/** A tag or label as a version: `1.21.0` and `v1.21.0` are, `latest`, `main-171db75` and digests are not. */
export const asVersion = (text: string | undefined): string | undefined => versionOf(text ?? '')?.version;

/** Below 0 where a version comes before another, 0 where they are equal in precedence. */
export const compareVersions = (version: string, other: string): number =>
  readVersion(version).compare(readVersion(other));

export const isBefore = (version: string, other: string): boolean => compareVersions(version, other) < 0;

/** The flags and values of two major versions differ. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);

const BEFORE_RELEASE = /^(?:rc|alpha|beta)/i;

/** What a version was made of: a fork's `2.0.3-me.1` is 2.0.3 with changes, though semver has it before 2.0.3. */
function madeOf(version: string): string {
  const { prerelease, major, minor, patch } = readVersion(version);
  const [first] = prerelease;
  return typeof first === 'string' && !BEFORE_RELEASE.test(first) ? `${major}.${minor}.${patch}` : version;
}

/**
 * The known version whose keys and defaults come nearest to those of a version: the newest that is not newer, else the oldest.
 * A fork's own version counts as the release that it was made of.
 * @param known oldest first
 * @throws RangeError where nothing is known
 */
export function nearestKnown(version: string, known: readonly string[]): string {
  const made = madeOf(version);
  const nearest =
    known.findLast((one) => compareVersions(one, version) === 0) ??
    known.findLast((one) => compareVersions(one, made) <= 0) ??
    known[0];
  if (nearest === undefined) throw new RangeError('no version of the chart is known');
  return nearest;
}

/**
 * How far a version is from the known ones. `between` lies among them, `older` before them all; the others are newer
 * than all, by the first part in which they differ.
 */
export type Knownness = 'known' | 'between' | 'older' | 'newer-patch' | 'newer-minor' | 'newer-major';

/** @param known oldest first, not empty */
export function knownness(version: string, known: readonly string[]): Knownness {
  const [oldest = version, newest = version] = [known[0], known.at(-1)];
  if (known.some((one) => compareVersions(one, version) === 0)) return 'known';
  if (isBefore(version, oldest)) return 'older';
  if (isBefore(version, newest)) return 'between';
  const [wanted, last] = [readVersion(version), readVersion(newest)];
  if (wanted.major !== last.major) return 'newer-major';
  return wanted.minor === last.minor ? 'newer-patch' : 'newer-minor';
}

export const isNewer = (how: Knownness): boolean => how.startsWith('newer');
