import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, singleBinaryStream, temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { BUILD_TIMEOUT_MS, buildHere } from './executable.ts';

const answers = async (program: string, ...args: readonly string[]): Promise<boolean> =>
  (await run(program, args).catch(() => undefined))?.status === 0;

/** A container's /proc takes a mount namespace of its own. */
const canBuild =
  process.getuid?.() === 0 &&
  (await answers('buildah', '--version')) &&
  (await answers('unshare', '--mount', 'true'));

/** What a container engine does to start a process: $1 is its root, $2 its user. */
const START = `
root=$1 user=$2
shift 2
mkdir -p "$root/proc" && mount -t proc proc "$root/proc" && exec chroot --userspec="$user" "$root" "$@"
`;

async function succeed(program: string, args: readonly string[], stdin = ''): Promise<string> {
  const ended = await run(program, args, { cwd: projectRoot, env: process.env, stdin, timeoutMs: 300_000 });
  expect(ended.status, ended.stderr).toBe(0);
  return ended.stdout.trim();
}

/** buildah with a storage of its own, for an image that starts from nothing. */
async function buildahIn(folder: string) {
  const policy = join(folder, 'policy.json');
  await writeFile(policy, '{"default":[{"type":"insecureAcceptAnything"}]}');
  const storage = [
    '--storage-driver=vfs',
    `--root=${join(folder, 'graph')}`,
    `--runroot=${join(folder, 'run')}`,
  ];
  return (command: string, ...args: readonly string[]) => {
    const policies = command === 'bud' || command === 'from' ? [`--signature-policy=${policy}`] : [];
    return succeed('buildah', [...storage, command, ...policies, ...args]);
  };
}

describe.skipIf(!canBuild)('the container image (needs buildah, and root)', () => {
  let program: string;
  beforeAll(async () => {
    program = await buildHere();
    await succeed(process.execPath, ['scripts/container-root.mjs', '--libraries']);
  }, BUILD_TIMEOUT_MS);

  it('built from nothing renders as somebody other than root', async () => {
    const buildah = await buildahIn(await temporaryFolder());
    await buildah('bud', '--isolation=chroot', '--tag=phasegate', '-f', 'Containerfile', '.');
    const image = JSON.parse(await buildah('inspect', '--type=image', 'phasegate'));
    const { User, Entrypoint } = image.OCIv1.config;
    expect(Entrypoint).toEqual(['/usr/bin/phasegate']);
    expect(User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const container = await buildah('from', '--pull-never', 'localhost/phasegate');
    const root = await buildah('mount', container);
    const stream = await readFile(singleBinaryStream, 'utf8');
    const asked = ['render', '--phase', 'v2'];
    const started = ['--mount', 'sh', '-c', START, 'sh', root, User, ...Entrypoint, ...asked];
    const inside = await succeed('unshare', started, stream);
    expect(inside).toBe(await succeed(program, asked, stream));
    await buildah('umount', container);
  });
});
