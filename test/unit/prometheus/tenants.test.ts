import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { likely } from '../../../src/pack.ts';
import { DESTINATION_URL, NEW, OLD, plain, stack, to } from '../../../src/packs/prometheus/rules/examples.ts';
import { stateOf } from '../prometheus-checks/release.ts';
import { rendered } from './rendered.ts';

const TENANT = { destinationTenant: 'b' };
const phaseOf = (entries: string, settings: Readonly<Record<string, string>> = {}) =>
  likely(stateOf(plain({ entries }), { destination: DESTINATION_URL, ...TENANT, ...settings }).phase);
const SHARED = `- name: shared\n  url: ${DESTINATION_URL}\n`;

describe('an entry without a tenant, while destinationTenant names one', () => {
  it.each([
    ['dual', OLD + NEW],
    ['new', OLD + NEW],
    ['dual', OLD + NEW.replace('new', 'team')],
  ])('is refused on the way to %s', async (phase, entries) => {
    for (const manifestOf of [plain, stack]) {
      const { code, out, err } = await rendered(manifestOf({ entries }), to(phase, TENANT));
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('destination-without-tenant');
      expect(err).toContain('X-Scope-OrgID: b');
    }
  });

  it('passes where destinationTenant is not set, as a gateway may put the tenant in', async () => {
    const input = plain({ entries: OLD + NEW });
    const { code, out } = await rendered(input, to('dual'));
    expect([code, out]).toEqual([0, input]);
  });

  it.each(['shared', DESTINATION_URL])('is the old store where --old says so: %s', async (old) => {
    expect(phaseOf(SHARED, { old })).toBe('old');
    const { code, out, err } = await rendered(stack({ entries: SHARED }), to('dual', { ...TENANT, old }));
    expect(code, err).toBe(0);
    expect(parse(out).spec.remoteWrite).toEqual([
      { name: 'shared', url: DESTINATION_URL },
      { name: 'new', url: DESTINATION_URL, headers: { 'X-Scope-OrgID': 'b' } },
    ]);
    const next = await rendered(out, to('new', { ...TENANT, old }));
    expect(next.code, next.err).toBe(0);
    expect(parse(next.out).spec.remoteWrite).toHaveLength(1);
    expect(next.out).toContain('X-Scope-OrgID');
  });
});

describe('the tenant of an entry', () => {
  const HTTP_HEADERS = '  http_headers:\n    X-Scope-OrgID:\n      values: [b]\n';
  const SECRET = HTTP_HEADERS.replace('values: [b]', 'files: [/etc/tenant]');

  it.each([
    ['headers', '  headers:\n    x-scope-orgid: b\n'],
    ['the header of Thanos', '  headers:\n    THANOS-TENANT: b\n'],
    ['http_headers', HTTP_HEADERS],
  ])('is told by %s', async (_, more) => {
    const input = plain({ entries: OLD + NEW + more });
    const { code, out, err } = await rendered(input, to('dual', TENANT));
    expect([code, out], err).toEqual([0, input]);
    expect(phaseOf(NEW + more.replace(/\bb\b/, 'a'))).toBe('old');
  });

  it('is not known where a file holds it', async () => {
    const { err } = await rendered(plain({ entries: OLD + NEW + SECRET }), to('dual', TENANT));
    expect(err).not.toContain('destination-without-tenant');
  });
});
