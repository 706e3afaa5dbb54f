import { err, ok, type Result } from '../result.ts';
import type { LiveProblem } from './live-problem.ts';

/** Far above the metrics page of a large server. */
const BODY_LIMIT = 32 * 1024 * 1024;

/** Reads a body as UTF-8 up to 32 MiB. Rejects as fetch does when the connection breaks. */
export async function readBody(response: Response, what: string): Promise<Result<string, LiveProblem>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest of the answer.
    if (bytes > BODY_LIMIT) return err(tooLong(what));
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}

const tooLong = (what: string): LiveProblem => ({
  kind: 'unexpected-answer',
  what: `The answer to ${what} is longer than ${BODY_LIMIT} bytes.`,
  remedy: 'See with curl what it sends; the address may belong to something else.',
});
