import { setTimeout as pause } from 'node:timers/promises';
import { askerOf, NoAnswer } from '../../../src/checks/ask.ts';
import { type CheckResult, runChecks } from '../../../src/checks/check.ts';
import type { LiveContext, OpenedContext } from '../../../src/checks/context.ts';
import { urlEndpoint } from '../../../src/live/http.ts';
import type { Case, Pack } from '../../../src/pack.ts';
import { CHECKS } from '../../../src/packs/pyroscope/checks/index.ts';
import type { PyroscopePhase } from '../../../src/packs/pyroscope/facts/phases.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { judgeServers, withServers } from '../../../src/release/from-server.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { withLibrary } from '../../../src/yaml/library.ts';
import { pyroscopeCase } from '../../pyroscope-case.ts';
import { renderSingleBinary } from '../tools/phasegate.ts';
import type { PyroscopeServer } from '../tools/pyroscope-server.ts';

/** What is otherwise than at a server that is asked now, for nobody, and was never upgraded. */
export type Situation = Partial<Pick<LiveContext, 'now' | 'upgradedAt' | 'tenant'>>;

async function nobody(): Promise<never> {
  throw new NoAnswer({ kind: 'unreachable', what: 'No cluster is asked.', remedy: 'Ask the address.' });
}

/** A server that is asked by its address, without a cluster. */
const openedAt = (server: PyroscopeServer, situation: Situation = {}): OpenedContext => ({
  releaseName: 'profiles',
  namespace: 'observability',
  pods: [],
  claims: [],
  ask: nobody,
  askAt: nobody,
  object: nobody,
  logs: nobody,
  sinceMs: 3_600_000,
  now: Date.now,
  pause: (ms) => pause(ms),
  asksCluster: false,
  address: askerOf(urlEndpoint(new URL(server.url))),
  hasPrometheus: false,
  ...situation,
});

/** What the checks of a phase say of one server. */
export async function verify(
  server: PyroscopeServer,
  phase: PyroscopePhase,
  situation: Situation = {},
  only?: readonly string[],
): Promise<Map<string, CheckResult>> {
  const of = pyroscopeCase({ phase, layout: 'single-binary' }) as Case;
  const live = withServers(openedAt(server, situation), pyroscope as Pack, of.now);
  const asked = CHECKS.filter(({ id }) => only?.includes(id) ?? true);
  const results = new Map<string, CheckResult>();
  for await (const result of runChecks(asked, of, live)) results.set(result.id, result);
  return results;
}

/** What rules say of a server beside the manifests that phasegate renders for a phase. */
export async function differences(
  server: PyroscopeServer,
  phase: PyroscopePhase,
  folder: string,
): Promise<readonly string[]> {
  const stream = await renderSingleBinary(phase, folder);
  const [stored] = await withLibrary(() => storedReleases(stream, [pyroscope as Pack]));
  if (stored === undefined) throw new TypeError('the stream holds no release');
  const { state: now, pack } = stored;
  const live = withServers(openedAt(server), pack, now);
  const of = { now, asked: () => undefined, options: {}, clock: Date.now() };
  const { findings, unread } = await judgeServers(pack, live, of);
  return [...unread.map(({ seen }) => seen), ...findings.map(({ what }) => what)];
}

/** The statuses of checks by their ids. */
export function statuses(results: ReadonlyMap<string, CheckResult>): Record<string, string> {
  return Object.fromEntries([...results].map(([id, { status }]) => [id, status]));
}

/** Printed, as a person who runs the suite wants to see what the server showed. */
export function print(title: string, results: ReadonlyMap<string, CheckResult>): void {
  const lines = [...results.values()].filter(({ status }) => status !== 'skipped');
  console.log([title, ...lines.map(({ id, status, seen }) => `  ${status} ${id}: ${seen}`)].join('\n'));
}
