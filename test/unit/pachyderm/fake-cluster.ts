import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../cli/run.ts';
import { fakePrograms } from '../live/fake-programs.ts';
import { framed, records, stream } from './backup-writer.ts';

export interface FakePipeline {
  readonly name: string;
  readonly stopped?: boolean;
  /** Left out where it has the value 0, as protobuf does. */
  readonly state?: string;
}

export interface FakeCommit {
  readonly id: string;
  /** Left out while it is open. */
  readonly finished?: string;
  readonly files?: Readonly<Record<string, number>>;
}

/** What stand-ins for kubectl and pachctl show. */
export interface World {
  readonly version: string;
  readonly pipelines: readonly FakePipeline[];
  readonly repos: Readonly<Record<string, readonly FakeCommit[]>>;
  /** `verb resource`. */
  readonly rights: readonly string[];
  /** As kubectl has them. */
  readonly services: readonly object[];
  /** Pods of pipelines. */
  readonly workers: number;
  /** Whether the object store lacks the objects. */
  readonly isStoreEmpty: boolean;
  readonly isPachdReady: boolean;
  /** Bytes of a file that do not come. */
  readonly lostBytes: number;
  /** Whether pachctl gets no answer. */
  readonly isBroken: boolean;
  /** What `pachctl version` prints instead of its own and that of pachd. */
  readonly versionText?: string;
  /** Where pachd is of another version than pachctl. */
  readonly pachd?: string;
  /** Where pachd answers, if not at the port-forward. */
  readonly address?: string;
}

export const RIGHTS = [
  'list pods',
  'get endpoints',
  'create replicationcontrollers',
  'delete services',
  'get secrets/pachyderm-storage-secret',
];

/** What later versions need as well. */
export const LATER_RIGHTS = ['delete secrets', 'update replicationcontrollers --subresource=scale'];

export const WORLD: World = {
  version: '1.8.8',
  pipelines: [
    { name: 'p1', state: 'PIPELINE_RUNNING' },
    { name: 'p2', stopped: true, state: 'PIPELINE_PAUSED' },
  ],
  repos: {
    data: [
      { id: 'c2', finished: '2020-11-24T10:00:02Z', files: { '/dir/big': 5000, '/dir/small': 3 } },
      { id: 'c1', finished: '2020-11-24T10:00:01Z', files: { '/a': 10 } },
    ],
    p1: [{ id: 'c3', finished: '2020-11-24T10:00:03Z', files: { '/out': 7 } }],
    p2: [],
  },
  rights: RIGHTS,
  services: [],
  workers: 0,
  isStoreEmpty: false,
  isPachdReady: true,
  lostBytes: 0,
  isBroken: false,
};

const KUBECTL = `
const world = JSON.parse(fs.readFileSync(dir + '/world.json'));
const [verb, noun] = args;
if (verb === 'config') say('prod\\n');
else if (verb === 'port-forward') { console.log('Forwarding from 127.0.0.1:20650 -> 650'); hang(); }
else if (verb === 'auth') { if (!world.rights.includes(args.slice(2).filter((one) => !/^--(?!subresource)/.test(one)).join(' '))) process.exitCode = 1; if (world.cannotImpersonate) fail('Error from server (Forbidden): users "me" cannot impersonate'); }
else if (noun === 'services') say({ items: world.services });
else if (args.some((one) => one.includes('component=worker')))
  say({ items: Array.from({ length: world.workers }, () => ({})) });
else say({ items: [{ metadata: { name: 'pachd-0' }, status: { phase: 'Running', conditions: [{ type: 'Ready', status: world.isPachdReady ? 'True' : 'False' }] } }] });
`;

