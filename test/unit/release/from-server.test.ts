import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/live/cluster.ts';
import type { State, Tree } from '../../../src/pack.ts';
import { CHECKS } from '../../../src/packs/pyroscope/checks/index.ts';
import { context, gone, type More, pods, resultsOf, server } from '../checks/fake.ts';

const PHASES = ['Terminating', 'Pending'];
const CONFIG = '/api/v1/status/config';
const OVERRIDES = '/runtime_config';

const page = (path: string, more = ''): string =>
  `architecture_storage: v1-v2-dual\nlimits:\n  write_path: ${path}\n${more}`;

const printing = (config: string, overrides: string | number = 404): Endpoint =>
  server({ [CONFIG]: config, [OVERRIDES]: overrides });

const read = (endpoints: Readonly<Record<string, readonly Endpoint[]>>, more?: More): Promise<State> =>
  context(endpoints, more).live.running();

const distributors = (...endpoints: readonly Endpoint[]) => read({ distributor: endpoints });

describe('the state of running servers', () => {
  it('has the shape of any other, with places on the pages', async () => {
    const state = await distributors(printing(page('combined')));
    expect(state.readFrom).toBe('server');
    expect(state.phase).toMatchObject({ sure: true, value: 'dual' });
    expect(state.release).toMatchObject({ value: 'profiles' });
    expect(state.setting('writePath')).toMatchObject([
      {
        value: 'combined',
        by: 'config',
        place: { in: 'server', pod: 'profiles-distributor-0', endpoint: CONFIG },
      },
    ]);
  });

  it('is not sure where pods contradict each other, and names both', async () => {
    const state = await distributors(printing(page('combined')), printing(page('ingester')));
    const why = 'profiles-distributor-0 says combined, profiles-distributor-1 says ingester';
    expect(state.setting('writePath')[0]).toMatchObject({ sure: false, why });
    expect(state.phase).toMatchObject({ sure: false, why });
  });

  it('is not sure where one of the pods gives no answer', async () => {
    const state = await distributors(printing(page('combined')), gone);
    expect(state.setting('writePath')[0]).toMatchObject({
      sure: false,
      likely: 'combined',
      why: 'profiles-distributor-1 gives no answer: nothing listens',
    });
  });

  it('leaves a pod that is going or not running yet alone', async () => {
    const old = pods('distributor', 3).map((one, at) => (at < 2 ? { ...one, phase: PHASES[at] ?? '' } : one));
    const state = await read({ distributor: [gone, gone, printing(page('combined'))] }, { pods: old });
    expect(state.phase).toMatchObject({ sure: true, value: 'dual' });
  });

  it('is not there where nobody answers', async () => {
    await expect(distributors(gone, gone)).rejects.toThrow('nothing listens');
    await expect(distributors()).rejects.toThrow('no pod of release profiles');
  });

  it('keeps a component without an answer, of which nothing is sure', async () => {
    const state = await read({ distributor: [printing(page('combined'))], ingester: [gone] });
    const [, ingester] = state.setting('architecture');
    expect(state.phase).toMatchObject({ value: 'dual' });
    expect(ingester).toMatchObject({
      sure: false,
      why: 'nothing listens',
      component: { name: 'ingester' },
    });
  });

  it('is not in a phase while a component is in another one', async () => {
    const v1 = page('ingester').replace('v1-v2-dual', 'v1');
    const state = await read({ distributor: [printing(page('combined'))], ingester: [printing(v1)] });
    expect(state.phase).toMatchObject({
      sure: false,
      why: 'distributor runs with v1-v2-dual, ingester runs with v1',
    });
  });

  it('has the overrides of tenants', async () => {
    const overrides = 'overrides:\n  team:\n    write_path: ingester\n';
    const state = await distributors(printing(page('combined'), overrides));
    expect(state.setting('writePath')[1]).toMatchObject({
      value: 'ingester',
      tenant: 'team',
      place: { pod: 'profiles-distributor-0', endpoint: OVERRIDES },
      overruled: [{ value: 'combined' }],
    });
  });

  it('takes no default for what a page does not say', async () => {
    const of1x = { distributor: [printing('limits:\n  write_path: ""\n')] };
    const state = await read(of1x, { args: { distributor: [] } });
    expect(state.setting('architecture')).toEqual([]);
    expect(state.setting('storageBackend')).toEqual([]);
  });

  it.each([
    ['""', 'v1'],
    ['ingester', 'v1'],
    ['combined', 'dual'],
    ['segment-writer', 'v2'],
  ])('reads a server 1.x with the write path %s as %s', async (path, phase) => {
    const state = await distributors(printing(`limits:\n  write_path: ${path}\n`));
    expect(state.phase).toMatchObject({ sure: true, value: phase });
  });

  it.each(['<html><body>\n  <p>hello', 'hello', '- 1\n', 'a: [', ''])('is not read off %j', async (body) => {
    await expect(distributors(printing(body))).rejects.toThrow(`${CONFIG} did not answer YAML`);
  });

  it('says where data is', async () => {
    const more = 'storage:\n  backend: s3\n  prefix: ""\n  s3:\n    bucket_name: profiles\n';
    const all = printing(page('combined', more));
    const { stores } = await read({ all: [all] }, { layout: 'single-binary' });
    expect(stores.v1).toMatchObject({ backend: { value: 's3' }, bucket: { value: 'profiles' } });
  });

  const stored = (more: string) => printing(page('combined', `storage:\n  backend: s3\n${more}`));
  const s3 = (bucket: string) => stored(`  prefix: ""\n  s3:\n    bucket_name: ${bucket}\n`);

  it.each([
    ['reads another bucket', s3('old'), 'bucket', 'segment-writer says profiles, query-backend says old'],
    ['gives no answer', gone, 'backend', 'nothing listens'],
  ])('is not sure where data is while a component %s', async (_, endpoint, part, why) => {
    const all = { distributor: [s3('profiles')], 'segment-writer': [s3('profiles')] };
    const { stores } = await read({ ...all, 'query-backend': [endpoint] });
    expect(stores.v2?.[part]).toMatchObject({ sure: false, why });
  });

  it.each([
    ['the bucket of cos', '  cos:\n    bucket: profiles\n', 'cos', { bucket: { value: 'profiles' } }],
    ['the account of azure', '  azure:\n    account_name: ours\n', 'azure', { account: { value: 'ours' } }],
    ['the former prefix', '  prefix: ""\n  storage_prefix: team\n', 's3', { prefix: { value: 'team' } }],
    ['the prefix first', '  prefix: one\n  storage_prefix: other\n', 's3', { prefix: { value: 'one' } }],
    [
      'directories as they are',
      '  filesystem:\n    dir: ./x/../data//shared/\n',
      'filesystem',
      { directory: { value: '/data/shared, on no volume' } },
    ],
  ])('knows %s', async (_, more, backend, part) => {
    const all = printing(page('combined', `storage:\n  backend: ${backend}\n${more}`));
    const { stores } = await read({ all: [all] }, { layout: 'single-binary' });
    expect(stores.v2).toMatchObject(part);
  });

  it('is asked of the address that is named, which stands for a single binary alone', async () => {
    const address = async () => ({ status: 200, body: page('combined') });
    const state = await read({}, { layout: 'single-binary', address });
    expect(state.phase).toMatchObject({ value: 'dual', place: { pod: 'the address of --url' } });
    await expect(read({}, { address })).rejects.toThrow('--url names one address, and this release runs');
  });
});

