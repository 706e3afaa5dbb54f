import { setTimeout as pause } from 'node:timers/promises';
import { describe, type ExpectStatic } from 'vitest';
import type { CheckResult } from '../../../src/checks/check.ts';
import type { PyroscopePhase } from '../../../src/packs/pyroscope/facts/phases.ts';
import { metric } from '../tools/metrics.ts';
import { pyroscopeTest } from '../tools/provided.ts';
import { type PyroscopeServer, page, untilReady } from '../tools/pyroscope-server.ts';
import { newPlace, type Place, startPhase, withArgs, withMetastoreAt } from './server.ts';
import { silentAddress } from './silent-port.ts';
import { isCompacted, pushOne, pushUntil, pushUntilAnswered } from './traffic.ts';
import { differences, print, type Situation, statuses, verify } from './verify.ts';

/** What a server that is asked by its address can prove; the rest needs a cluster. */
const GREEN: Record<PyroscopePhase, readonly string[]> = {
  v1: [
    'restarted',
    'phase-in-effect',
    'ingester-ring',
    'write-paths',
    'error-rate',
    'dead-letters-and-panics',
  ],
  dual: [
    'restarted',
    'phase-in-effect',
    'raft-leader',
    'segment-writer-ring',
    'ingester-ring',
    'write-paths',
    'compaction',
    'v2-answers-queries',
    'v2-complete',
    'error-rate',
    'dead-letters-and-panics',
  ],
  v2: [
    'restarted',
    'phase-in-effect',
    'raft-leader',
    'segment-writer-ring',
    'ingester-ring',
    'write-paths',
    'compaction',
    'v2-answers-queries',
    'after-v2',
    'error-rate',
    'dead-letters-and-panics',
  ],
};

const SERVICES = ['checkout', 'search'];
/** Old enough that nothing is excused as just started. */
const LATER = { now: () => Date.now() + 600_000 };

/** How long a loaded machine may take to get ready, and to show what it will. */
const READY_SECONDS = 600;
const PATIENCE = 240_000;
const BETWEEN_LOOKS = 5000;

/** What may still change by itself. */
const OPEN: readonly string[] = ['waiting', 'unknown'];

const isPending = (seen: ReadonlyMap<string, CheckResult>, expected: Record<string, string>): boolean => {
  const different = Object.entries(expected).filter(([id, status]) => seen.get(id)?.status !== status);
  return different.length > 0 && different.every(([id]) => OPEN.includes(seen.get(id)?.status ?? ''));
};

interface Look {
  readonly title: string;
  readonly statuses: Record<string, string>;
  readonly situation?: Situation;
  readonly only?: readonly string[];
}

/** Looks until the checks say what is expected, or something else for good. */
async function lookUntil(server: PyroscopeServer, phase: PyroscopePhase, look: Look) {
  const { title, statuses: expected, situation, only } = look;
  const end = Date.now() + PATIENCE;
  let seen = await verify(server, phase, situation, only);
  while (isPending(seen, expected) && Date.now() < end) {
    await pause(BETWEEN_LOOKS);
    seen = await verify(server, phase, situation, only);
  }
  print(title, seen);
  return seen;
}

async function expectGreen(
  server: PyroscopeServer,
  phase: PyroscopePhase,
  expect: ExpectStatic,
  situation: Situation = {},
): Promise<void> {
  const expected = Object.fromEntries(GREEN[phase].map((id) => [id, 'ok']));
  const results = await lookUntil(server, phase, {
    title: `${phase}, healthy`,
    statuses: expected,
    situation,
  });
  const asked = [...results].filter(([, { status }]) => status !== 'skipped');
  expect(statuses(new Map(asked))).toEqual(expected);
}

async function expectRed(
  server: PyroscopeServer,
  phase: PyroscopePhase,
  expect: ExpectStatic,
  red: Omit<Look, 'only'>,
): Promise<void> {
  const results = await lookUntil(server, phase, { ...red, only: Object.keys(red.statuses) });
  expect(statuses(results)).toEqual(red.statuses);
}

