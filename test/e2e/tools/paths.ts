import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const fromHere = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The checked-out project. */
export const projectRoot = fromHere('../../..');
/** The executable that `npm run build` completes. */
export const phasegateProgram = fromHere('../../../bin/phasegate.js');
/** What Helm 4 installs. */
export const helm4PluginFolder = fromHere('../../../plugins/helm4-postrenderer');
/** A Helm 4 post-renderer that changes nothing. */
export const identityPluginFolder = fromHere('../identity-plugin');
export const chartFolder = fromHere('../chart');
export const singleBinaryStream = fromHere('../single-binary-1.21.0.yaml');
/** Go modules that pin the real programs. */
export const helmModule = fromHere('..');
export const pyroscopeModule = fromHere('../pyroscope-server');
export const prometheusModule = fromHere('../prometheus-server');
export const kubernetesModule = fromHere('../kubernetes-tools');
export const kwokModule = fromHere('../kubernetes-tools/kwok');
/** Built programs; ignored by git. */
export const buildCache = fromHere('../.cache');

/** A new folder, gone when the running test is over. */
export async function temporaryFolder(finished: typeof onTestFinished = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-e2e-'));
  finished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
