import { describe, expect, it } from 'vitest';
import type { CheckResult, CheckStatus } from '../../../src/checks/check.ts';
import { type GateQuestion, judgeGate, remediesOf } from '../../../src/step/gate.ts';
import { at, HOUR, timeLine } from './history.ts';

const check = (status: CheckStatus): CheckResult => ({
  id: 'raft-leader',
  title: 'the metastore has a leader',
  status,
  seen: 'none',
  expected: 'Leader',
  why: 'without one nothing is stored',
  command: 'kubectl get pods',
});

const PROOF = { soakMs: 24 * HOUR, verified: true };
const FREE = {};
const loss = {
  rule: 'jump',
  what: 'a jump',
  why: 'data is out of sight',
  fix: 'go through dual',
  outcome: 'refused',
};
const accepted = { ...loss, outcome: 'accepted', by: '--accept-data-loss' };

/** dual for 30 hours, all green, on the way to v2: open. */
const ready: GateQuestion = {
  phases: { from: 'dual', to: 'v2' },
  needs: PROOF,
  findings: [],
  timeLine: timeLine('v1@0 dual@2!deployed'),
  now: at(32),
  checks: [check('ok'), check('skipped')],
  lastStatus: 'deployed',
  problems: [],
};
const judge = (changes: Partial<GateQuestion>) => judgeGate({ ...ready, ...changes });
const reasons = (changes: Partial<GateQuestion>): string =>
  judge(changes)
    .reasons.map(({ what, remedy }) => `${what} → ${remedy}`)
    .join('\n');

describe('the gate opens', () => {
  it.each<[string, Partial<GateQuestion>]>([
    ['with the soak over and all checks green', {}],
    ['at the very end of the soak', { now: at(26) }],
    [
      'for a step that needs no proof',
      { phases: { from: 'dual', to: 'v1' }, needs: FREE, checks: undefined },
    ],
    ['within a phase', { phases: { from: 'dual', to: 'dual' }, needs: FREE, checks: undefined, now: at(3) }],
    [
      'for a first install',
      {
        phases: undefined,
        needs: FREE,
        timeLine: timeLine('v1@0!failed'),
        lastStatus: undefined,
        checks: undefined,
      },
    ],
    ['with another soak asked for', { now: at(3), minSoakMs: HOUR }],
    ['with no soak asked for', { now: at(2), minSoakMs: 0 }],
    [
      'for the upgrade that restores the phase deployed last',
      {
        timeLine: timeLine('v1@0 dual@2 v2@9!failed'),
        lastStatus: 'failed',
        phases: { from: 'v2', to: 'dual' },
        needs: FREE,
      },
    ],
  ])('%s', (_, changes) => {
    expect(judge(changes)).toMatchObject({ open: true, reasons: [] });
  });
});

