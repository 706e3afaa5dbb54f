import { readFile } from 'node:fs/promises';
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

async function upgradeToV2(release: HelmRelease): Promise<void> {
  const dual = await liveObjects(release);
  await stdoutOf(release.upgrade({ phasegate: withoutSoak(release) }));
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
}

async function rollBackToDual(release: HelmRelease): Promise<void> {
  const v2 = await liveObjects(release);
  await stdoutOf(release.rollback(2));
  await untilRolledOut(release);
  expect(uidsOf(await liveObjects(release))).toEqual(uidsOf(v2));
  const { status, report, text } = await verify(release);
  const earliest = await endOfSoak(release);
  expect(status).toBe(1);
  expect(report).toMatchObject({ revision: 4, phase: 'dual', isGreen: false, soak: { earliest } });
  expect(text).toMatch(/soak in dual .+ of .+/);
  expect(text).toContain(`done ${earliestTime(String(earliest))}`);
  expect(text).toContain('not verified');
  await nextCommand(release, 'dual → v2');
}

async function traceOf(release: HelmRelease): Promise<unknown> {
  return [await release.history(), await release.manifest(), await liveObjects(release)];
}
