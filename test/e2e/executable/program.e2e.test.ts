import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { BUILD_TIMEOUT_MS, buildExecutables, buildHere } from './executable.ts';

let program: string;
beforeAll(async () => {
  program = await buildHere();
}, BUILD_TIMEOUT_MS);

const LEDGER = join(projectRoot, 'test/fixtures/ledger');

/** A folder with a phasegate.yaml that names one pack. */
async function folderWithPack(specifier: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'phasegate.yaml'), `packs:\n  - ${specifier}\n`);
  return folder;
}

/** The pack of Ledger as its author builds it. @param external what is left for the one who loads it to find */
async function writeLedger(file: string, external: readonly string[] = []): Promise<void> {
  await build({
    entryPoints: [join(LEDGER, 'src/index.ts')],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: [...external],
    ...(external.length === 0 && { alias: { 'phasegate/pack': join(projectRoot, 'dist/pack.js') } }),
    logLevel: 'warning',
  });
}

const runIn = (cwd: string, ...args: readonly string[]) =>
  run(program, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, XDG_STATE_HOME: cwd } });

describe('a pack for the executable', () => {
  it('is one bundled file by its path', async () => {
    const folder = await folderWithPack('./ledger.mjs');
    await writeLedger(join(folder, 'ledger.mjs'));
    const { stdout, stderr } = await runIn(folder, 'version', '--allow-packs');
    expect(stderr).toBe('');
    expect(stdout).toContain('runtime: bun ');
    expect(stdout).toContain('  ledger: ./ledger.mjs, from phasegate.yaml:2:5\n');
    await writeFile(join(folder, 'entries.txt'), 'one\ntwo\n');
    expect(await runIn(folder, 'ledger-count', '--allow-packs', 'entries.txt')).toMatchObject({
      status: 0,
      stdout: 'entries.txt: 2 entries\n',
    });
  });

  it('is the bundled file of an installed package by its name', async () => {
    const folder = await folderWithPack('phasegate-pack-ledger');
    const home = join(folder, 'node_modules/phasegate-pack-ledger');
    await writeLedger(join(home, 'dist/index.js'));
    await writeFile(join(home, 'package.json'), await readFile(join(LEDGER, 'package.json')));
    expect((await runIn(folder, 'version', '--allow-packs')).stdout).toContain(
      '  ledger: phasegate-pack-ledger',
    );
  });

  it('is refused where it imports a package, and is told what to do', async () => {
    const folder = await folderWithPack('./ledger.mjs');
    await writeLedger(join(folder, 'ledger.mjs'), ['phasegate/pack']);
    const refused = await runIn(folder, 'rules', '--allow-packs');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toBe(
      'phasegate.yaml:2:5: error: the pack ./ledger.mjs cannot be used: it imports the package phasegate, and an executable cannot load packages for a pack; bundle the pack into one file (esbuild --bundle --format=esm --platform=node) and name that file\n',
    );
  });
});

describe('the executable', () => {
  it('takes nothing from files that configure Bun', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.env'), 'PHASEGATE_PHASE=v7\nPHASEGATE_MODDE=x\n');
    await writeFile(join(folder, 'bunfig.toml'), 'preload = ["./first.mjs"]\n');
    await writeFile(join(folder, 'first.mjs'), 'throw new Error("loaded");\n');
    await writeFile(join(folder, 'tsconfig.json'), '{');
    await writeFile(join(folder, 'package.json'), '{');
    expect(await runIn(folder, 'render')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('ends what it has started when it is interrupted', async () => {
    const folder = await temporaryFolder();
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const helm = join(bin, 'helm');
    await writeFile(helm, `#!/bin/sh\necho $$ > '${folder}/pid'\nexec sleep 600\n`);
    await chmod(helm, 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, XDG_STATE_HOME: folder };
    const child = spawn(program, ['plan', '-n', 'prod', 'pyroscope'], { cwd: folder, env, stdio: 'ignore' });
    const pid = await expect
      .poll(() => readFile(join(folder, 'pid'), 'utf8').catch(() => ''), { timeout: 60_000 })
      .not.toBe('')
      .then(async () => Number(await readFile(join(folder, 'pid'), 'utf8')));
    child.kill('SIGTERM');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGTERM');
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The first bytes of a program, and at which of them its kind of processor stands. */
const FORMATS = {
  'linux-arm64': { magic: '7f454c460201', at: 18, machine: 'b700' },
  'darwin-arm64': { magic: 'cffaedfe', at: 4, machine: '0c000001' },
  'darwin-x64': { magic: 'cffaedfe', at: 4, machine: '07000001' },
} as const;

async function bytesOf(file: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(length), 0, length, from)).buffer;
  } finally {
    await handle.close();
  }
}

const hexOf = async (file: string, from: number, length: number): Promise<string> =>
  (await bytesOf(file, from, length)).toString('hex');

describe('an executable for another platform', () => {
  it.each(Object.entries(FORMATS))(
    '%s is a program of its kind',
    async (platform, { magic, at, machine }) => {
      const [file = ''] = await buildExecutables(platform);
      expect(await hexOf(file, 0, magic.length / 2)).toBe(magic);
      expect(await hexOf(file, at, machine.length / 2)).toBe(machine);
    },
    BUILD_TIMEOUT_MS,
  );

  it(
    'windows-x64 is a PE32+ program for x86-64',
    async () => {
      const [file = ''] = await buildExecutables('windows-x64');
      expect(file).toMatch(/\.exe$/);
      const header = (await bytesOf(file, 0x3c, 4)).readUInt32LE();
      expect(await hexOf(file, 0, 2)).toBe('4d5a');
      expect(await hexOf(file, header, 6)).toBe('504500006486');
      expect(await hexOf(file, header + 24, 2)).toBe('0b02');
    },
    BUILD_TIMEOUT_MS,
  );
});
