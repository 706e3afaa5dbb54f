import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { type Asker, askerOf, NoAnswer } from '../../src/checks/ask.ts';
import { type CheckResult, runChecks } from '../../src/checks/check.ts';
import type { OpenedContext } from '../../src/checks/context.ts';
import type { Answer, ProvenSoak, Question } from '../../src/checks/live.ts';
import type { LivePod } from '../../src/live/cluster.ts';
import type { Case, Pack } from '../../src/pack.ts';
import { CHECKS } from '../../src/packs/pyroscope/checks/index.ts';
import { SETTINGS } from '../../src/packs/pyroscope/facts/settings.ts';
import { pyroscope } from '../../src/packs/pyroscope/index.ts';
import { withServers } from '../../src/release/from-server.ts';
import { pyroscopeCase } from '../pyroscope-case.ts';

export const RECORDINGS = resolve(import.meta.dirname, '../fixtures/servers');

/** What was asked of a real server in one run of the checks, with its answers. */
export interface Recording {
  /** Milliseconds since 1970: when the checks ran. */
  readonly now: number;
  readonly layout: 'single-binary' | 'microservices';
  readonly soak: ProvenSoak;
  readonly tenant?: string;
  /** What each check said, by its id. */
  readonly statuses: Readonly<Record<string, CheckResult['status']>>;
  /** In the order of the questions; an answer is a status and the number of a body. */
  readonly exchanges: readonly (readonly [who: string, question: string, status: number, body: number])[];
  readonly bodies: readonly string[];
}

/** What a run of the checks is asked about. */
export type Run = Omit<Recording, 'statuses' | 'exchanges' | 'bodies'>;

/** Checks that ask a server; the others ask a cluster. */
const OF_SERVERS: readonly string[] = [
  'phase-in-effect',
  'raft-leader',
  'segment-writer-ring',
  'ingester-ring',
  'compaction',
  'v2-answers-queries',
  'v2-complete',
];

const COMPONENTS = [
  'distributor',
  'ingester',
  'query-frontend',
  'query-backend',
  'querier',
  'segment-writer',
  'metastore',
  'compaction-worker',
];

const podOf = (component: string): LivePod => ({
  ...{ name: `profiles-${component}-0`, component, phase: 'Running', ready: true, restarts: 0 },
  ...{ args: [], image: '', claims: [], httpPort: 4040 },
});

async function nobody(): Promise<never> {
  throw new NoAnswer({ kind: 'unreachable', what: 'No cluster is asked.', remedy: 'Ask the address.' });
}

/**
 * Runs the checks of dual that ask servers, one after the other: what they ask side by side has no order to replay.
 * @param ask for a check, by who is asked: `querier`, or `server` for all others
 */
export async function runAgainst(
  { now, layout, soak, tenant }: Run,
  ask: (check: string, who: 'server' | 'querier') => Asker,
  pause: (milliseconds: number) => Promise<void>,
): Promise<readonly CheckResult[]> {
  const isSingle = layout === 'single-binary';
  const of = pyroscopeCase({ phase: 'dual', layout }) as Case;
  const results: CheckResult[] = [];
  for (const check of CHECKS.filter(({ id }) => OF_SERVERS.includes(id))) {
    const [server, querier] = [ask(check.id, 'server'), ask(check.id, 'querier')];
    const opened: OpenedContext = {
      ...{
        releaseName: 'profiles',
        namespace: 'observability',
        claims: [],
        logs: nobody,
        askAt: nobody,
        object: nobody,
        sinceMs: 3_600_000,
      },
      pods: isSingle ? [] : COMPONENTS.map(podOf),
      ask: (whom, question) =>
        isSingle || whom === 'prometheus'
          ? nobody()
          : (whom.component === 'querier' ? querier : server)(question),
      ...(isSingle && { address: server }),
      ...(tenant !== undefined && { tenant }),
      ...{ soak, pause, now: () => now, asksCluster: !isSingle, hasPrometheus: false },
    };
    const live = withServers(opened, pyroscope as Pack, of.now);
    for await (const result of runChecks([check], of, live)) results.push(result);
  }
  return results;
}

const textOf = ({ path, post, headers }: Question): string =>
  JSON.stringify([path, post ?? '', headers?.['X-Scope-OrgID'] ?? '']);

