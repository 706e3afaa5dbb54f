import { setTimeout as pause } from 'node:timers/promises';
import type { CheckResult } from '../../../src/checks/check.ts';
import { urlEndpoint } from '../../../src/live/http.ts';
import type { CheckContext } from '../../../src/packs/pyroscope/checks/context.ts';
import { runChecks } from '../../../src/packs/pyroscope/checks/index.ts';
import type { Phase } from '../../../src/packs/pyroscope/facts/phases.ts';
import type { PyroscopeServer } from '../tools/pyroscope-server.ts';

/** What the checks of a phase say of one server that is asked by its address, without a cluster. */
export async function verify(
  server: PyroscopeServer,
  phase: Phase,
  situation: Partial<CheckContext> = {},
  only?: readonly string[],
): Promise<Map<string, CheckResult>> {
  const endpoint = urlEndpoint(new URL(server.url));
  const context: CheckContext = {
    phase,
    mode: 'single-binary',
    releaseName: 'profiles',
    namespace: 'observability',
    port: 4040,
    pods: [],
    claims: [],
    endpointOf: (component) => (component === 'all' ? [endpoint] : []),
    sinceMs: 3_600_000,
    now: Date.now,
    pause: (ms) => pause(ms),
    ...situation,
  };
  const results = new Map<string, CheckResult>();
  for await (const result of runChecks(context, only === undefined ? undefined : new Set(only)))
    results.set(result.id, result);
  return results;
}

/** The statuses of checks by their ids, with what was seen for a message that says why. */
export function statuses(results: ReadonlyMap<string, CheckResult>): Record<string, string> {
  return Object.fromEntries([...results].map(([id, { status }]) => [id, status]));
}

/** Printed, as a person who runs the suite wants to see what the server showed. */
export function print(title: string, results: ReadonlyMap<string, CheckResult>): void {
  const lines = [...results.values()].filter(({ status }) => status !== 'skipped');
  console.log([title, ...lines.map(({ id, status, seen }) => `  ${status} ${id}: ${seen}`)].join('\n'));
}
