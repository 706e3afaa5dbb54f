import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ServerProcess } from '../tools/server-process.ts';

/** Takes a history of weeks. */
export const PROMETHEUS_CONFIG = { storage: { tsdb: { out_of_order_time_window: '40d' } } } as const;

interface Placed {
  readonly port: number;
  readonly folder: string;
}

/** @param config the file of its configuration */
export const prometheusArgs = ({ port, folder }: Placed, config: string): readonly string[] => [
  `--config.file=${config}`,
  `--web.listen-address=127.0.0.1:${port}`,
  `--storage.tsdb.path=${join(folder, 'data')}`,
  '--storage.tsdb.retention.time=90d',
  '--web.enable-remote-write-receiver',
];

export const victoriaMetricsArgs = ({ port, folder }: Placed): readonly string[] => [
  `-httpListenAddr=127.0.0.1:${port}`,
  `-storageDataPath=${join(folder, 'data')}`,
  '-retentionPeriod=1y',
];

/** Starts a server and waits until it answers. @throws Error with its last words, where it ends */
export async function serverAt(
  { port, folder }: Placed,
  program: string,
  args: readonly string[],
): Promise<ServerProcess> {
  const process = new ServerProcess(program, args, { cwd: folder, env: { HOME: folder } });
  const isUp = async (path: string): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined))?.ok === true;
  try {
    await until(`${program} answers`, async () => {
      if (process.ended) throw new Error(`it ended: ${process.lastLines(5)}`);
      return (await isUp('/-/ready')) || (await isUp('/health'));
    });
  } catch (error) {
    await process.stop();
    throw error;
  }
  return process;
}

/** Waits until something holds. @throws what was waited for, where it does not hold in time */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    if (await holds()) return;
    await pause(20);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