const phaseIs = (is: PyroscopePhase, was: PyroscopePhase): string =>
  `the phase is "${is}" on the running servers, and "${was}" in the installed revision`;

/** What a server shows beside the manifests of each phase. */
async function expectDifferences(
  server: PyroscopeServer,
  { root }: Place,
  expect: ExpectStatic,
  expected: Partial<Record<PyroscopePhase, readonly string[]>>,
): Promise<void> {
  for (const [phase, whats] of Object.entries(expected))
    expect(await differences(server, phase as PyroscopePhase, root), phase).toEqual(whats);
}

async function startV1(place: Place, expect: ExpectStatic): Promise<PyroscopeServer> {
  const server = await startPhase(place, 'v1');
  await untilReady(server, READY_SECONDS);
  await expectDifferences(server, place, expect, {
    v1: [],
    dual: [phaseIs('v1', 'dual')],
    v2: [phaseIs('v1', 'v2')],
  });
  await expectRed(server, 'v1', expect, {
    title: 'v1 that nobody writes to',
    statuses: { 'write-paths': 'waiting' },
  });
  await pushUntil(
    server,
    SERVICES,
    (metrics) => metric(metrics, 'pyroscope_head_ingested_sample_values_total', {}) > 9,
  );
  await expectGreen(server, 'v1', expect);
  await expectRed(server, 'dual', expect, {
    title: 'v1 where dual was asked for',
    situation: { ...LATER, upgradedAt: new Date().toISOString() },
    statuses: {
      restarted: 'failed',
      'phase-in-effect': 'failed',
      'raft-leader': 'failed',
      'segment-writer-ring': 'failed',
      'write-paths': 'failed',
      compaction: 'waiting',
      'v2-answers-queries': 'failed',
      'v2-complete': 'waiting',
    },
  });
  return server;
}

async function startDual(place: Place, expect: ExpectStatic): Promise<PyroscopeServer> {
  const upgradedAt = new Date().toISOString();
  const server = await startPhase(place, 'dual');
  await untilItListens(server);
  await expectRed(server, 'dual', expect, {
    title: 'dual that is not ready yet',
    situation: { upgradedAt },
    statuses: { restarted: 'waiting' },
  });
  await untilReady(server, READY_SECONDS);
  await expectDifferences(server, place, expect, {
    v1: [phaseIs('dual', 'v1')],
    dual: [],
    v2: [phaseIs('dual', 'v2')],
  });
  await pushUntil(server, SERVICES, isCompacted);
  await expectGreen(server, 'dual', expect, { upgradedAt });
  await expectRed(server, 'v2', expect, {
    title: 'dual where v2 was asked for',
    situation: LATER,
    statuses: {
      'phase-in-effect': 'failed',
      'ingester-ring': 'failed',
      'write-paths': 'failed',
      'after-v2': 'failed',
    },
  });
  return server;
}

async function startV2(place: Place, expect: ExpectStatic): Promise<PyroscopeServer> {
  const upgradedAt = new Date().toISOString();
  const server = await startPhase(place, 'v2');
  await untilReady(server, READY_SECONDS);
  await expectDifferences(server, place, expect, { dual: [phaseIs('v2', 'dual')], v2: [] });
  await pushUntil(server, SERVICES, isCompacted);
  await expectGreen(server, 'v2', expect, { upgradedAt });
  await expectRed(server, 'v2', expect, {
    title: 'v2 that has nothing of the time before the upgrade',
    situation: { upgradedAt: new Date(Date.now() - 86_400_000).toISOString() },
    statuses: { 'after-v2': 'failed' },
  });
  await expectRed(server, 'dual', expect, {
    title: 'v2 where dual was asked for',
    situation: LATER,
    statuses: { 'phase-in-effect': 'failed', 'ingester-ring': 'failed', 'write-paths': 'failed' },
  });
  return server;
}

