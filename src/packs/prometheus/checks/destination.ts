import { type Asker, askJson, NoAnswer } from '../../../checks/ask.ts';
import { recordOf, textOf } from '../../../live/json.ts';
import type { Live } from '../../../pack.ts';
import type { PrometheusCase } from '../read/facts.ts';
import type { Labels } from './query-api.ts';

/** The new store, where it answers queries. */
export interface AskedDestination {
  readonly ask: Asker;
  readonly headers: Labels;
  readonly url: string;
  /** As its API says it; others than Prometheus print one of theirs. */
  readonly version: string | undefined;
}

/** Only the tenant is sent along: credentials of the new store are in a Secret. */
function refusal(thrown: unknown, path: string): unknown {
  const status = thrown instanceof NoAnswer ? thrown.answer?.status : undefined;
  if (status !== 401 && status !== 403) return thrown;
  return new NoAnswer({
    kind: 'unexpected-answer',
    what: `the new store answered ${path.replace(/\?.*$/s, '')} with ${status}: phasegate asks it without a user and a password.`,
    remedy:
      'Set destinationQueryUrl (PHASEGATE_DESTINATION_QUERY_URL) to an address that answers without them, such as that of a port-forward, and destinationTenant if the store needs a tenant.',
  });
}

/** The new store by destinationQueryUrl; undefined where that is not given. */
export async function askDestination(
  { now: { meant } }: PrometheusCase,
  live: Live,
): Promise<AskedDestination | undefined> {
  const { queryUrl, tenant } = meant;
  if (queryUrl === undefined) return undefined;
  const headers: Labels = tenant === undefined ? {} : { 'X-Scope-OrgID': tenant };
  const ask: Asker = (question) =>
    live
      .askAt(queryUrl, { ...question, headers: { ...headers, ...question.headers } })
      .catch((thrown: unknown) => {
        throw refusal(thrown, question.path);
      });
  const build = await askJson(ask, { path: '/api/v1/status/buildinfo' }).catch(() => undefined);
  const version = textOf(recordOf(recordOf(build).data).version) || undefined;
  return { ask, headers, url: queryUrl, version };
}
