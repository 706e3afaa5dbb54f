import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { earliestTime } from '../../../src/times.ts';
import { type PyroscopeServer, untilReady } from '../tools/pyroscope-server.ts';
import { newPlace, type Place, startPhase } from '../verify/server.ts';
import { isCompacted, pushOne, pushUntil } from '../verify/traffic.ts';
import { DAY, endOfSoak, nextCommand, notGreen, plan, verify } from './gate-asked.ts';
import { lastGate } from './gate-report.ts';
import { gateTest, planeWithServerAt } from './gate-test.ts';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { liveObjects, uidsOf } from './release-objects.ts';
import { untilRolledOut } from './roll-out.ts';
import { expectStoredAsWritten } from './stored-as-written.ts';
import { until } from './until.ts';

/**
 * Three profiles a second of each service, as long as the test runs.
 * @returns what ends it
 */
function keepPushing(server: PyroscopeServer, services: readonly string[]): () => Promise<void> {
  let isOver = false;
  const push = async (): Promise<void> => {
    while (!(isOver || server.process.ended)) {
      await Promise.all(services.map((service) => pushOne(server, service).catch(() => 0)));
      await pause(330);
    }
  };
  const pushing = push();
  return () => {
    isOver = true;
    return pushing;
  };
}

const SERVICES = ['checkout', 'search'];
const majors = [3, 4] as const;
const toggles = (v1: boolean, v2: boolean): string[] => [
  `architecture.storage.v1=${v1}`,
  `architecture.storage.v2=${v2}`,
];
const gateOn = ({ namespace }: HelmRelease): string[] => ['--gate', '--namespace', namespace];

// Both releases at once, for a server needs minutes until it can prove anything: their pods show the same one.
gateTest(
  'v1, dual, v2 and back with Helm 3 and 4, proven by a real Pyroscope',
  async ({ helm, kubernetes, pyroscope }) => {
    const place = await newPlace(pyroscope, onTestFinished);
    const namespaces = majors.map((major) => `gate-${major}`);
    const plane = await planeWithServerAt(place.ports.http, namespaces, kubernetes);
    const releases = await Promise.all(
      majors.map((major) => helmRelease(major, helm, { plane, namespace: `gate-${major}` })),
    );
    const each = async (step: (release: HelmRelease) => Promise<void>): Promise<void> => {
      for (const release of releases) await step(release);
    };
    await each(installV1);
    await each(planDual);
    await each(upgradeToDual);
    await each(planV2TooEarly);
    await each(refuseV2TooEarly);
    await each(refuseV2Unproven);
    const server = await proveDual(place);
    await each(watchUntilGreen);
    await each(refuseV2WithoutStamp);
    await each(upgradeToV2);
    await each(rollBackToDual);
    expect(server.process.ended).toBe(false);
  },
  900_000,
);

async function installV1(release: HelmRelease): Promise<void> {
  await stdoutOf(release.install(['pyroscope.persistence.enabled=true', ...toggles(true, false)]));
  await untilRolledOut(release);
}

async function planDual(release: HelmRelease): Promise<void> {
  const page = join(release.operator.env.HOME ?? '', 'plan.html');
  const { status, text, report } = await plan(release, toggles(true, true), ['--format', `html=${page}`]);
  expect(status).toBe(0);
  expect(report).toMatchObject({
    release: { name: release.name, namespace: release.namespace },
    before: { phase: 'v1', mode: 'single-binary', source: 'revision 1 of the release' },
    after: { phase: 'dual', mode: 'single-binary' },
    isReversible: true,
    gate: { isOpen: true, reasons: [] },
  });
  expect(text).toContain('v1 → dual');
  expect(await readFile(page, 'utf8')).toContain('v1 → dual');
}

