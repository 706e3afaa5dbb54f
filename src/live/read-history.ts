import { err, ok, type Result } from '../result.ts';
import type { Revision } from './cluster.ts';
import { unexpectedAnswer } from './json-answer.ts';
import { field, numberOf, textOf } from './json-fields.ts';
import type { LiveProblem } from './live-problem.ts';

/**
 * Reads `helm history -o json`, whose newest revision is the last. A revision without a time has `updated: ""`:
 * Helm 3.21 prints an empty string there, Helm 4.2 leaves the key out.
 */
export function readHistory(
  json: unknown,
  question: string,
): Result<readonly [Revision, ...Revision[]], LiveProblem> {
  const revisions = Array.isArray(json) ? json.map(readRevision) : [];
  const [first, ...rest] = revisions.toSorted((a, b) => a.revision - b.revision);
  if (first === undefined || first.revision < 1) {
    return err(unexpectedAnswer(question, 'printed no list of revisions'));
  }
  return ok([first, ...rest]);
}

const readRevision = (json: unknown): Revision => ({
  revision: numberOf(field(json, 'revision')),
  updated: textOf(field(json, 'updated')),
  status: textOf(field(json, 'status')),
  chart: textOf(field(json, 'chart')),
  description: textOf(field(json, 'description')),
});
