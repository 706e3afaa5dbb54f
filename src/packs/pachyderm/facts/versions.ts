import { rowsOf } from '../../../chart/table.ts';
import { compareVersions, isBefore, majorOf } from '../../../chart/versions.ts';
import { err, ok, type Result } from '../../../result.ts';
import table from './versions.tsv';

/** How one version becomes another. */
export type StepKind = 'upgrade' | 'rolling' | 'restore' | 'in-place' | 'helm';

/** `run`: by real servers of exactly these versions; else by the docs or the code alone. */
export type KnownBy = 'run' | 'docs' | 'code';

/** One step of a path. */
export interface PathStep {
  readonly from: string;
  readonly to: string;
  readonly kind: StepKind;
  readonly knownBy: KnownBy;
}

/** Why there is no path, and what to do instead. */
export interface NoPath {
  readonly why: string;
  readonly fix: string;
  readonly audit: readonly string[];
}

interface StepRow {
  readonly from: readonly [first: string, last: string];
  readonly to: readonly [first: string, last: string];
  readonly kind: StepKind;
  readonly knownBy: KnownBy;
}

const ROWS: readonly StepRow[] = rowsOf(table).map(
  ([fromFirst = '', fromLast = '', toFirst = '', toLast = '', kind = '', knownBy = '']) => ({
    from: [fromFirst, fromLast],
    to: [toFirst, toLast],
    kind: kind as StepKind,
    knownBy: knownBy as KnownBy,
  }),
);

/** Between any two of these, upward, a backup was restored by real servers (audit D-36 to D-41, D-50). */
const TRIED: ReadonlySet<string> = new Set(['1.8.8', '1.9.12', '1.10.5', '1.11.9', '1.13.4']);

/** Where a path may stop on its way: the last versions of the minors that cannot be skipped. */
const STOPS = ['1.6.10', '1.7.14', '1.8.8'] as const;

const NEWEST_1 = '1.13.4';
const NEWEST_2 = '2.11.6';

const WRITTEN = /^v?(\d+\.\d+\.\d+)(?:-rc\.?\d+|-[0-9a-f]{40})?$/;

/** A version without `v`, `-rc1` or the commit that images of pachd have behind it (audit D-47); undefined for other words. */
export const plainVersion = (word: string): string | undefined => WRITTEN.exec(word)?.[1];

const wasTried = (from: string, to: string): boolean => TRIED.has(from) && TRIED.has(to);

const isWithin = (version: string, [first, last]: StepRow['from']): boolean =>
  !isBefore(version, first) && !isBefore(last, version);

function stepBetween(from: string, to: string, inPlace: boolean): PathStep | undefined {
  if (!isBefore(from, to)) return undefined;
  const row = ROWS.find(
    (one) => isWithin(from, one.from) && isWithin(to, one.to) && (one.kind !== 'in-place' || inPlace),
  );
  return row && { from, to, kind: row.kind, knownBy: wasTried(from, to) ? 'run' : row.knownBy };
}

const isKnown = (version: string): boolean =>
  isWithin(version, ['1.6.0', NEWEST_1]) || isWithin(version, ['2.0.0', NEWEST_2]);

/** What no step can do, whatever lies between the two versions. */
function refusalOf(from: string, to: string): NoPath | undefined {
  const unknown = [from, to].find((version) => !isKnown(version));
  if (unknown !== undefined)
    return {
      why: `Pachyderm ${unknown} is not known here`,
      fix: `use a version from 1.6.0 to ${NEWEST_1} or from 2.0.0 to ${NEWEST_2}`,
      audit: ['D-47'],
    };
  if (isBefore(to, from))
    return {
      why: `${to} is older than ${from}: a server reads no backup of a newer one. Most of them restore nothing and exit 0`,
      fix: `restore a backup that ${to} or an older version made into a cluster of ${to}`,
      audit: ['D-40', 'D-47'],
    };
  if (majorOf(from) === 1 && majorOf(to) === 2)
    return {
      why: 'no command leads from 1.x to 2.x: 2.x has neither extract nor restore',
      fix: 'ask the support of Pachyderm for a migration, or load the data into a new 2.x cluster from its sources. Within 2.x a backup is a dump of both postgres databases and a copy of the bucket',
      audit: ['D-52'],
    };
  if (isBefore(from, '1.8.0') && isWithin(to, ['1.8.0', '1.8.2']))
    return {
      why: `${to} cannot read what 1.7 extracts`,
      fix: 'go to 1.8.3 or later; 1.8.8 is the last 1.8',
      audit: ['D-49'],
    };
  return undefined;
}

/** The shortest way over as few stops as possible; of two with as many, the one with the later stops. */
function shortest(from: string, to: string, inPlace: boolean): readonly PathStep[] | undefined {
  let ways: (readonly PathStep[])[] = [[]];
  for (let hops = 0; hops <= STOPS.length; hops += 1) {
    const ends = ways.map((way) => way.at(-1)?.to ?? from);
    const done = ways.flatMap((way, index) => {
      const last = stepBetween(ends[index] ?? from, to, inPlace);
      return last === undefined ? [] : [[...way, last]];
    });
    if (done.length > 0) return done.at(-1);
    ways = ways.flatMap((way, index) =>
      STOPS.flatMap((stop) => {
        const step = stepBetween(ends[index] ?? from, stop, false);
        return step === undefined || stop === to ? [] : [[...way, step]];
      }),
    );
  }
  return undefined;
}

/**
 * The steps from one version to another.
 * @param from as `plainVersion` gives it
 * @param inPlace whether 1.11 and 1.12 are upgraded as the docs of 1.13 say (audit D-51)
 */
export function pathBetween(from: string, to: string, inPlace = false): Result<readonly PathStep[], NoPath> {
  const refusal = refusalOf(from, to);
  if (refusal !== undefined) return err(refusal);
  if (compareVersions(from, to) === 0) return ok([]);
  const steps = shortest(from, to, inPlace);
  if (steps !== undefined) return ok(steps);
  return err({
    why: `no step from ${from} to ${to} is known`,
    fix: `go to ${majorOf(to) === 1 ? NEWEST_1 : NEWEST_2}, or to the last version of the minor`,
    audit: ['D-47'],
  });
}
