import { setTimeout as pause } from 'node:timers/promises';
import type { PyroscopeServer } from '../tools/pyroscope-server.ts';
import { pushOne } from '../verify/traffic.ts';

/**
 * Three profiles a second of each service, as long as the test runs.
 * @returns what ends it
 */
export function keepPushing(server: PyroscopeServer, services: readonly string[]): () => Promise<void> {
  let isOver = false;
  const push = async (): Promise<void> => {
    while (!(isOver || server.process.ended)) {
      await Promise.all(services.map((service) => pushOne(server, service).catch(() => 0)));
      await pause(330);
    }
  };
  const pushing = push();
  return () => {
    isOver = true;
    return pushing;
  };
}