/** Prints objects as jsonpb does: indented, one right behind the other; files and commits in camel case. */
const PACHCTL = `
const world = JSON.parse(fs.readFileSync(dir + '/world.json'));
const [, minor] = world.version.split('.').map(Number);
fs.appendFileSync(dir + '/environments', JSON.stringify({ address: process.env.PACHD_ADDRESS, older: process.env.ADDRESS, context: process.env.PACH_CONTEXT, certificates: process.env.PACH_CA_CERTS, config: process.env.PACH_CONFIG, configured: fs.existsSync(process.env.PACH_CONFIG ?? '') ? JSON.parse(fs.readFileSync(process.env.PACH_CONFIG)) : undefined }) + '\\n');
const show = (all) => say(all.map((one) => JSON.stringify(one, null, 2)).join(''));
const words = minor < 9 ? args[0].split('-').concat(args.slice(1)) : args;
const [verb, noun, first = '', ...rest] = words;
const plain = rest.filter((one) => !one.startsWith('--'));
const [repo, commit, path] = minor < 9 ? [first, ...plain] : first.split(/@|:/);
const sizeOf = (files) => Object.values(files || {}).reduce((sum, one) => sum + one, 0);
const address = minor < 8 ? process.env.ADDRESS : process.env.PACHD_ADDRESS;
if (world.isBroken || address !== (world.address ?? '127.0.0.1:20650')) fail('could not connect: ' + address);
else if (args[0] === 'version') say(world.versionText ?? 'COMPONENT           VERSION             \\npachctl             ' + world.version + '             \\npachd               ' + (world.pachd ?? world.version) + '             \\n');
else if (minor >= 9 && args[0].includes('-')) fail('unknown command "' + args[0] + '" for "pachctl"');
else if (noun === 'pipeline') show(world.pipelines.map(({ name, ...other }) => ({ pipeline: { name }, version: '1', ...other })));
else if (noun === 'repo') show(Object.keys(world.repos).map((name) => ({ repo: { name }, created: '2020-11-24T09:00:00Z' })));
else if (verb === 'list' && noun === 'commit') show(world.repos[first].map(({ id, finished, files }) => ({ commit: { repo: { name: first }, id }, started: '2020-11-24T09:30:00Z', ...(finished && { finished }), ...(files && { sizeBytes: String(sizeOf(files)) }) })));
else {
  const files = world.repos[repo].find(({ id }) => id === commit).files || {};
  if (verb === 'list') {
    const folder = path.replace(/\\/?$/, '/');
    const below = Object.entries(files).filter(([name]) => name.startsWith(folder));
    const names = [...new Set(below.map(([name]) => folder + name.slice(folder.length).split('/')[0]))];
    show(names.map((name) => ({ file: { commit: { repo: { name: repo }, id: commit }, path: name }, fileType: name in files ? 'FILE' : 'DIR', sizeBytes: String(files[name] ?? sizeOf(Object.fromEntries(below))) })));
  } else if (world.isStoreEmpty) fail('objectInfoGetter: object 57a5 not found');
  else fs.writeFileSync(args[args.indexOf('--output') + 1], Buffer.alloc(files[path] - world.lostBytes, 255));
}
`;

/** As pachctl prints them with --raw. */
export const raw = (all: readonly object[]): string =>
  all.map((one) => JSON.stringify(one, null, 2)).join('');

export const savedPipelines = (pipelines: readonly FakePipeline[]): string =>
  raw(pipelines.map(({ name, ...other }) => ({ pipeline: { name }, ...other })));

/** The files that the runbook makes of a world; the backup has what extract of 1.8 writes. */
export function savedOf({ pipelines, repos }: World, backupOf: { commits?: readonly string[] } = {}) {
  const names = new Set(pipelines.map(({ name }) => name));
  const inputs = Object.keys(repos).filter((name) => !names.has(name));
  const commits = inputs.flatMap((name) => (repos[name] ?? []).map(({ id }) => `${name}@${id}`));
  return {
    'migration/pipelines.json': savedPipelines(pipelines),
    'migration/repos.json': raw(Object.keys(repos).map((name) => ({ repo: { name } }))),
    'migration/commits.json': raw(
      Object.entries(repos).flatMap(([name, all]) =>
        all.map(({ id, finished, files = {} }) => ({
          commit: { repo: { name }, id },
          ...(finished !== undefined && { finished }),
          sizeBytes: String(Object.values(files).reduce((sum, one) => sum + one, 0)),
        })),
      ),
    ),
    'migration/backup': framed(
      stream(
        records({
          minor: 8,
          repos: inputs,
          commits: backupOf.commits ?? commits,
          pipelines: pipelines.map(({ name }) => name),
        }),
      ),
    ),
  };
}

/** Asks a gate of a fake cluster. */
export async function verify(
  words: readonly string[],
  world: Partial<World> & { readonly cannotImpersonate?: boolean } = {},
  files: Readonly<Record<string, string | Buffer>> = {},
) {
  const programs = fakePrograms({ kubectl: KUBECTL, pachctl: PACHCTL });
  const shown = { ...WORLD, ...world };
  writeFileSync(join(programs.dir, 'world.json'), JSON.stringify(shown));
  const argv = ['pachyderm', 'verify', ...words, '--namespace=pach', `--version=${shown.version}`];
  const result = await run(argv, { env: { ...programs.env, PACHD_ADDRESS: 'elsewhere:30650' }, files });
  return { ...result, dir: programs.dir, calls: programs.calls };
}