async function upgradeToDual(release: HelmRelease): Promise<void> {
  const v1 = await liveObjects(release);
  const phasegate = ['--phase', 'dual', ...gateOn(release)];
  await stdoutOf(release.upgrade({ set: toggles(true, true), phasegate }));
  await expectStoredAsWritten(release);
  await untilRolledOut(release);
  expect(await lastGate(release)).toMatchObject({ exitCode: 0, gate: 'open', asked: release.namespace });
  expect(uidsOf(await liveObjects(release))).toMatchObject(uidsOf(v1));
}

async function planV2TooEarly(release: HelmRelease): Promise<void> {
  const { status, text, report } = await plan(release, toggles(false, true));
  const earliest = await endOfSoak(release);
  expect(status).toBe(0);
  expect(report).toMatchObject({
    before: { phase: 'dual' },
    after: { phase: 'v2' },
    gate: { isOpen: false, earliest },
    soak: { phase: 'dual', isProvable: true, neededMs: DAY },
  });
  expect(text).toContain('closed');
}

async function refuseV2TooEarly(release: HelmRelease): Promise<void> {
  const before = await traceOf(release);
  const refused = await release.upgrade({ phasegate: ['--phase', 'v2', ...gateOn(release)] });
  expect(refused.status).not.toBe(0);
  const gate = await lastGate(release);
  expect(gate).toMatchObject({ exitCode: 1, outcome: 'refused', gate: 'closed', asked: release.namespace });
  const earliest = await endOfSoak(release);
  expect(gate.text).toContain(`the gate of dual → v2 is closed (asked: ${release.namespace})`);
  expect(gate.text).toMatch(/too early: in dual for \d+ s/);
  expect(gate.text).toContain(`wait until ${earliestTime(String(earliest))}`);
  // Helm 4 shows nothing of what a post-renderer writes to standard error.
  if (release.major === 3) expect(refused.stderr).toContain(`wait until ${earliestTime(String(earliest))}`);
  expect(await traceOf(release)).toEqual(before);
}

/** The time alone is not enough: nobody listens where the server is to be. */
async function refuseV2Unproven(release: HelmRelease): Promise<void> {
  const before = await traceOf(release);
  const refused = await release.upgrade({ phasegate: withoutSoak(release) });
  expect(refused.status).not.toBe(0);
  const gate = await lastGate(release);
  expect(gate).toMatchObject({ exitCode: 1, gate: 'closed' });
  expect(gate.text).toContain('could not be asked');
  expect(gate.text).not.toContain('too early');
  expect(await traceOf(release)).toEqual(before);
}

const withoutSoak = (release: HelmRelease): string[] => [
  ...['--phase', 'v2', '--min-soak', '0s'],
  ...gateOn(release),
];

async function proveDual(place: Place): ReturnType<typeof startPhase> {
  const server = await startPhase(place, 'dual');
  await untilReady(server, 240);
  await pushUntil(server, SERVICES, isCompacted);
  onTestFinished(keepPushing(server, SERVICES));
  return server;
}

async function watchUntilGreen(release: HelmRelease): Promise<void> {
  const watched = await release.phasegate('verify', ['--watch', '--min-soak', '0s']);
  expect(watched.status).toBe(0);
  const { status, report } = await verify(release);
  expect(notGreen(report)).toEqual({});
  expect(report).toMatchObject({ phase: 'dual', isGreen: false, soak: { phase: 'dual', neededMs: DAY } });
  expect(status).toBe(1);
}

/** What `phasegate guard` prints, applied by kubectl and in force. */
async function guard({ namespace, name, operator: by }: HelmRelease): Promise<void> {
  const printed = await stdoutOf(by.run('phasegate', ['guard', '--namespace', namespace]));
  const file = join(by.env.HOME ?? '', 'guard.yaml');
  await writeFile(file, printed);
  await stdoutOf(by.run('kubectl', ['apply', '-f', file]));
  const where = [`statefulset/${name}`, '-n', namespace];
  const live = await stdoutOf(by.run('kubectl', ['get', ...where, '-o', 'json']));
  const next = join(by.env.HOME ?? '', 'v2.json');
  await writeFile(next, live.replaceAll('v1-v2-dual', 'v2').replaceAll('=combined', '=segment-writer'));
  await until('the guard is in force', async () => {
    const { stderr } = await by.run('kubectl', ['replace', '--dry-run=server', '-f', next]);
    return stderr.includes('needs an open gate') ? true : undefined;
  });
}

