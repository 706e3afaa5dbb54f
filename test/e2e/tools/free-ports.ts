import { createServer, type Server } from 'node:net';

const handedOut = new Set<number>();

/** As many different ports of 127.0.0.1 as asked for, none in use at this moment and none given out before. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last one is known, so that the system offers none of them twice.
  const held: Server[] = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const server = await holdPort();
    held.push(server);
    const port = portOf(server);
    if (!handedOut.has(port)) ports.push(port);
    handedOut.add(port);
  }
  await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

function holdPort(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
