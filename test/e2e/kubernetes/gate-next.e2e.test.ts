import { describe, expect } from 'vitest';
import { nextCommand } from './gate-asked.ts';
import { lastGate } from './gate-report.ts';
import { paste } from './gate-terminal.ts';
import { helmRelease, stdoutOf } from './helm-release.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { untilRolledOut } from './roll-out.ts';

const v1 = [
  'pyroscope.persistence.enabled=true',
  'architecture.storage.v1=true',
  'architecture.storage.v2=false',
];

describe.each([3, 4] as const)('what next prints for Helm %i', (major) => {
  kubernetesTest('can be pasted into a terminal', async ({ helm, controlPlane: plane }) => {
    const release = await helmRelease(major, helm, { plane, namespace: `pasted-${major}` });
    await stdoutOf(release.install(v1));
    await untilRolledOut(release);
    await stdoutOf(paste(release.operator.env, await nextCommand(release, 'v1 → dual')));
    await untilRolledOut(release);
    expect(await release.manifest()).toContain('-architecture.storage=v1-v2-dual');
    const refused = await paste(release.operator.env, await nextCommand(release, 'dual → v2'));
    expect(refused.status).not.toBe(0);
    expect(await lastGate(release)).toMatchObject({ exitCode: 1, gate: 'closed', asked: release.namespace });
    expect(await release.history()).toHaveLength(2);
  });
});