describe('the gate stays closed', () => {
  it.each<[string, Partial<GateQuestion>, RegExp]>([
    [
      'a millisecond too early',
      { now: at(26) - 1 },
      /too early: in dual for 23 h 59 min.* → wait until 2026-11-02 02:00 UTC/,
    ],
    ['without checks', { checks: undefined }, /no check was run → run phasegate verify/],
    ['with an empty list of checks', { checks: [] }, /no check was run/],
    ['with checks all skipped', { checks: [check('skipped')] }, /no check was run/],
    [
      'with a check that failed',
      { checks: [check('ok'), check('failed')] },
      /has a leader: failed .*seen: none.* → check with: kubectl/,
    ],
    ['with a check that waits', { checks: [check('ok'), check('waiting')] }, /not there yet/],
    [
      'with a check that was not answered',
      { checks: [check('ok'), check('unknown')] },
      /could not be checked/,
    ],
    [
      'when an operation is under way',
      { lastStatus: 'pending-upgrade' },
      /pending-upgrade: another operation.* → wait until it ends/,
    ],
    [
      'within a phase, too, when one is under way',
      { needs: FREE, phases: { from: 'dual', to: 'dual' }, lastStatus: 'pending-rollback' },
      /pending-rollback: another operation/,
    ],
    ['after a failure', { lastStatus: 'failed' }, /last revision is failed.* → use helm rollback/],
    [
      'after a failure, taken for the phase that failed',
      { lastStatus: 'failed', phases: { from: 'v2', to: 'v2' }, needs: FREE },
      /last revision is failed/,
    ],
    ['for an uninstalled release', { lastStatus: 'uninstalled' }, /uninstalled: nothing is running/],
    [
      'for a phase that cannot be told',
      { phases: undefined, needs: FREE },
      /the phase of the release is unclear/,
    ],
    [
      'when history and release disagree',
      { phases: { from: 'v1', to: 'dual' }, needs: FREE },
      /history says dual.*looks like v1/,
    ],
    [
      'in the wrong phase',
      { timeLine: timeLine('dual@0 v2@1!deployed'), minSoakMs: 0 },
      /cannot be proven: in v2, not in dual/,
    ],
    [
      'when the soak cannot be proven',
      { timeLine: timeLine('dual@0 v2@1!failed') },
      /soak cannot be proven.*revision 2 is failed/,
    ],
    ['for a refused step', { findings: [loss] }, /a jump: data is out of sight → go through dual/],
  ])('%s', (_, changes, words) => {
    expect(judge(changes).open).toBe(false);
    expect(reasons(changes)).toMatch(words);
  });

  it('when the cluster does not answer, and says how to open it deliberately', () => {
    const problems = [{ what: 'the cluster cannot be reached', remedy: 'check --kube-context' }];
    const unreachable = { problems, phases: undefined, needs: FREE, lastStatus: undefined };
    expect(judge(unreachable).open).toBe(false);
    expect(reasons(unreachable)).toBe('the cluster cannot be reached → check --kube-context');
    expect(remediesOf(judge(unreachable)).at(-1)).toContain('--gate-override "<reason>"');
  });

  it('tells all reasons at once, and the moment when the soak alone would pass', () => {
    const verdict = judge({ now: at(5), checks: [check('failed'), check('waiting')] });
    expect(verdict.reasons).toHaveLength(3);
    expect(verdict.earliest).toBe('2026-11-02T02:00:00Z');
  });
});

describe('an override', () => {
  const override = { reason: 'approved by the owner of the data' };

  it('opens the gate, and keeps the reasons it stood against', () => {
    const verdict = judge({ now: at(5), override });
    expect(verdict).toMatchObject({ open: true, overridden: override });
    expect(verdict.reasons).toHaveLength(1);
  });

  it('is not told where it made no difference', () => {
    expect(judge({ override })).not.toHaveProperty('overridden');
  });

  it('needs words', () => {
    expect(judge({ now: at(5), override: { reason: ' ' } }).open).toBe(false);
  });

  it('does not lift a refusal', () => {
    const findings = [loss];
    expect(judge({ findings, override }).open).toBe(false);
    const unproven = judge({ findings, override, lastStatus: 'failed' });
    expect(unproven.open).toBe(false);
    expect(unproven).not.toHaveProperty('overridden');
  });
});

describe('accepted data loss', () => {
  const free = { needs: FREE, checks: undefined };

  it('is told', () => {
    expect(judge({ ...free, findings: [accepted] })).toMatchObject({ open: true, acceptedLoss: ['jump'] });
    expect(judge({ ...free, findings: [loss] })).not.toHaveProperty('acceptedLoss');
    const chart = { ...accepted, by: '--accept-unknown-chart' };
    expect(judge({ ...free, findings: [chart] })).not.toHaveProperty('acceptedLoss');
  });

  it('lifts no other refusal', () => {
    const findings = [accepted, { ...loss, rule: 'two-at-once' }];
    expect(judge({ ...free, findings })).toMatchObject({ open: false, reasons: [{}] });
  });

  it('stands for no proof', () => {
    expect(judge({ ...free, findings: [accepted], lastStatus: 'failed' }).open).toBe(false);
    expect(judge({ findings: [accepted], now: at(5) }).open).toBe(false);
  });
});

