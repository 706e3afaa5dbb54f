import { type Asker, askJson, jsonOf } from '../../../checks/ask.ts';
import { fine, wrong } from '../../../checks/check.ts';
import { counted, firstOf } from '../../../english.ts';
import { listOf, recordOf, textOf } from '../../../live/json.ts';
import { showable } from '../../../live/problems.ts';
import { type Live, type Observation, sure } from '../../../pack.ts';
import type { PrometheusCase } from '../read/facts.ts';
import { curl, curlDestination, type Process, type PrometheusCheck, processesOf } from './asking.ts';
import { askDestination } from './destination.ts';
import type { Labels } from './query-api.ts';

const PATH = '/api/v1/rules?type=record';

/** What stores answer that have no rules. */
const NO_SUCH_PAGE = [400, 404, 405, 501];

/** A recording rule: the name of its series, and labels that they have for certain. */
interface Recording {
  readonly name: string;
  readonly labels: Labels;
  /** Whether external labels are added to its series on their way to the new store. */
  readonly isMarked: boolean;
}

/** Those on a page of rules. Some servers know no parameter `type`, and show alerts as well. */
const recordingsIn = (answer: unknown, external: Labels = {}, isMarked = false): readonly Recording[] =>
  listOf(recordOf(recordOf(answer).data).groups)
    .flatMap((group) => listOf(recordOf(group).rules))
    .map(recordOf)
    .filter(({ type }) => type === 'recording')
    .map(({ name, labels }) => ({
      name: textOf(name),
      labels: { ...external, ...(recordOf(labels) as Labels) },
      isMarked,
    }));

/** What a process evaluates, as it leaves it: with its external labels. An agent evaluates nothing. */
async function evaluatedBy({ ask, server }: Process): Promise<readonly Recording[]> {
  if (server.isAgent) return [];
  const external = Object.entries(server.externalLabels).flatMap(([name, value]) => {
    const said = sure(value);
    return said === undefined ? [] : [[name, said] as const];
  });
  // The operator adds labels of its own.
  const isMarked = server.resource !== undefined || Object.keys(server.externalLabels).length > 0;
  return recordingsIn(await askJson(ask, { path: PATH }), Object.fromEntries(external), isMarked);
}

/** What the new store evaluates; undefined where it does not say. */
async function evaluatedThere(ask: Asker): Promise<readonly Recording[] | undefined> {
  const { status, body } = await ask({ path: PATH, accept: NO_SUCH_PAGE });
  return NO_SUCH_PAGE.includes(status) ? undefined : recordingsIn(jsonOf(PATH, body));
}

/** Whether two rules can make the same series: of one name, and no label that is sure on both sides tells them apart. */
const canCollide = (one: Recording, other: Recording): boolean =>
  one.name === other.name &&
  Object.entries(one.labels).every(([name, value]) => (other.labels[name] ?? value) === value);

/** `2 recording rules: a and b`, each told once. */
function shownRules(rules: readonly Recording[]): string {
  const names = [...new Set(rules.map(({ name }) => showable(name)))];
  return `${counted(names.length, 'recording rule')}: ${firstOf(names)}`;
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const skipped = (seen: string): Observation => ({ status: 'skipped', seen });
  const destination = await askDestination(of, live);
  if (destination === undefined)
    return skipped('not asked: destinationQueryUrl does not say where the new store is queried');
  const here = (await Promise.all(processesOf(of, live).map(evaluatedBy))).flat();
  const there = await evaluatedThere(destination.ask);
  if (there === undefined) return skipped('the new store does not say which rules it evaluates');
  const twice = here.filter((one) => there.some((other) => canCollide(one, other)));
  const alike = twice.filter(({ isMarked }) => !isMarked);
  if (alike.length > 0)
    return wrong(`both sides evaluate ${shownRules(alike)}; leave them to one side until the move is over`);
  if (twice.length > 0)
    return {
      ...fine('external labels mark what this side evaluates'),
      unproven: `whether external labels tell apart what both make by ${shownRules(twice)}`,
    };
  const all = new Set(here.map(({ name }) => name)).size;
  return fine(`${counted(all, 'recording rule')} here, and none of that name in the new store`);
}

export const rulesOnOneSide: PrometheusCheck = {
  id: 'rules-on-one-side',
  title: 'No recording rule is evaluated on both sides',
  phases: ['dual'],
  why: 'Both make the same series: the new store refuses what comes second, and a Prometheus refuses the whole request with it.',
  expected: () => 'each recording rule in the old Prometheus or in the new store, not in both',
  command: (of, live) => `${curl(of, live, PATH)}; ${curlDestination(of, PATH)}`,
  observe,
};
