import type { CheckContext, Observation } from './check.ts';
import { defineCheck } from './define-check.ts';
import { fine, NO_CLUSTER, notYet, unanswered, wrong } from './observation.ts';
import { placeOf } from './places.ts';

const TAIL = 500;
/** An election leaves a few of these; a metastore that never finds its leader hundreds. */
const NOT_THE_LEADER = { text: 'node is not the leader', tolerated: 10 };
const TROUBLE = ['log store write timed out', 'non-monotonic log entries'];

const countOf = (log: string, text: string): number => log.split(text).length - 1;

async function observe(context: CheckContext): Promise<Observation> {
  if (context.logsOf === undefined) return NO_CLUSTER;
  const log = await context.logsOf(placeOf(context, 'metastore'), TAIL);
  if (!log.ok) return unanswered(log.error);
  const found = TROUBLE.map((text) => ({ text, count: countOf(log.value, text) })).filter(
    ({ count }) => count > 0,
  );
  if (found.length > 0) return wrong(found.map(({ text, count }) => `\`${text}\` ${count} times`).join(', '));
  const lost = countOf(log.value, NOT_THE_LEADER.text);
  if (lost === 0) return fine(`nothing in the last ${TAIL} lines of each pod`);
  return (lost < NOT_THE_LEADER.tolerated ? notYet : wrong)(`\`${NOT_THE_LEADER.text}\` ${lost} times`);
}

export const metastoreLogs = defineCheck({
  id: 'metastore-logs',
  title: 'The metastore log shows no known trouble',
  phases: ['dual', 'v2'],
  why: 'A metastore with a slow disk or a broken raft log stays Ready; it says so in its log alone.',
  expected: () => `none of: ${[NOT_THE_LEADER.text, ...TROUBLE].join(', ')}`,
  command: (context) =>
    `kubectl logs -n ${context.namespace} -l app.kubernetes.io/instance=${context.releaseName},app.kubernetes.io/component=${placeOf(context, 'metastore')} --tail=${TAIL} | grep -E '${[NOT_THE_LEADER.text, ...TROUBLE].join('|')}'`,
  observe,
});
