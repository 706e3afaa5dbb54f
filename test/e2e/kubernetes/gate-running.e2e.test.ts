import { expect, onTestFinished } from 'vitest';
import { untilReady } from '../tools/pyroscope-server.ts';
import { newPlace, startPhase } from '../verify/server.ts';
import { verify } from './gate-asked.ts';
import { dualRelease, render } from './gate-fixture.ts';
import { gateTest, planeWithServerAt } from './gate-test.ts';
import { untilRolledOut } from './roll-out.ts';

// As where the objects were edited behind Helm's back, or the pods were never restarted.
gateTest(
  'the gate stays closed before a server that runs in another phase',
  async ({ helm, kubernetes, pyroscope }) => {
    const place = await newPlace(pyroscope, onTestFinished);
    const namespace = 'running';
    const plane = await planeWithServerAt(place.ports.http, [namespace], kubernetes);
    const release = await dualRelease(4, helm, { plane, namespace });
    await untilRolledOut(release);
    await untilReady(await startPhase(place, 'v1'), 240);

    const what = 'the phase is "v1" on the running servers, and "dual" in the installed revision';
    const { status, report } = await verify(release);
    expect(status).toBe(1);
    // Its pods are minutes old at most, so the rest may still come.
    expect(report.checks.find(({ id }) => id === 'running-differs')).toMatchObject({
      status: 'waiting',
      seen: `${what} (/api/v1/status/config of pyroscope-0)`,
      why: expect.stringContaining(`kubectl rollout restart -n ${namespace} statefulset/pyroscope`),
    });

    const asked = ['--namespace', namespace, '--min-soak', '0s'];
    const closed = await render(release, asked);
    expect(closed).toMatchObject({ status: 1, stdout: '', gate: 'closed' });
    expect(closed.text).toContain(what);
    const opened = await render(release, [...asked, '--gate-override', 'the server is replaced by hand']);
    expect(opened).toMatchObject({ status: 0, gate: 'overridden: the server is replaced by hand' });
    expect(opened.text).toContain(what);
  },
);
