import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { urlEndpoint } from '../../../src/live/http.ts';

/** An HTTP server on a free port of 127.0.0.1, ended after the test; gives its address. */
async function listening(answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** An address of 127.0.0.1 where nothing listens any more. */
async function deserted(): Promise<URL> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return new URL(`http://127.0.0.1:${port}`);
}

const SOON = 200;
const LONG = 10_000;

describe('an HTTP endpoint', () => {
  it('sends what it is asked to send, and gives status and body', async () => {
    const base = await listening(async (request, response) => {
      const body = (await buffer(request)).toString();
      response.statusCode = 418;
      response.end(JSON.stringify([request.method, request.url, request.headers['content-type'], body]));
    });
    const answer = await urlEndpoint(base)({
      path: '/q?x=1',
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
      timeout: LONG,
    });
    const body = JSON.stringify(['POST', '/q?x=1', 'application/json', '{}']);
    expect(answer).toMatchObject({ ok: true, value: { status: 418, body } });
  });

  it('keeps the path of its address, and sends its user and password without showing them', async () => {
    const base = await listening((request, response) =>
      response.end(`${request.url} ${request.headers.authorization}`),
    );
    base.pathname = '/prom/';
    base.username = 'me';
    base.password = 'p@ss';
    const answer = await urlEndpoint(base)({ path: '/api', timeout: LONG });
    const pair = Buffer.from('me:p@ss').toString('base64');
    expect(answer).toMatchObject({ ok: true, value: { body: `/prom/api Basic ${pair}` } });
    const gone = await deserted();
    gone.username = 'me';
    gone.password = 'hunter2';
    const failed = await urlEndpoint(gone)({ path: '/api?token=hunter2', timeout: LONG });
    expect(failed).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(JSON.stringify(failed)).not.toContain('hunter2');
  });

  it('follows no redirect: a login page is no answer', async () => {
    const base = await listening((_, response) => {
      response.writeHead(302, { location: '/login' }).end();
    });
    expect(await urlEndpoint(base)({ path: '/', timeout: LONG })).toMatchObject({ value: { status: 302 } });
  });

  it('that never answers has timed out', async () => {
    const base = await listening(() => {});
    expect(await urlEndpoint(base)({ path: '/ready', timeout: SOON })).toMatchObject({
      ok: false,
      error: { kind: 'timed-out', what: `GET /ready of ${base.origin} gave no answer within 0.2 s.` },
    });
  });

  it('that begins a body and never ends it has timed out, too', async () => {
    const base = await listening((_, response) => {
      response.write('begun');
    });
    const answer = await urlEndpoint(base)({ path: '/', timeout: SOON });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'timed-out' } });
  });

  it('where nothing listens is unreachable, and says why', async () => {
    const base = await deserted();
    const answer = await urlEndpoint(base)({ path: '/', timeout: LONG });
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', what: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('that breaks off is unreachable', async () => {
    const base = await listening((request) => request.socket.destroy());
    const answer = await urlEndpoint(base)({ path: '/', timeout: LONG });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });

  it('that sends without end is cut', async () => {
    const block = Buffer.alloc(1 << 20, 'x');
    const base = await listening((_, response) => {
      const more = (): void => {
        while (response.write(block));
      };
      response.on('drain', more);
      more();
    });
    const answer = await urlEndpoint(base)({ path: '/', timeout: LONG });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unexpected-answer' } });
  });

  it('ends at once when it is interrupted', async () => {
    const interrupt = new AbortController();
    const base = await listening(() => interrupt.abort());
    const answer = await urlEndpoint(base, interrupt.signal)({ path: '/', timeout: LONG });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
  });
});
