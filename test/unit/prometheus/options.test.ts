import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authority } from './certificates.ts';
import { folder, run } from './run.ts';

const { cert, key } = authority().sign('client');
const FILES = { 'no.pem': 'nothing', 'client.pem': cert, 'client.key': key } as const;

const GOOD: Readonly<Record<string, string>> = {
  '--start': '1h',
  '--reader-url': 'http://127.0.0.1:1/api/v1/read',
  '--writer-url': 'http://127.0.0.1:1/api/v1/write',
};

async function said(args: readonly string[]): Promise<{ exit: number; err: string }> {
  using here = folder();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(here.path, name), text);
  const names = new Set(args.map((word) => word.replace(/=.*/s, '')));
  const rest = Object.entries(GOOD).flatMap(([name, value]) => (names.has(name) ? [] : [`${name}=${value}`]));
  return run(
    [...rest, ...args].filter((word) => !word.endsWith('=(none)')),
    { cwd: here.path },
  );
}

const BAD: readonly (readonly [words: readonly string[], text: string])[] = [
  [['--start=(none)'], '--start is missing; give it, such as 30d or 2026-11-01T00:00:00Z'],
  [['--start=abc'], '--start: "abc" is not a time; use unix seconds'],
  [['--start=2026-01-01T00:00:00'], '--start: "2026-01-01T00:00:00" is not a time'],
  [['--start=99999999999999999'], '--start: "99999999999999999" is not a time'],
  [['--start=-99999999999999999'], '--start: "-99999999999999999" is not a time'],
  [['--start=999999999y'], '--start: "999999999y" is not a time'],
  [['--start=1h', '--end=2h'], '--start is not before --end; nothing would be copied'],
  [['--end=2100-01-01T00:00:00Z'], '--end is in the future: a sample ahead of time'],
  [['--end=99999999999'], '--end is in the future'],
  [['--end=now'], '--end is less than 5 minutes ago'],
  [['--end=4m59s'], 'leave it out, or pass --end 5m'],
  [[`--end=${Math.floor(Date.now() / 1000) - 120}`], '--end is less than 5 minutes ago'],
  [['--start=4m'], '--start is not before --end'],
  [['--reader-url=(none)'], '--reader-url is missing; give it, such as http://prometheus:9090/api/v1/read'],
  [['--writer-url=ftp://a/b'], '--writer-url: not an http or https URL'],
  [['--reader-url=http://a%zz:b@c/api/v1/read'], '--reader-url: '],
  [['--reader-auth-username=a'], '--reader-auth-username needs a password; give --reader-auth-password-file'],
  [
    ['--writer-auth-username=a', '--writer-auth-bearer-token=b'],
    '--writer-auth-username and a bearer token are both given; give one of them',
  ],
  [
    ['--reader-auth-bearer-token=a', '--reader-http-header=Authorization: b'],
    '--reader-http-header gives Authorization, and another flag or variable gives credentials; give one of them',
  ],
  [
    ['--reader-auth-bearer-token=a\nb'],
    '--reader-auth-bearer-token: the token has a character that no header can hold',
  ],
  [['--reader-auth-bearer-token-file=gone'], '--reader-auth-bearer-token-file: gone cannot be read (ENOENT)'],
  [['--reader-http-header=abc'], '--reader-http-header: a header is written name:value'],
  [
    ['--writer-http-header=a:b\nc'],
    '--writer-http-header: the value of a has a character that no header can hold',
  ],
  [
    ['--writer-http-header=a:✓'],
    '--writer-http-header: the value of a has a character that no header can hold',
  ],
  [['--writer-tls-ca-file=gone'], '--writer-tls-ca-file: gone cannot be read (ENOENT)'],
  [['--writer-tls-ca-file=no.pem'], '--writer-tls-ca-file: the file has no certificate in PEM form'],
  [
    ['--writer-tls-cert-file=client.pem'],
    '--writer-tls-cert-file and --writer-tls-key-file belong together; give both',
  ],
  [
    ['--writer-tls-cert-file=client.pem', '--writer-tls-key-file=no.pem'],
    'give a certificate and its key in PEM form',
  ],
  [['--reader-timeout=0s'], '--reader-timeout: "0s" is less than 1 s; give more'],
  [['--reader-timeout=soon'], '--reader-timeout: "soon" is not a duration'],
  [['--reader-metrics-matcher=up{'], '--reader-metrics-matcher: '],
  [['--reader-metrics-matcher={}'], '--reader-metrics-matcher: '],
  [['--name=A b'], '--name: "A b"; use small letters, digits, and - or . between them'],
  [['--destination=promscale'], '--destination'],
  [['--concurrency=0'], '--concurrency: "0" is not a number of 1 or more'],
  [['--concurrency=-1'], '--concurrency: "-1" is not a number of 1 or more'],
  [['--rate=fast'], '--rate: "fast" is not a number of 1 or more'],
  [['--max-read-size=12XB'], '--max-read-size: "12XB" is not a size; use a number with KB, MB or GB'],
  [['--max-read-size=2GB'], '--max-read-size: "2GB" is more than 1GB; give less'],
  [['--max-write-size=0'], '--max-write-size: "0" is not a size'],
  [['--max-write-size=33MB'], '--max-write-size: "33MB" is more than 32MB; give less'],
  [['--max-read-duration=0s'], '--max-read-duration: "0s" is less than 1 s; give more'],
  [['--max-read-duration=1ms'], '--max-read-duration: "1ms" is less than 1 s; give more'],
  [['--retry-for=x'], '--retry-for: "x" is not a duration'],
  [['--settle=x'], '--settle: "x" is not a duration'],
  [['--settle=99999999999y'], '--settle: '],
  [['--remote-write-version=3'], '--remote-write-version'],
  [['--check', '--dry-run'], '--check and --dry-run: give one of them'],
  [['--skip-bad=gone/bad.jsonl'], '--skip-bad: '],
  [['--format=json=gone/report.json'], '--format: gone/report.json cannot be written (ENOENT)'],
  [['--format=xml'], '--format'],
  [['--cuts=1,2'], '--cuts needs the variable JOB_COMPLETION_INDEX'],
  [['--progress-metric-url=x'], '--progress-metric-url: not an http or https URL'],
  [['--plan'], '--plan needs --image'],
];

test.each(BAD)('%j ends with one sentence and exit code 2', async (words, text) => {
  const { exit, err } = await said(words);
  expect(err).toContain(text);
  expect(err.trimEnd().split('\n')[0]).toMatch(/^phasegate: /);
  expect(err).not.toContain('ECONNREFUSED');
  expect(exit).toBe(2);
});

test.each([
  ['--start=1790000000'],
  ['--start=-30d'],
  ['--start=2026-11-01T00:00:00+01:00'],
  ['--start=2h', '--end=5m'],
  [
    '--writer-tls-cert-file=client.pem',
    '--writer-tls-key-file=client.key',
    '--writer-tls-ca-file=client.pem',
  ],
  ['--reader-http-header=X-Scope-OrgID:a:b', '--max-write-size=32mb', '--settle=0s', '--retry-for=0s'],
  ['--reader-timeout=1m30s', '--max-read-duration=1d', '--rate=1', '--concurrency=1'],
])('%j %j are taken: the run goes on to the server', async (...words) => {
  const { exit, err } = await said(words);
  expect(err).toContain('ECONNREFUSED');
  expect(exit).toBe(2);
});
