import { type Known, likely, type Reading, type Spot, sure } from '../../../pack.ts';
import { WRITERS } from '../facts/components.ts';
import { hasStore, type PyroscopePhase, phaseOfWritePath } from '../facts/phases.ts';
import { asWeight, keyOfReading } from '../facts/settings.ts';
import { chartMajorOf, type PyroscopeCase, type PyroscopeState } from './facts.ts';

export const WEIGHT_SETTINGS = ['ingesterWeight', 'segmentWriterWeight'] as const;
export type WeightSetting = (typeof WEIGHT_SETTINGS)[number];

/** What dual writes, as the component that writes is told, or a tenant with settings of its own. */
export interface DualWrites {
  readonly tenant?: string;
  readonly path: Reading;
  readonly ingester: Reading;
  readonly segmentWriter: Reading;
}

const SETTINGS = ['writePath', ...WEIGHT_SETTINGS] as const;

/** What all that writes in dual is told; none in another phase. */
export function dualWrites(state: PyroscopeState): readonly DualWrites[] {
  if (likely(state.phase) !== 'dual') return [];
  const readings = SETTINGS.map((name) =>
    state.setting(name).filter(({ component }) => WRITERS.includes(component.name)),
  );
  const common = writesOf(readings, undefined);
  const tenants = new Set(readings.flat().flatMap(({ tenant }) => tenant ?? []));
  return [common, ...[...tenants].map((tenant) => writesOf(readings, tenant))].flatMap((one) => one ?? []);
}

function writesOf(
  readings: readonly (readonly Reading[])[],
  tenant: string | undefined,
): DualWrites | undefined {
  const own = (of: readonly Reading[] = []): Reading | undefined =>
    of.find((one) => one.tenant === tenant) ?? of.find((one) => one.tenant === undefined);
  const [path, ingester, segmentWriter] = readings.map(own);
  if (!path || !ingester || !segmentWriter) return undefined;
  return { ...(tenant !== undefined && { tenant }), path, ingester, segmentWriter };
}

const namesBoth = (path: Reading): boolean => phaseOfWritePath(sure(path)) === 'dual';

/** Whether nothing says how much v2 gets: dual then looks active, and v2 stays empty (audit A6). */
export const lacksWeight = ({ path, segmentWriter }: DualWrites): boolean =>
  namesBoth(path) && segmentWriter.by === 'default';

/** The fraction of all profiles that each storage gets. */
export interface Shares {
  readonly ingester: number;
  readonly segmentWriter: number;
}

/** What each storage gets of a write path that names one. */
export const sharesOfOne = (path: PyroscopePhase): Shares => ({
  ingester: hasStore(path, 'v1') ? 1 : 0,
  segmentWriter: hasStore(path, 'v2') ? 1 : 0,
});

/** What each storage gets; undefined where that cannot be told. The weights do not matter to a path that names one. */
export function sharesOf({ path, ingester, segmentWriter }: DualWrites): Shares | undefined {
  const where = phaseOfWritePath(sure(path));
  if (where === undefined) return undefined;
  if (where !== 'dual') return sharesOfOne(where);
  const shares = [ingester, segmentWriter].map((one: Known<string>) => asWeight(sure(one)));
  const [v1, v2] = shares;
  return v1 === undefined || v2 === undefined ? undefined : { ingester: v1, segmentWriter: v2 };
}

/** What dual writes for all, by weights; undefined in another phase and where it writes to one storage alone. */
const commonWrites = (state: PyroscopeState): DualWrites | undefined =>
  dualWrites(state).find(({ tenant, path }) => tenant === undefined && namesBoth(path));

/** What each storage gets in dual; undefined in another phase, and where it cannot be told. */
export function sharesIn(state: PyroscopeState): Shares | undefined {
  const writes = commonWrites(state);
  return writes && sharesOf(writes);
}

/** Writes of dual of which v2 gets less than all: those of all, or of a tenant with settings of its own. */
export interface V2Gap {
  readonly writes: DualWrites;
  /** What v2 gets of them. */
  readonly share: number;
  /** What keeps the rest from v2: a weight, or a write path that names v1 alone. */
  readonly setting: 'segmentWriterWeight' | 'writePath';
  readonly reading: Reading;
}

/** What v2 does not get in dual. A tenant that gets as much as all has no gap of its own. */
export function v2Gaps(state: PyroscopeState): readonly V2Gap[] {
  const found = dualWrites(state).flatMap((writes): V2Gap[] => {
    const share = sharesOf(writes)?.segmentWriter;
    if (share === undefined || share >= 1) return [];
    return namesBoth(writes.path)
      ? [{ writes, share, setting: 'segmentWriterWeight', reading: writes.segmentWriter }]
      : [{ writes, share, setting: 'writePath', reading: writes.path }];
  });
  const common = found.find(({ writes }) => writes.tenant === undefined);
  return found.filter((one) => one === common || one.share !== common?.share);
}

/** Why dual is in force only in part: what v2 did not get in it is missing there for good. */
export function partialDual(state: PyroscopeState): string | undefined {
  const [gap] = v2Gaps(state);
  if (gap === undefined) return undefined;
  const { share, writes } = gap;
  const whose = writes.tenant === undefined ? '' : ` of tenant ${writes.tenant}`;
  return `v2 got a share of ${share} of the writes${whose}`;
}

/** Where a message about a weight points: a weight that render adds has no place yet. */
export const spotsOf = ({ path }: DualWrites, weight: Reading): readonly Spot[] => [
  weight,
  path,
  weight.component.object,
];

/** Whose profiles, for a message. */
export const profilesOf = ({ tenant }: Pick<DualWrites, 'tenant'>): string =>
  tenant === undefined ? 'all profiles' : `the profiles of tenant ${tenant}`;

const FLAGS: Readonly<Record<WeightSetting, string>> = {
  ingesterWeight: '--ingester-weight',
  segmentWriterWeight: '--segment-writer-weight',
};

/** How to make a weight 1, in the way that it was asked for: a flag or a variable wins over the values. */
export function raiseWeight({ now, asked }: PyroscopeCase, name: WeightSetting, reading: Reading): string {
  const major = chartMajorOf(now);
  const inValues = `set ${keyOfReading(name, reading, major)}: 1`;
  const by = reading.tenant === undefined ? asked(name)?.by : undefined;
  if (by === undefined) return inValues;
  if (by === 'person')
    return `give ${FLAGS[name]} 1 in place of ${FLAGS[name]} ${sure(reading) ?? ''}`.trim();
  if (by === 'environment') return `give ${FLAGS[name]} 1, which wins over the environment variable`;
  return major >= 2 ? `${inValues}, or give ${FLAGS[name]} 1` : `give ${FLAGS[name]} 1`;
}