const textsIn = (tree: Tree): readonly unknown[] =>
  tree.keys().flatMap((key) => {
    const one = tree.at(key);
    return [key, one && 'value' in one ? one.value : '', ...textsIn(tree.below(key))];
  });

describe('credentials on a page', () => {
  const secrets = `
storage:
  s3:
    secret_access_key: hush-1
    access_key_id: hush-2
    bucket_name: profiles
    http:
      headers:
        - {name: X-Auth-Token, value: hush-3}
query_frontend:
  address: https://admin:hush-4@example.org/
  flags: |
    -password=hush-5
basic_auth:
  username: hush-6
`;

  it('are not kept', async () => {
    const state = await distributors(printing(page('combined', secrets)));
    const texts = textsIn(state.components[0]?.config as Tree);
    expect(texts).toContain('profiles');
    expect(texts.filter((text) => String(text).includes('hush'))).toEqual([]);
  });
});

describe('the servers', () => {
  it('are asked once in a run, whoever wants to know', async () => {
    const asked: string[] = [];
    const counting: Endpoint = (request) => {
      asked.push(request.path);
      return printing(page('combined'))(request);
    };
    const situation = context({ all: [counting] }, { layout: 'single-binary' });
    await resultsOf(CHECKS, situation);
    await situation.live.running();
    expect(asked.filter((path) => path === CONFIG)).toHaveLength(1);
    expect(asked.filter((path) => path === OVERRIDES)).toHaveLength(1);
  });
});
