import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authority } from './certificates.ts';
import { type Asked, embedded, type Reply, readReply } from './embedded.ts';
import { folder, run } from './run.ts';

const { ca, sign } = authority();
const server = sign('store.example');
const client = sign('client');
const stranger = authority().sign('client');

const now = Date.now();
const SERIES = [
  { labels: { __name__: 'up' }, samples: [[now - 600_000, 1]] as [number, number][] },
  { labels: { __name__: 'up', a: 'b' }, samples: [[now - 600_000, 1]] as [number, number][] },
];

/** One store that is both ends, of two tenants. */
const both = (asked: Asked): Reply | undefined => {
  if (asked.path.endsWith('/read')) return readReply(asked, SERIES);
  return asked.path.endsWith('/push') ? { status: 200 } : undefined;
};

const FILES = {
  'ca.pem': ca,
  'client.pem': client.cert,
  'client.key': client.key,
  'stranger.pem': stranger.cert,
  'stranger.key': stranger.key,
} as const;

interface Setting {
  readonly asksForCertificate?: boolean;
  readonly reply?: (asked: Asked) => Reply | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs a migration between two https addresses; flags are given for both sides: `tls-ca-file=ca.pem`. */
async function migrated(
  flags: readonly string[],
  { asksForCertificate, reply = both, env = {}, files }: Setting = {},
) {
  await using one = await embedded(reply, {
    ...server,
    ca,
    requestCert: asksForCertificate === true,
    rejectUnauthorized: asksForCertificate === true,
  });
  using here = folder();
  for (const [name, text] of Object.entries({ ...FILES, ...files }))
    writeFileSync(join(here.path, name), text);
  const args = (['reader', 'writer'] as const).flatMap((side) => [
    ...flags.map((flag) => `--${side}-${flag}`),
    `--${side}-http-header=X-Scope-OrgID:${side}`,
  ]);
  const ran = await run(
    [
      ...[
        '--start',
        '20m',
        '--settle',
        '0s',
        '--retry-for',
        '0s',
        '--format',
        'json',
        '--format',
        'text=report.txt',
      ],
      ...['--reader-url', `${one.url}/api/v1/read`, '--writer-url', `${one.url}/api/v1/push`],
      ...args,
    ],
    { cwd: here.path, env },
  );
  const left = readdirSync(here.path)
    .filter((name) => !(name in { ...FILES, ...files }))
    .map((name) => readFileSync(join(here.path, name), 'utf8'));
  return { ...ran, asked: one.asked, everything: [ran.out, ran.err, ...left].join('\n') };
}

const TRUSTED = ['tls-ca-file=ca.pem', 'tls-server-name=store.example'] as const;

test.each([
  ['its authority and name', TRUSTED, false],
  ['no check', ['tls-insecure-skip-verify'], false],
  ['a client certificate', [...TRUSTED, 'tls-cert-file=client.pem', 'tls-key-file=client.key'], true],
])('both sides are reached over TLS with %s', async (_, flags, asksForCertificate) => {
  const { exit, out } = await migrated(flags, { asksForCertificate });
  expect(JSON.parse(out)).toMatchObject({ outcome: 'verified', samples: 2 });
  expect(exit).toBe(0);
});

test.each([
  [
    'an authority that nobody knows',
    ['tls-server-name=store.example'],
    false,
    /unable to (?:verify|get)|self-signed/,
  ],
  ['another name', ['tls-ca-file=ca.pem'], false, /does not match certificate/],
  ['no client certificate', TRUSTED, true, /alert|reset|closed|hang up|EPIPE/i],
  [
    'a client certificate of another authority',
    [...TRUSTED, 'tls-cert-file=stranger.pem', 'tls-key-file=stranger.key'],
    true,
    /alert|reset|closed|hang up|EPIPE/i,
  ],
])('%s ends the run with the reason', async (_, flags, asksForCertificate, reason) => {
  const { exit, err } = await migrated([...flags], { asksForCertificate });
  expect(exit).not.toBe(0);
  expect(err).toMatch(reason);
});

const SECRET = 's3cr3t-W0rd';
const refusing = (asked: Asked): Reply | undefined =>
  asked.path.endsWith('/push') ? { status: 401, body: 'no org id' } : both(asked);

test.each([
  ['auth-username=me', 'auth-password', `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`],
  ['', 'auth-bearer-token', `Bearer ${SECRET}`],
])('credentials (%s %s) reach both sides and are shown nowhere', async (name, flag, header) => {
  const first = name === '' ? [] : [name];
  const variable = flag === 'auth-password' ? 'PASSWORD' : 'TOKEN';
  const ways = [
    { flags: [`${flag}=${SECRET}`] },
    { flags: [`${flag}-file=secret`], setting: { files: { secret: `${SECRET}\n` } } },
    {
      flags: [],
      setting: {
        env: { [`PHASEGATE_READER_${variable}`]: SECRET, [`PHASEGATE_WRITER_${variable}`]: SECRET },
      },
    },
  ];
  for (const { flags, setting = {} } of ways)
    for (const reply of [both, refusing]) {
      const all = [...TRUSTED, ...first, ...flags];
      const { asked, everything, out } = await migrated(all, { ...setting, reply });
      expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(new Set([header]));
      expect(everything).not.toContain(SECRET);
      expect(everything).not.toContain(header.replace(/^\w+ /, ''));
      expect(JSON.parse(out).outcome).toBe(reply === both ? 'verified' : 'copied in part');
    }
});

test('a header with a credential is shown nowhere', async () => {
  const flags = [...TRUSTED, `http-header=X-Api-Key: ${SECRET}`];
  const { asked, everything } = await migrated(flags, { reply: refusing });
  expect(new Set(asked.map(({ headers }) => headers['x-api-key']))).toEqual(new Set([SECRET]));
  expect(everything).not.toContain(SECRET);
});

test('name and password of a URL are sent as credentials and shown nowhere', async () => {
  await using one = await embedded(refusing);
  using here = folder();
  const url = one.url.replace('//', `//me:${SECRET}@`);
  const { out, err } = await run(
    [
      ...['--start', '20m', '--reader-url', `${url}/api/v1/read`, '--writer-url', `${url}/api/v1/push`],
      '--writer-http-header=X-Scope-OrgID:b',
    ],
    { cwd: here.path },
  );
  const header = `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`;
  expect(new Set(one.asked.map(({ headers }) => headers.authorization))).toEqual(new Set([header]));
  const left = readdirSync(here.path).map((name) => readFileSync(join(here.path, name), 'utf8'));
  expect(left.length).toBeGreaterThan(0);
  expect([out, err, ...left].join('\n')).not.toContain(SECRET);
});

test('a credential that an answer repeats is not shown', async () => {
  const echoing = (asked: Asked): Reply | undefined =>
    asked.path.endsWith('/push') ? { status: 403, body: `no: ${asked.headers.authorization}` } : both(asked);
  const flags = [...TRUSTED, `auth-bearer-token=${SECRET}`];
  const { everything } = await migrated(flags, { reply: echoing });
  expect(everything).toContain('HTTP 403: no: Bearer <redacted>');
  expect(everything).not.toContain(SECRET);
});
