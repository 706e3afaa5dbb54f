import SemVer from 'semver/classes/semver.js';
import parse from 'semver/functions/parse.js';

/** The first chart with storage toggles; older ones take them and do nothing. */
export const FIRST_CHART_WITH_PHASES = '1.15.1';

/** Charts from here on leave the v1-only components out of a v2 render in microservices (audit C1). */
export const FIRST_CHART_FILTERING_COMPONENTS = '1.19.2';

const CHART_LABEL = /^pyroscope-(\d.*)$/;

/** A stream repeats the same few versions on every object: each is read once. */
const versions = new Map<string, SemVer | null>();

function versionOf(text: string): SemVer | null {
  const known = versions.get(text);
  if (known !== undefined) return known;
  const read = parse(text);
  versions.set(text, read);
  return read;
}

/** The chart version in a `helm.sh/chart` label such as `pyroscope-2.2.1`, undefined for other charts. */
export function chartVersionOf(label: string | undefined): string | undefined {
  const text = CHART_LABEL.exec(label ?? '')?.[1];
  return text === undefined ? undefined : asVersion(text.replace('_', '+'));
}

/** A tag or label as a version: `1.21.0` and `v1.21.0` are, `latest`, `main-171db75` and digests are not. */
export const asVersion = (text: string | undefined): string | undefined => versionOf(text ?? '')?.version;

/** Below 0 where a version comes before another, 0 where they are equal in precedence. */
export const compareVersions = (version: string, other: string): number =>
  (versionOf(version) ?? new SemVer(version)).compare(versionOf(other) ?? other);

export const isBefore = (version: string, other: string): boolean => compareVersions(version, other) < 0;

/** 1 or 2: the flags of the two differ. */
export const majorOf = (version: string): number => Number(version.split('.')[0]);

/** The tag of an image reference, without a digest; undefined where there is none. */
export function imageTag(image: string): string | undefined {
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
}
