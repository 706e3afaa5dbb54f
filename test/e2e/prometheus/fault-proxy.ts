import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request on its way. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly text?: string;
    }
  /** The connection ends before the request is passed on. */
  | { readonly kind: 'cut' }
  /** It is passed on, and the answer never comes back. */
  | { readonly kind: 'lost-answer' }
  /** The first bytes of the answer come back, and a clean end. */
  | { readonly kind: 'truncated'; readonly bytes: number };

export interface FaultProxy {
  readonly url: string;
  readonly faults: number;
  close(): Promise<void>;
}

/**
 * Stands in front of a server and spoils some of what passes.
 * @param faultFor decides by the number of the request (0, 1, …) and its path
 */
export async function faultProxy(
  target: string,
  faultFor: (number: number, path: string) => Fault | undefined,
): Promise<FaultProxy> {
  let number = 0;
  const state = { faults: 0 };
  const server: Server = createServer((incoming, answer) => {
    const fault = faultFor(number++, incoming.url ?? '');
    if (fault !== undefined) state.faults++;
    void spoil(new URL(incoming.url ?? '/', target), incoming, answer, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get faults() {
      return state.faults;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function spoil(
  url: URL,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  if (fault?.kind === 'cut') return void incoming.socket.destroy();
  if (fault?.kind === 'status') {
    answer.writeHead(fault.status, fault.headers).end(fault.text ?? 'spoilt');
    return;
  }
  const passed = request(
    url,
    { method: incoming.method, headers: { ...incoming.headers, host: url.host } },
    (reply) => void passBack(reply, incoming, answer, fault),
  );
  passed.on('error', () => incoming.socket.destroy());
  passed.end(Buffer.concat(parts));
}

async function passBack(
  reply: IncomingMessage,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of reply) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (fault?.kind === 'lost-answer') return void incoming.socket.destroy();
  const headers = { ...reply.headers };
  delete headers['transfer-encoding'];
  delete headers['content-length'];
  answer.writeHead(reply.statusCode ?? 500, headers);
  answer.end(fault?.kind === 'truncated' ? body.subarray(0, fault.bytes) : body);
}