describe.concurrent('the checks of verify against Pyroscope 1.21.0', { timeout: 1_500_000 }, () => {
  pyroscopeTest('v1, dual, v2 over one data directory', async ({ pyroscope, expect, onTestFinished }) => {
    const place = await newPlace(pyroscope, onTestFinished);
    const v1 = await startV1(place, expect);
    await v1.process.stop();
    const dual = await startDual(place, expect);
    await dual.process.stop();
    const v2 = await startV2(place, expect);
    await v2.process.stop();
    await expectRed(v2, 'v2', expect, {
      title: 'a server that was killed',
      statuses: Object.fromEntries(GREEN.v2.map((id) => [id, 'unknown'])),
    });
  });

  pyroscopeTest(
    'dual with tenants, whose metastore cannot be reached',
    async ({ pyroscope, expect, onTestFinished }) => {
      const place = await newPlace(pyroscope, onTestFinished);
      const metastore = await silentAddress(onTestFinished);
      const server = await startPhase(place, 'dual', (pod) =>
        withArgs(withMetastoreAt(pod, metastore), '-auth.multitenancy-enabled=true'),
      );
      await pushUntilAnswered(server, [200], 'team');
      await pushUntilDeadLetter(server, 'team');
      await expectRed(server, 'dual', expect, {
        // The servers say which tenants there are.
        title: 'dual without a metastore, asked without a tenant',
        statuses: { 'v2-answers-queries': 'waiting' },
      });
      await expectRed(server, 'dual', expect, {
        title: 'dual without a metastore, asked for a tenant',
        situation: { ...LATER, tenant: 'team' },
        statuses: {
          restarted: 'failed',
          compaction: 'waiting',
          'v2-answers-queries': 'waiting',
        },
      });
    },
  );

  pyroscopeTest('dual that gives v2 a quarter', async ({ pyroscope, expect, onTestFinished }) => {
    const place = await newPlace(pyroscope, onTestFinished);
    const from = new Date().toISOString();
    // With a fixed time v2 answers at once, without a compaction.
    const server = await startPhase(place, 'dual', (pod) =>
      withArgs(
        pod,
        '-write-path.segment-writer-weight=0.25',
        `-enable-query-backend-from=${from}`,
        '-storage.prefix=elsewhere',
      ),
    );
    await pushUntilAnswered(server, [200]);
    await expectDifferences(server, place, expect, {
      dual: [
        'the prefix of v1 and v2 is "elsewhere" on the running servers, and empty in the installed revision',
      ],
    });
    const received = 'pyroscope_distributor_received_compressed_bytes_count';
    // Before its first compaction v2 of 1.21.0 lists no series of segments.
    await pushUntil(
      server,
      SERVICES,
      (metrics) => metric(metrics, received, {}) > 100 && isCompacted(metrics),
    );
    await expectRed(server, 'dual', expect, {
      title: 'dual with a weight of 0.25 for v2',
      statuses: { 'write-paths': 'ok', 'v2-answers-queries': 'ok', 'v2-complete': 'failed' },
    });
  });

  pyroscopeTest('v2 that still writes to v1 as well', async ({ pyroscope, expect, onTestFinished }) => {
    const place = await newPlace(pyroscope, onTestFinished);
    const server = await startPhase(place, 'v2', (pod) => withArgs(pod, '-write-path=combined'));
    await pushUntilAnswered(server, [500]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => pushOne(server, 'checkout')));
    expect(answers).toEqual([500, 500, 500, 500, 500]);
    await expectRed(server, 'v2', expect, {
      title: 'v2 with -write-path=combined',
      statuses: { 'phase-in-effect': 'failed', 'write-paths': 'failed', 'error-rate': 'failed' },
    });
  });
});

async function untilItListens(server: PyroscopeServer): Promise<void> {
  const listens = () =>
    fetch(`${server.url}/metrics`).then(
      () => true,
      () => false,
    );
  for (let tries = 0; tries < 120 && !(await listens()); tries++) await pause(250);
}

/** A segment whose block nobody takes note of goes to the dead letters after some seconds. */
async function pushUntilDeadLetter(server: PyroscopeServer, tenant: string): Promise<void> {
  const name = 'pyroscope_segment_writer_store_metadata_dlq';
  for (let tries = 0; tries < 120; tries++) {
    await pushOne(server, 'first', tenant);
    if (metric(await page(server, '/metrics'), name, {}) > 0) return;
    await pause(500);
  }
}
