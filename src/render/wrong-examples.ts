import { edited } from '../lint/apply-fixes.ts';
import { type Reread, withSafeFixes } from '../lint/fix-guard.ts';
import { Locator } from '../lint/locate.ts';
import { effectiveOptions } from '../lint/rule-names.ts';
import { reportsOf } from '../lint/violations.ts';
import { type Case, type Example, known, type Pack, type Path, type Question, type Rule } from '../pack.ts';
import { type ChartPack, hasChart } from '../release/chart-values.ts';
import { withServers } from '../release/from-server.ts';
import { caseOfValues, releaseValues } from '../release/from-values.ts';
import { storedReleases } from '../release/history.ts';
import { ok } from '../result.ts';
import { violationsOf } from '../rules/judge.ts';
import { timeLineOf } from '../step/time-line.ts';
import { readValuesText } from '../values/read-values.ts';
import type { MapNode } from '../values/tree.ts';
import { loadLibrary } from '../yaml/library.ts';
import { renderStream } from './render-stream.ts';

/** What a rule says about an example. */
interface Said {
  readonly what: string;
  /** Where it was said, in the example's words. */
  readonly at?: string;
  /** Whether that is where the example says. */
  readonly isThere?: boolean;
  /** The text once this is fixed. */
  readonly after?: string | undefined;
}

type ExampleOf = Example & { readonly rule: Rule; readonly pack: Pack };

/** An example that cannot be tried; the message follows its name. */
class Unusable extends Error {}

function mapOf(text: string, file: string): MapNode {
  const read = readValuesText(text, file);
  if (!read.ok) throw new Unusable(`cannot be read: ${read.error.message}`);
  if (read.value.kind !== 'map') throw new Unusable('cannot be read: values must be a map');
  return read.value;
}

const historyOf = ({ history, chart = '' }: Example): Pick<Case, 'history'> =>
  history === undefined
    ? {}
    : {
        history: timeLineOf(
          history.map(({ phase, since }, index) => ({
            ...{ phase, chart, revision: index + 1, updated: since },
            status: index === history.length - 1 ? 'deployed' : 'superseded',
          })),
        ),
      };

async function saidOfValues(
  example: ExampleOf & { readonly values: string },
  pack: ChartPack,
): Promise<readonly Said[]> {
  const { rule, values, before, fromChart } = example;
  const { chart = pack.charts[0].versions.at(-1) ?? '' } = example;
  const user = mapOf(values, 'values.yaml');
  const earlier = before === undefined ? user : mapOf(before, 'before.yaml');
  const textOf = (file: string): string => (file === 'values.yaml' ? values : (before ?? ''));
  const isStep = before !== undefined || fromChart !== undefined;
  const side = isStep && { before: { user: earlier, chart: fromChart ?? chart } };
  const release = releaseValues({ user, chart, helm: 4, textOf, ...side }, pack);
  const of = {
    ...caseOfValues(pack, release),
    ...historyOf(example),
    options: effectiveOptions(rule, {}),
  };
  const locator = new Locator(user);
  const reread: Reread = async (file, text) => {
    const read = readValuesText(text, file);
    return read.ok && read.value.kind === 'map' ? read.value : undefined;
  };
  const reports = await withSafeFixes(reportsOf(rule, of, textOf), { release, pack, reread });
  return reports.map((report) => {
    const at = locator
      .locate(report)
      .path.map((key) => key.replaceAll('.', '\\.'))
      .join('.');
    return {
      ...{ what: report.message.what, at, isThere: at === example.at },
      after: report.fix && edited(values, report.fix.edits),
    };
  });
}

function stateIn(text: string, pack: Pack) {
  const [stored] = storedReleases(text, [pack]);
  if (stored === undefined) throw new Unusable(`holds no release of ${pack.name}`);
  return stored.state;
}

const saidOfStep = (example: ExampleOf, manifests: string, before: string): readonly Said[] =>
  violationsOf(example.rule, {
    now: stateIn(manifests, example.pack),
    before: stateIn(before, example.pack),
    ...historyOf(example),
    ...{ asked: () => undefined, options: effectiveOptions(example.rule, {}), clock: Date.now() },
  }).map(({ what }) => ({ what }));

/** A page that holds a configuration as a text. */
const pageAround = (config: string, within: Path): string =>
  within.length === 0
    ? config
    : JSON.stringify(within.reduceRight<unknown>((inner, key) => ({ [key]: inner }), config));

const nobody = async (): Promise<never> => {
  throw new Error('an example has no such answer');
};

