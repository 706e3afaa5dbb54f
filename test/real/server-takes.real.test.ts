import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  EXPERIMENT,
  each,
  manifests,
  oneBinary,
  PHASE_FLAGS_1,
  PHASE_FLAGS_2,
} from '../../src/packs/pyroscope/rules/examples.ts';
import { freePorts } from '../e2e/tools/free-ports.ts';
import { addedForLoopback, replacedForLoopback } from '../e2e/tools/loopback.ts';
import { objectsOf } from '../e2e/tools/manifest-objects.ts';
import { type Pod, podOf } from '../e2e/tools/pod.ts';
import { ServerProcess } from '../e2e/tools/server-process.ts';
import { rendered } from '../unit/rules/run-example.ts';

/** A folder with programs pyroscope-VERSION, built by hand. */
const FOLDER = process.env.PHASEGATE_SERVERS;
const PHASES = ['v1', 'dual', 'v2'] as const;
const CONFIG_FILE = '-config.file=/etc/pyroscope/config.yaml';

/** What somebody adds to a release: flags in front of the chart's, and the server's configuration. */
interface Snippet {
  readonly name: string;
  readonly args?: readonly string[];
  readonly config?: string;
}

const SNIPPETS: readonly Snippet[] = [
  { name: 'nothing' },
  { name: 'a flag that each server knows', args: ['-log.level=info'] },
  { name: 'a flag of no server', args: ['-no-such-flag=x'] },
  { name: 'a flag without a value', args: ['-no-such-flag='] },
  { name: 'a flag of 2.x for v2', args: ['-architecture.storage=v2'] },
  { name: 'a flag of 2.x for dual', args: ['-architecture.storage=v1-v2-dual'] },
  { name: 'a flag with dashes in its key', args: ['---log.level=info'] },
  { name: 'a flag of 1.x', args: ['-all.enable-v1-read-path=true'] },
  { name: 'a key that each server knows', config: 'limits:\n  retention_period: 31d\n' },
  { name: 'a block of no server', config: 'no_such_block:\n  a: 1\n' },
  { name: 'a key at the wrong place', config: 'storage:\n  bucket_name: profiles\n' },
  { name: 'a block of 2.x', config: 'admin_server:\n  mode: exclusive\n' },
  { name: 'a variable in a text', config: `storage:\n  s3:\n    bucket_name: \${BUCKET}\n` },
  {
    name: 'an error in place of the configuration',
    config: "Error: 'error converting YAML to JSON: yaml: line 2: did not find expected key'\n",
  },
];

const serversOf = [
  { version: '1.21.0', flags: PHASE_FLAGS_1, env: EXPERIMENT },
  { version: '2.2.1', flags: PHASE_FLAGS_2, env: {} },
] as const;

type OnEnd = TestContext['onTestFinished'];

async function folderFor(onTestFinished: OnEnd, config: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-takes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'config.yaml'), config);
  return folder;
}

const withFile = ({ args }: Pod, folder: string): string[] =>
  args.map((arg) => (arg === CONFIG_FILE ? `-config.file=${join(folder, 'config.yaml')}` : arg));

/** Reads its flags and configuration as at any start, prints its version and ends. */
async function ends(program: string, stream: string, config: string, onTestFinished: OnEnd) {
  const pod = podOf(objectsOf(stream));
  const folder = await folderFor(onTestFinished, config);
  const env = { ...pod.env, HOME: folder };
  const server = new ServerProcess(program, ['-version', ...withFile(pod, folder)], { cwd: folder, env });
  return { code: await server.exited, log: server.lastLines(6) };
}

/** The rules about what a server does not take: all else that is refused starts as well. */
const ABOUT_SERVERS = /unknown-flag|unknown-config-field|config-text-unreadable/;

describe.each(serversOf)('what a real server $version takes', ({ version, flags, env }) => {
  const program = FOLDER === undefined ? '' : join(FOLDER, `pyroscope-${version}`);
  const cases = SNIPPETS.flatMap((snippet) => PHASES.map((phase) => ({ ...snippet, phase })));

  it.skipIf(!existsSync(program)).for(cases)(
    '$name in $phase: is passed on and taken, or refused by both',
    async ({ phase, args = [], config = '{}\n' }, { onTestFinished }) => {
      const given = oneBinary(
        version,
        { args: [CONFIG_FILE, ...args, ...flags[phase]], env: phase === 'v1' ? {} : env },
        { config },
      );
      const { releases, texts } = await rendered({ manifests: given, asked: { phase } });
      const refused = releases.flatMap(({ findings }) =>
        findings.filter(({ outcome }) => outcome === 'refused'),
      );
      if (refused.length === 0) {
        const { code, log } = await ends(program, texts.join(''), config, onTestFinished);
        expect([code, log]).toEqual([0, expect.stringContaining('platform:')]);
      } else if (refused.some(({ rule }) => ABOUT_SERVERS.test(rule))) {
        const { code, log } = await ends(program, given, config, onTestFinished);
        expect([code === 0, log]).toEqual([false, expect.not.stringContaining('platform:')]);
      }
    },
  );

  it.skipIf(!existsSync(program))(
    'several components without a bucket: refused by both, or started with a warning',
    async ({ onTestFinished }) => {
      const given = manifests(version, {
        components: each(['ingester', 'distributor', 'querier'], { args: [CONFIG_FILE, ...flags.v1] }),
        config: '{}\n',
      });
      const { releases } = await rendered({ manifests: given, asked: { phase: 'v1' } });
      const [found] = releases.flatMap(({ findings }) =>
        findings.filter(({ rule }) => rule === 'pyroscope/object-storage-missing'),
      );
      const { isStarted, log } = await starts(program, given, onTestFinished);
      expect([found?.outcome, isStarted, log]).toEqual(
        version.startsWith('1.')
          ? ['refused', false, expect.stringContaining('storage bucket configuration is required')]
          : ['said', true, expect.anything()],
      );
    },
  );
});

/** Starts the first workload until it answers or ends. */
async function starts(program: string, stream: string, onTestFinished: OnEnd) {
  const pod = podOf(objectsOf(stream));
  const root = await folderFor(onTestFinished, '{}\n');
  const [http = 0, grpc = 0, raft = 0, memberlist = 0] = await freePorts(4);
  const ports = { http, grpc, raft, memberlist };
  const args = [
    ...replacedForLoopback(withFile(pod, root), ports, '').map((arg) =>
      arg.startsWith('-config.file=') ? `-config.file=${join(root, 'config.yaml')}` : arg,
    ),
    `-server.http-listen-port=${http}`,
    ...addedForLoopback(ports, { v2: false }),
  ];
  const server = new ServerProcess(program, args, { cwd: root, env: { ...pod.env, HOME: root } });
  onTestFinished(() => server.stop());
  const answers = async (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${http}/ready`).then(
      () => true,
      () => false,
    );
  while (!server.ended && !(await answers())) await pause(200);
  const isStarted = !server.ended;
  return { isStarted, log: server.lastLines(20) };
}