describe('a reason', () => {
  it('is a part of a sentence, also where the cluster said a whole one', () => {
    const problems = [{ what: 'helm is not on PATH.', remedy: 'Install Helm 3 or 4.' }];
    expect(reasons({ checks: undefined, needs: FREE, problems })).toBe(
      'helm is not on PATH → Install Helm 3 or 4',
    );
  });

  it('is no sentence within a sentence, whatever a check saw', () => {
    const ended = { ...check('failed'), seen: 'boom.', expected: 'no errors.' };
    expect(reasons({ checks: [ended] })).toContain('(seen: boom; expected: no errors)');
    const sentences = { ...loss, why: 'data is out of sight.', fix: 'Go through dual.' };
    expect(reasons({ findings: [sentences] })).toContain('out of sight → Go through dual');
  });

  const forbidden = { what: 'User "x" cannot create pods/portforward.', remedy: 'Ask for a Role.' };
  const unasked = { ...check('unknown'), seen: forbidden.what, problem: forbidden };

  it('is told once, however many checks met it', () => {
    const checks = [unasked, check('failed'), { ...unasked, title: 'another' }];
    expect(reasons({ checks }).split('\n')).toEqual([
      '2 checks could not be asked: User "x" cannot create pods/portforward → Ask for a Role',
      expect.stringContaining('the metastore has a leader: failed'),
    ]);
  });

  it('names the check where one alone met it', () => {
    expect(reasons({ checks: [unasked] })).toBe(
      'the metastore has a leader: could not be asked: User "x" cannot create pods/portforward → Ask for a Role',
    );
  });

  it('is not told again by checks that it kept from running, nor by a command that needs what is missing', () => {
    const problems = [{ what: 'kubectl is not on PATH.', remedy: 'Install kubectl.' }];
    const verdict = judge({ checks: undefined, problems });
    expect(verdict.open).toBe(false);
    expect(reasons({ checks: undefined, problems })).toBe('kubectl is not on PATH → Install kubectl');
    expect(remediesOf(verdict)).toHaveLength(2);
  });

  it('is not told again by the time that a failed revision leaves in doubt', () => {
    const failed = { timeLine: timeLine('dual@0 v2@1!failed'), lastStatus: 'failed' };
    expect(judge(failed).reasons).toHaveLength(1);
    expect(remediesOf(judge(failed))).toEqual([
      expect.stringMatching(/^use helm rollback/),
      expect.stringContaining('--gate-override'),
    ]);
  });
});

describe('a flag that does not help', () => {
  const refused = { ...loss, yieldsTo: 'accept-data-loss' };
  const named = (one: string) => ({ named: one, release: 'pyroscope' });

  it('is said where it names another release', () => {
    const verdict = judge({ findings: [refused], acceptedLoss: named('other') });
    expect(verdict.inVain).toEqual(['--accept-data-loss names other; this release is pyroscope']);
  });

  it('is said where it accepts a loss, and proof is missing', () => {
    const verdict = judge({ findings: [accepted], acceptedLoss: named('pyroscope'), now: at(5) });
    expect(verdict.inVain).toEqual([expect.stringMatching(/^--accept-data-loss does not open this/)]);
  });

  it('is said where an override meets a refusal, and no override is advised there', () => {
    const verdict = judge({ findings: [refused], override: { reason: 'now' }, now: at(5) });
    expect(verdict.inVain).toEqual(['an override does not open this: data would be lost']);
    expect(remediesOf(verdict).join()).not.toContain('--gate-override');
    const other = judge({ findings: [loss], override: { reason: 'now' } });
    expect(other.inVain).toEqual(['an override does not open this: it stands for missing proof alone']);
  });

  it('is not said where it helps, or where the gate is open', () => {
    expect(judge({ override: { reason: 'now' }, now: at(5) }).inVain).toEqual([]);
    expect(judge({ acceptedLoss: named('other') }).inVain).toEqual([]);
  });
});