/** Metrics that a check may look at: the others are most of a page. */
export function metricsOfChecks(): ReadonlySet<string> {
  const folder = resolve(import.meta.dirname, '../../src/packs/pyroscope/checks');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set(sources.flatMap((text) => text.match(/\b(?:pyroscope|process)_\w+/g) ?? []));
}

const nameOf = (line: string): string => /^\w+/.exec(line)?.[0] ?? '';

const SETTING_PATHS = SETTINGS.flatMap(({ config }) => (config === undefined ? [] : [config]));

/** The settings that phasegate knows, out of a page that holds all of them. */
function knownSettings(page: string): string {
  const all = parseDocument(page);
  const known = new Document({});
  for (const path of SETTING_PATHS) if (all.hasIn(path)) known.setIn(path, all.getIn(path));
  return known.toString();
}

/** A page without what no check looks at, and without what only tells of the machine it was recorded on. */
export function tidied(path: string, body: string, metrics: ReadonlySet<string>): string {
  if (path === '/api/v1/status/config') return knownSettings(body);
  if (path !== '/metrics') return body.replaceAll(`"${hostname()}"`, '"server"');
  const lines = body.split('\n').filter((line) => metrics.has(nameOf(line)));
  return lines.map((line) => `${line}\n`).join('');
}

const inLines = (items: readonly unknown[]): string =>
  `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;

/** Asks a server and keeps what it answered. */
export class Recorder {
  readonly #exchanges: (Recording['exchanges'][number] | undefined)[] = [];
  readonly #bodies: string[] = [];
  readonly #metrics = metricsOfChecks();

  asker(who: string, ask: Asker): Asker {
    const keep = (question: Question, { status, body }: Answer, at: number): void => {
      const text = tidied(question.path, body, this.#metrics);
      const known = this.#bodies.indexOf(text);
      this.#exchanges[at] = [who, textOf(question), status, known < 0 ? this.#bodies.push(text) - 1 : known];
    };
    return async (question) => {
      // In the order of the questions: their answers may overtake each other.
      const at = this.#exchanges.push(undefined) - 1;
      try {
        const answer = await ask(question);
        keep(question, answer, at);
        return answer;
      } catch (thrown) {
        if (thrown instanceof NoAnswer && thrown.answer) keep(question, thrown.answer, at);
        throw thrown;
      }
    };
  }

  write(name: string, run: Run, results: readonly CheckResult[]): void {
    const statuses = Object.fromEntries(results.map(({ id, status }) => [id, status]));
    const exchanges = this.#exchanges.filter((one) => one !== undefined);
    const head = JSON.stringify({ ...run, statuses }).slice(0, -1);
    const parts = [`"exchanges":${inLines(exchanges)}`, `"bodies":${inLines(this.#bodies)}`];
    mkdirSync(RECORDINGS, { recursive: true });
    writeFileSync(join(RECORDINGS, `${name}.json`), `${[head, ...parts].join(',\n')}}\n`);
  }
}

/** Answers as the server did; a question that it was not asked gets none. The last answer to a question stays. */
export function replayed({ exchanges, bodies }: Recording): (check: string, who: string) => Asker {
  const answers = new Map<string, Answer[]>();
  for (const [who, question, status, body] of exchanges) {
    const key = `${who} ${question}`;
    answers.set(key, [...(answers.get(key) ?? []), { status, body: bodies[body] ?? '' }]);
  }
  return (check, who) =>
    askerOf(async ({ path, body, headers }) => {
      const tenant = headers?.['X-Scope-OrgID'];
      const question = textOf({
        path,
        ...(body !== undefined && { post: body }),
        ...(tenant !== undefined && { headers: { 'X-Scope-OrgID': tenant } }),
      });
      const left = answers.get(`${check} ${who} ${question}`);
      const answer = left !== undefined && left.length > 1 ? left.shift() : left?.[0];
      if (answer === undefined)
        return {
          ok: false,
          error: {
            kind: 'unreachable',
            what: `The recording has no answer to ${question}.`,
            remedy: 'Record it anew: see CONTRIBUTING.md.',
          },
        };
      return { ok: true, value: answer };
    });
}