/** The gate is open, and the API server is not told so: the revision that it refuses counts as not taken. */
async function refuseV2WithoutStamp(release: HelmRelease): Promise<void> {
  const { report: before } = await verify(release);
  expect(before.checks.find(({ id }) => id === 'guard-stands')).toMatchObject({ status: 'skipped' });
  await guard(release);
  const objects = await liveObjects(release);
  const refused = await release.upgrade({ phasegate: withoutSoak(release) });
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain('needs an open gate: upgrade with phasegate --gate --stamp');
  expect(uidsOf(await liveObjects(release))).toEqual(uidsOf(objects));
  expect((await release.history()).at(-1)).toMatchObject({ revision: 3, status: 'failed' });

  const { report } = await verify(release);
  expect(notGreen(report)).toEqual({});
  expect(report).toMatchObject({ revision: 2, phase: 'dual', soak: { earliest: before.soak?.earliest } });
  expect(report.checks.find(({ id }) => id === 'guard-stands')).toMatchObject({ status: 'ok' });

  const toV2 = ['--reuse-values', ...toggles(false, true).flatMap((one) => ['--set', one])];
  const early = await release.phasegate('plan', ['--stamp', ...toV2]);
  expect([early.status, early.stdout]).toEqual([1, '']);
  expect(early.stderr).toContain('too early');
  const values = await stdoutOf(release.phasegate('plan', ['--stamp', '--min-soak', '0s', ...toV2]));
  expect(values).toMatch(
    new RegExp(
      `^pyroscope:\n  podAnnotations:\n    phasegate.dev/gate: dual-v2 \\S+ soak=\\S+ checks=\\d+ StatefulSet/${release.name}@\\d+\\.[0-9a-f]+\n$`,
    ),
  );
}

async function upgradeToV2(release: HelmRelease): Promise<void> {
  const dual = await liveObjects(release);
  await stdoutOf(release.upgrade({ phasegate: [...withoutSoak(release), '--stamp'] }));
  await expectStoredAsWritten(release);
  expect(await lastGate(release)).toMatchObject({ exitCode: 0, gate: 'open', asked: release.namespace });
  await untilRolledOut(release);
  const v2 = await liveObjects(release);
  expect(uidsOf(v2)).toEqual(uidsOf(dual));
  const changed = [...v2].filter(([name, { version }]) => version !== dual.get(name)?.version);
  expect(changed.map(([name]) => name)).toEqual([`StatefulSet/${release.name}`]);
  const manifest = await release.manifest();
  expect(manifest).toContain('-architecture.storage=v2');
  expect(manifest).not.toMatch(/-write-path=combined|v1-v2-dual/);
  expect(manifest).toMatch(/phasegate.dev\/gate: ?"?dual-v2 |"phasegate.dev\/gate":"dual-v2 /);
}

async function rollBackToDual(release: HelmRelease): Promise<void> {
  const v2 = await liveObjects(release);
  await stdoutOf(release.rollback(2));
  await untilRolledOut(release);
  expect(uidsOf(await liveObjects(release))).toEqual(uidsOf(v2));
  const { status, report, text } = await verify(release);
  const earliest = await endOfSoak(release);
  expect(status).toBe(1);
  expect(report).toMatchObject({ revision: 5, phase: 'dual', isGreen: false, soak: { earliest } });
  expect(text).toMatch(/soak in dual .+ of .+/);
  expect(text).toContain(`done ${earliestTime(String(earliest))}`);
  expect(text).toContain('not verified');
  await nextCommand(release, 'dual → v2');
}

async function traceOf(release: HelmRelease): Promise<unknown> {
  return [await release.history(), await release.manifest(), await liveObjects(release)];
}
