import { run } from '../tools/run.ts';

/** Says why no Chromium can be driven here, so that the caller can skip what needs it. */
export class NoChromium extends Error {}

const INSTALL_TIME = 8 * 60_000;

async function isInstalled(): Promise<boolean> {
  const answer = await run('chromium', ['--version']).catch(() => undefined);
  return answer?.status === 0;
}

async function install(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const done = await run('apt-get', args, { env, timeoutMs: INSTALL_TIME }).catch(() => undefined);
    if (done === undefined) throw new NoChromium('no Chromium here, and no apt-get');
    if (done.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${done.stderr}`);
  }
}

/**
 * Debian's own Chromium, installed where it is missing and we may.
 * @throws NoChromium where it is missing and we may not; Error where apt-get fails.
 */
export async function chromiumProgram(): Promise<string> {
  if (await isInstalled()) return 'chromium';
  if (process.getuid?.() !== 0) throw new NoChromium('no Chromium here, and only root may install it');
  await install();
  if (!(await isInstalled())) throw new Error('Chromium was installed and does not start');
  return 'chromium';
}
