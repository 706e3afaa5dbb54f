import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import { mentionsOf } from '../../../src/release/mentions.ts';
import { objectView } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { withLibrary } from '../../../src/yaml/library.ts';

const SERVICE = { name: 'app-read', namespace: 'home' };

const found = (text: string, services = [SERVICE]) =>
  withLibrary(() =>
    splitDocuments(text)
      .flatMap(readableObjects)
      .flatMap((one) => mentionsOf(objectView(one), services, 'home')),
  );

const object = (kind: string, rest: object, namespace: string | undefined = 'home'): string =>
  JSON.stringify({ kind, metadata: { name: 'one', ...(namespace && { namespace }) }, ...rest });

const isFound = async (text: string, namespace = 'home'): Promise<boolean> =>
  (await found(object('ConfigMap', { data: { 'a.txt': text } }, namespace))).length > 0;

const NEAR = [
  'http://app-read:4040',
  'http://app-read/render?x=1',
  'http://user:word@app-read',
  'proxy_pass http://app-read;',
  'app-read:4040',
  'read from app-read:4040, please',
  'host=app-read',
  'url: app-read',
  '{"host":"app-read"}',
  'a: "{\\"endpoint\\": \\"app-read\\"}"',
  '--read.address=app-read --x',
  'dns:///app-read:9095',
  'dns+app-read:7946',
  'dnssrv+_http._tcp.app-read',
  'address: app-read:$' + '{PORT}',
];
const FULL = [
  'app-read.home',
  'app-read.home:4040',
  'http://app-read.home.svc.cluster.local.:4040',
  'app-read.home.svc',
  'see app-read.home.',
  'app-read-0.app-read.home.svc.cluster.local',
  '_http._tcp.app-read.home.svc',
];
const NEVER = [
  'app-read',
  'the app-read component',
  'app-reader:4040',
  'my-app-read:4040',
  'my_app-read:4040',
  'app-read-headless:9095',
  'app-read_x:1',
  'http://app-read.other.svc',
  'http://app-read.home-2.svc',
  'http://app-read.example.org',
  'http://app-read.home.example.org/',
  'registry.example.org/team/app-read:1.2.3',
  'job="home/app-read"',
  'component: app-read',
  'app.read.home',
  'http://read-app-read/',
  'app-read: the one that reads',
];

describe('the name of a Service in a text', () => {
  it.each([...NEAR, ...FULL])('is one in %s', async (text) => {
    expect(await isFound(text)).toBe(true);
    expect(await isFound(`first: line\n${text}\nlast: line`)).toBe(true);
  });

  it.each(NEVER)('is none in %s', async (text) => {
    expect(await isFound(text)).toBe(false);
  });

  it('from another namespace, is one with its namespace alone', async () => {
    for (const text of NEAR) expect([text, await isFound(text, 'away')]).toEqual([text, false]);
    for (const text of FULL) expect([text, await isFound(text, 'away')]).toEqual([text, true]);
  });

  it('ends where no letter, digit, dash or underscore goes on', async () => {
    const part = fc.stringMatching(/^[\w-]{0,3}$/);
    const property = fc.asyncProperty(part, part, async (before, behind) => {
      const isWhole = before === '' && behind === '';
      expect(await isFound(`x http://${before}app-read${behind}:4040 y`)).toBe(isWhole);
      expect(await isFound(`x ${before}app-read.home${behind}.svc y`)).toBe(isWhole);
      expect(await isFound(`host: ${before}app-read${behind}`)).toBe(isWhole);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('where texts are looked for', () => {
  const variable = (name: string) => ({
    spec: { template: { spec: { containers: [{ env: [{ name, value: 'app-read' }] }] } } },
  });
  const args = (...list: readonly string[]) => ({ spec: { containers: [{ args: list }] } });

  it.each([
    ['ConfigMap', { data: { host: 'app-read' } }, 1],
    ['ConfigMap', { data: { name: 'app-read' } }, 0],
    ['Deployment', variable('READ_HOST'), 1],
    ['Deployment', variable('SERVICE_NAME'), 0],
    ['Pod', args('--url=http://app-read'), 1],
    ['Pod', args('--read-host', 'app-read'), 1],
    ['Pod', args('--component', 'app-read'), 0],
    ['Pod', args('-target=app-read'), 0],
    ['Custom', { spec: { backend: { name: 'app-read' } } }, 1],
    ['Custom', { spec: { serviceName: 'app-read' } }, 1],
    ['Custom', { spec: { hosts: ['app-read'] } }, 1],
    ['Custom', { spec: { name: 'app-read' } }, 0],
    ['Service', { spec: { selector: { host: 'app-read' } } }, 0],
    ['Custom', { status: { url: 'http://app-read' } }, 0],
    ['Secret', { stringData: { host: 'app-read' } }, 1],
    ['Secret', { data: { 'a.yaml': Buffer.from('url: http://app-read:4040').toString('base64') } }, 1],
    ['Secret', { data: { 'a.yaml': Buffer.from('nothing of it').toString('base64') } }, 0],
  ])('%s %j', async (kind, rest, count) => {
    expect(await found(object(kind, rest))).toHaveLength(count);
  });

  it('names and labels of an object are not texts, and its annotations are', async () => {
    const metadata = { name: 'app-read', namespace: 'home', labels: { host: 'app-read:80' } };
    const annotated = { ...metadata, annotations: { 'auth-url': 'http://app-read/auth' } };
    expect(await found(JSON.stringify({ kind: 'Custom', metadata }))).toEqual([]);
    expect(await found(JSON.stringify({ kind: 'Custom', metadata: annotated }))).toHaveLength(1);
  });

  it('each Service is told once for an object, at its first place', async () => {
    const text =
      'kind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: |\n    # app-read\n    url: http://app-read\n  b: http://app-read\n';
    const [one, ...others] = await found(text);
    expect(others).toEqual([]);
    expect(one?.path).toBe('data.a');
    const start = text.indexOf('//app-read') + 2;
    expect(one?.at).toEqual({ in: 'manifest', document: 0, start, end: start + 'app-read'.length });
  });

  it('an object without a namespace is in that of the release', async () => {
    expect(await found('kind: ConfigMap\ndata:\n  url: http://app-read\n')).toHaveLength(1);
  });

  it('of a release whose namespace is not known, only bare names are', async () => {
    const service = { name: 'app-read', namespace: '' };
    const inText = (text: string) =>
      withLibrary(() =>
        splitDocuments(object('ConfigMap', { data: { url: text } }, ''))
          .flatMap(readableObjects)
          .flatMap((one) => mentionsOf(objectView(one), [service], '')),
      );
    expect(await inText('http://app-read')).toHaveLength(1);
    expect(await inText('http://app-read.other')).toHaveLength(0);
  });

  it('the place points at the name in whatever style the text is written', async () => {
    for (const written of [
      'http://app-read',
      '"http://app-read"',
      "'http://app-read'",
      '|\n    x\n    http://app-read',
    ]) {
      const text = `kind: ConfigMap\ndata:\n  a: ${written}\n`;
      const [one] = await found(text);
      expect(one?.at.in === 'manifest' && text.slice(one.at.start, one.at.end)).toBe('app-read');
    }
  });
});
