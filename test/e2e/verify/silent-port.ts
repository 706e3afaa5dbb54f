import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'vitest';

/** The address of something on this machine that takes connections and never says a word. */
export function silentAddress(onTestFinished: TestContext['onTestFinished']): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`127.0.0.1:${typeof address === 'object' ? address?.port : address}`);
    });
  });
}
