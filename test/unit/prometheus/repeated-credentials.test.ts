import { expect, onTestFinished, test } from 'vitest';
import { type Asked, embedded, type Reply } from './embedded.ts';
import { run, storeFor } from './run.ts';

const START = Math.floor(Date.now() / 1000) - 7200;
const RANGE = [`--start=${START}`, `--end=${START + 3600}`, '--no-wait', '--retry-for=0s'];

/** A server that repeats to whoever reads or writes what it was asked. */
async function repeating(reply: (said: string) => Reply): Promise<string> {
  const said = ({ headers, path }: Asked): string => `${Object.values(headers).join(' ')} ${path}`;
  const server = await embedded((asked) =>
    /\/(?:read|write)\b/.test(asked.path)
      ? reply(`no: ${said(asked)} ${Buffer.from(said(asked).replace(/.*Basic (\S+).*/, '$1'), 'base64')}`)
      : undefined,
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
}

async function saidBy(reader: string, words: readonly string[]): Promise<string> {
  const there = await storeFor();
  const { out, err } = await run([
    `--reader-url=${reader}/api/v1/read`,
    `--writer-url=${there.url}/api/v1/write`,
    ...RANGE,
    ...words,
  ]);
  expect(err + out).toContain('no: ');
  return err + out;
}

const REFUSED = (said: string): Reply => ({ status: 400, body: said });

test.each([
  ['a cookie', ['--reader-http-header=Cookie: a=1; session=hunter2']],
  ['a header of any name', ['--reader-http-header=X-Auth-Key: hunter2-hunter2']],
  ['a password', ['--reader-auth-username=me', '--reader-auth-password=hunter2']],
  ['a token', ['--reader-auth-bearer-token=hunter2']],
])('a server that repeats %s does not get it shown', async (_, words) => {
  const said = await saidBy(await repeating(REFUSED), words);
  expect(said).not.toContain('hunter2');
  expect(said).toContain('<redacted>');
});

test('nor one whose answer should have been frames', async () => {
  const garbled = (said: string): Reply => ({
    headers: { 'content-type': 'application/x-streamed-protobuf' },
    body: said,
  });
  const said = await saidBy(await repeating(garbled), ['--reader-auth-bearer-token=hunter2']);
  expect(said).toContain('<redacted>');
  expect(said).not.toContain('hunter2');
});

test('nor one that is read back by an address with a name and a password', async () => {
  const source = await storeFor();
  source.add({ __name__: 'up' }, [[(START + 60) * 1000, 1]]);
  const back = (await repeating(REFUSED)).replace('://', '://me:hunter2@');
  const said = await saidBy(source.url, [`--progress-metric-url=${back}/api/v1/read`]);
  expect(said).not.toContain('hunter2');
  expect(said).not.toContain(Buffer.from('me:hunter2').toString('base64'));
});

test('a tenant is no secret', async () => {
  const said = await saidBy(await repeating(REFUSED), ['--reader-http-header=X-Scope-OrgID: team-seven']);
  expect(said).toContain('team-seven');
});
