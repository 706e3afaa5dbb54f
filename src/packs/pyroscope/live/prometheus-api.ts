import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { askJson } from './ask.ts';
import { listOf, numberOf, recordOf } from './json.ts';

/** The first value of an instant query; undefined where Prometheus has no such series. */
export async function instantQuery(
  prometheus: Endpoint,
  expression: string,
): AsyncResult<number | undefined> {
  const answer = await askJson(prometheus, {
    path: `/api/v1/query?${new URLSearchParams({ query: expression })}`,
  });
  if (!answer.ok) return answer;
  const [first] = listOf(recordOf(recordOf(answer.value).data).result);
  if (first === undefined) return ok(undefined);
  return ok(numberOf(listOf(recordOf(first).value)[1]));
}