/** A pod of each component, all of which answer the same. */
async function saidOfServers(example: ExampleOf, manifests: string, body: string): Promise<readonly Said[]> {
  const { rule, pack } = example;
  const now = stateIn(manifests, pack);
  const pod = { phase: 'Running', ready: true, restarts: 0, args: [], image: '', claims: [], httpPort: 80 };
  const opened = {
    ...{ releaseName: '', namespace: '', claims: [], sinceMs: 0, asksCluster: true, hasPrometheus: false },
    pods: now.components.map(({ name, object }) => ({
      ...pod,
      name: `${object?.name ?? name}-0`,
      component: name,
    })),
    ask: async (_: unknown, { within = [] }: Question) => ({ status: 200, body: pageAround(body, within) }),
    askAt: nobody,
    object: nobody,
    logs: async () => '',
    pause: async () => undefined,
    now: Date.now,
  };
  try {
    const running = await withServers(opened, pack, now).running();
    const options = effectiveOptions(rule, {});
    const of = { now, running, options, asked: () => undefined, clock: Date.now() };
    return violationsOf(rule, of).map(({ what }) => ({ what }));
  } catch (error) {
    throw new Unusable(`cannot be read: ${(error as Error).message}`);
  }
}

const lineAt = (text: string, offset: number): string =>
  (text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '').trim();

async function saidOfManifests(example: ExampleOf, manifests: string): Promise<readonly Said[]> {
  const { rule, pack, at, asked = {}, peer } = example;
  const { phase, correct, ...settings } = asked;
  const stated = (value: string) => ({ value, source: { kind: 'flag' as const, flag: 'asked' } });
  const intent = {
    ...(phase !== undefined && { phase: stated(phase) }),
    settings: new Map(Object.entries(settings).map(([name, value]) => [name, stated(value)])),
    choices: {
      ...{ correct: new Set(correct === undefined ? [] : [correct]), noCorrect: new Set<string>() },
      acceptUnknownChart: false,
      acceptLoss: false,
    },
  };
  const made = await renderStream(manifests, {
    packs: [pack],
    intentFor: () => ok(intent),
    values: undefined,
    ...(peer !== undefined && { peer: { text: peer, shownAs: 'peer' } }),
  });
  if (!made.ok) {
    const { error } = made;
    throw new Unusable(`cannot be read: ${error.kind === 'intent' ? error.message : error.problem.reason}`);
  }
  const { releases, stream, texts } = made.value;
  if (releases.length === 0) throw new Unusable(`holds no release of ${pack.name}`);
  return releases
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.rule === `${pack.name}/${rule.id}`)
    .map(({ what, place }) => {
      const line =
        place?.in === 'manifest' ? lineAt(stream.document(place.document)?.text ?? '', place.start) : '';
      return {
        ...{ what, at: JSON.stringify(line), isThere: at !== undefined && line.includes(at) },
        after: texts.join(''),
      };
    });
}

async function saidOf(example: ExampleOf): Promise<readonly Said[]> {
  const { values, manifests, before, running, pack } = example;
  if (manifests !== undefined && running !== undefined) return saidOfServers(example, manifests, running);
  if (manifests !== undefined)
    return before === undefined
      ? saidOfManifests(example, manifests)
      : saidOfStep(example, manifests, before);
  if (values === undefined) throw new Unusable('has neither values nor manifests');
  if (!hasChart(pack)) throw new Unusable('has values, and the pack reads none');
  return saidOfValues({ ...example, values }, pack);
}

/** The pack as what an example asks for makes it. */
const asked = (pack: Pack, { asked: said = {} }: Example): Pack =>
  pack.withSettings?.((name) => {
    const value = said[name];
    return value === undefined ? undefined : known(value, 'person');
  }) ?? pack;

const inOneLine = (text: string): string => text.replaceAll('\n', '⏎');

function mistakeInBad(example: ExampleOf, said: readonly Said[]): string | undefined {
  const { at, after, manifests } = example;
  const [first] = said;
  if (first === undefined) return 'is not reported';
  if (at !== undefined && first.at !== undefined && !said.some(({ isThere }) => isThere))
    return `is reported at ${first.at}, not at ${manifests === undefined ? at : JSON.stringify(at)}`;
  if (after !== undefined && !said.some((one) => one.after === after))
    return `is not "after" once it is fixed: ${inOneLine(first.after ?? 'it has no fix')}`;
  return undefined;
}

async function mistakeIn(example: ExampleOf, isBad: boolean): Promise<string | undefined> {
  try {
    const said = await saidOf(example);
    if (isBad) return mistakeInBad(example, said);
    return said[0] && `is reported: ${said[0].what}`;
  } catch (error) {
    if (error instanceof Unusable) return error.message;
    throw error;
  }
}

/**
 * Tries the examples of a pack's rules, for the pack's own tests: each bad one must be reported, where it says and with
 * the fix that it says, and no good one.
 * @returns a line for each that does not hold: `quorum-mismatch: bad[0] is not reported`
 */
export async function wrongExamples(pack: Pack): Promise<readonly string[]> {
  await loadLibrary();
  const wrong: string[] = [];
  for (const rule of pack.rules) {
    for (const kind of ['bad', 'good'] as const) {
      for (const [index, example] of (rule[kind] ?? []).entries()) {
        const mistake = await mistakeIn({ ...example, rule, pack: asked(pack, example) }, kind === 'bad');
        if (mistake !== undefined) wrong.push(`${rule.id}: ${kind}[${index}] ${mistake}`);
      }
    }
  }
  return wrong;
}
