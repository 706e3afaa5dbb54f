import { createServer, type Server } from 'node:net';

/** As many different ports of 127.0.0.1 as asked for, none in use at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until the last one is known, so that none is handed out twice.
  const held = await Promise.all(Array.from({ length: count }, holdPort));
  const ports = held.map(portOf);
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
