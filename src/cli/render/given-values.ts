import type { LintFinding } from '../../lint/lint-result.ts';
import type { Pack, Path } from '../../pack.ts';
import { hasChart } from '../../release/chart-values.ts';
import { releaseValues } from '../../release/from-values.ts';
import type { ReleaseOutcome, StatedIntent } from '../../release/intent.ts';
import type { MapNode } from '../../values/tree.ts';

/** The values of -f and --set. Render reads of them what they ask for, and nothing else. */
export interface GivenValues {
  readonly values: MapNode;
  /** The values.yaml of the fork that the files lie in, where there is one. */
  readonly defaults?: MapNode;
  /** The text of a file that took part. */
  readonly textOf: (file: string) => string;
}

/** Where values may state what nobody stated otherwise. */
function intentPaths(
  { phases, settings = [] }: Pack,
  { phase, settings: stated }: StatedIntent,
): readonly Path[] {
  const ofPhases = phase ? [] : phases.flatMap(({ values = [] }) => values.map(([path]) => path));
  const ofSettings = settings.flatMap(({ name, key }) => (key && !stated.has(name) ? [key] : []));
  return [...ofPhases, ...ofSettings];
}

const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((key, index) => String(key) === String(path[index]));

/** A misspelt or misplaced key could be meant for the intent; any other key says nothing that render reads. */
async function couldBeMeant(
  { path }: LintFinding,
  paths: readonly Path[],
  placesOf: (path: readonly string[]) => readonly Path[],
): Promise<boolean> {
  const parent = path.slice(0, -1);
  if (parent.length > 0 && paths.some((one) => startsWith(one, parent))) return true;
  if (placesOf(path).some((place) => paths.some((one) => startsWith(one, place)))) return true;
  const { nearest } = await import('../../nearest.ts');
  const tops = [...new Set(paths.map(([top = '']) => String(top)))];
  return path.length === 1 && nearest(path[0] ?? '', tops) !== undefined;
}

/**
 * Mistakes in values at, or next to, the keys that state what is asked for: there a typo would go unseen, as it says nothing
 * in the manifests either. Each is found and told as lint does.
 */
export async function mistakesInGiven(
  { values: user, defaults, textOf }: GivenValues,
  { chartVersion: chart }: Pick<ReleaseOutcome, 'chartVersion'>,
  pack: Pack,
  stated: StatedIntent,
): Promise<readonly LintFinding[]> {
  const paths = intentPaths(pack, stated);
  if (paths.length === 0 || !hasChart(pack)) return [];
  const { checkValues } = await import('../../lint/check-values.ts');
  const { misplacedKey, unknownKey, wrongType } = await import('../../lint/schema-rules.ts');
  const { DEFAULT_SETTINGS } = await import('../../lint/rule-names.ts');
  const { FindingDescriber } = await import('../../report/lint/describe.ts');
  const rules = pack.rules.filter(({ inGivenValues }) => inGivenValues);
  const release = releaseValues({ chart, user, helm: 4, textOf, ...(defaults && { defaults }) }, pack);
  const found = await checkValues(
    { release, duplicates: [], ...(defaults && { ownDefaults: defaults }) },
    { ...pack, rules },
    DEFAULT_SETTINGS,
  );
  const describer = new FindingDescriber(textOf);
  const ofPack = new Set(rules.map(({ id }) => `${pack.name}/${id}`));
  const keys: ReadonlySet<string> = new Set([misplacedKey.id, unknownKey.id]);
  const findings: LintFinding[] = [];
  for (const raw of found) {
    const finding = describer.describe(raw, '');
    const isAt = paths.some((one) => startsWith(raw.path, one));
    const isMeant = ofPack.has(raw.ruleId)
      ? isAt
      : raw.ruleId === wrongType.id
        ? isAt || paths.some((one) => startsWith(one, raw.path))
        : keys.has(raw.ruleId) &&
          (await couldBeMeant(finding, paths, (path) => pack.charts[0].placesOf?.(path, chart) ?? []));
    const outcome = finding.severity === 'error' ? 'refused' : 'said';
    if (isMeant) findings.push({ ...finding, path: [], fixable: false, outcome });
  }
  return findings;
}
