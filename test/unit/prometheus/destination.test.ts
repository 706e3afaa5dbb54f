import { describe, expect, it } from 'vitest';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from '../../../src/packs/prometheus/rules/examples.ts';
import { rendered } from './rendered.ts';

const forTenant = (name: string, tenant: string): string =>
  `- name: ${name}\n  url: ${DESTINATION_URL}\n  headers:\n    X-Scope-OrgID: ${tenant}\n`;
const FROM = forTenant('from', 'a');
const TO = forTenant('to', 'b');

describe('a move between tenants of one store', () => {
  const asked = (phase: string) => to(phase, { destinationTenant: 'b' });

  it('adds the entry of the new tenant beside that of the old one', async () => {
    const { out } = await rendered(stack({ entries: FROM }), asked('dual'));
    expect(out).toContain('name: new');
    expect(out).toMatch(/X-Scope-OrgID: b/);
  });

  it.each([
    ['first', FROM + TO],
    ['last', TO + FROM],
  ])('takes out the entry of the old tenant where it is the %s one', async (_, entries) => {
    const { out } = await rendered(plain({ entries }), asked('new'));
    expect(out).toContain('name: to');
    expect(out).not.toContain('name: from');
  });

  it('gets no second entry beside one that names no tenant, which is refused', async () => {
    const { out, err } = await rendered(plain({ entries: OLD + NEW }), asked('dual'));
    expect(out).toBe('');
    expect(err).toContain('destination-without-tenant');
  });
});

describe('two entries with the URL of the destination, told apart by nothing', () => {
  const stream = stack({ entries: FROM + TO });

  it('are not guessed between', async () => {
    const { out, err, code } = await rendered(stream, to('new'));
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(err).toContain('2 entries of remote_write have the URL of the new store: from, to');
  });

  it('are told apart by the name of the old one', async () => {
    const { out } = await rendered(stream, to('new', { old: 'from' }));
    expect(out).not.toContain('name: from');
    expect(out).toContain('name: to');
  });
});

describe('a destination that differs in the database alone', () => {
  const INFLUX = 'http://influx.example.org:8086/api/v1/prom/write';
  const entry = (query: string) => `- name: old\n  url: ${INFLUX}?${query}\n`;
  const dual = (query: string) => ({ phase: 'dual', destination: `${INFLUX}?${query}` });

  it('is another store', async () => {
    expect((await rendered(plain({ entries: entry('db=a') }), dual('db=b'))).out).toContain('db=b');
  });

  it('is the same store where the entry has a password in its query', async () => {
    const stream = plain({ entries: OLD + entry('db=a&p=one').replace('old', 'new') });
    expect((await rendered(stream, dual('db=a'))).out).toBe(stream);
  });
});
