import { expect, onTestFinished, test } from 'vitest';
import { embedded } from './embedded.ts';
import { run, storeFor } from './run.ts';
import type { Store } from './store.ts';

const START = Math.floor(Date.now() / 1000) - 7200;

/** The same store below a path, and nothing beside it. */
async function below(path: string, { url }: Store): Promise<string> {
  const server = await embedded(async ({ path: asked, method, headers, body }) => {
    if (!asked.startsWith(`${path}/`)) return { status: 404, body: '404 page not found' };
    const answer = await fetch(url + asked.slice(path.length), {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'text/plain' },
      ...(method === 'POST' && { body }),
    });
    return {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'text/plain' },
      body: Buffer.from(await answer.arrayBuffer()),
    };
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return `${server.url}${path}`;
}

test.each(['/prometheus', '/eu/prometheus', '/eu'])(
  'a Prometheus whose --web.route-prefix is %s is asked below it',
  async (path) => {
    const [source, there] = [await storeFor(), await storeFor()];
    source.add({ __name__: 'up' }, [[(START + 60) * 1000, 1]]);
    const { exit, out } = await run([
      `--reader-url=${await below(path, source)}/api/v1/read`,
      `--writer-url=${await below(path, there)}/api/v1/write`,
      `--start=${START}`,
      `--end=${START + 3600}`,
      '--settle=0s',
    ]);
    expect([exit, out]).toEqual([0, expect.stringContaining('to Prometheus 3.5.0\n')]);
  },
);
