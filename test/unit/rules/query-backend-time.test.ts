import { describe, expect, it } from 'vitest';
import { momentOf, sameMoment } from '../../../src/packs/pyroscope/query-backend-from.ts';

/** Each tried on server 1.21.0, by `-enable-query-backend-from=… -version`. */
const TAKEN = [
  '0',
  '2025-01-01',
  '2025-01-01T00:00',
  '2025-01-01T00:00:00Z',
  '2025-01-01T00:00:00+01:00',
  '2025-01-01T00:00:00.5Z',
  '2025-01-01T00:00:00,5Z',
];
const REFUSED = [
  '',
  ' auto',
  'AUTO',
  'now',
  'now-1h',
  '-1',
  '1.7e9',
  '1735689600',
  '1735689600000',
  '2025-01',
  '2025-1-1',
  '2025-02-30',
  '2025-01-01T00',
  '2025-01-01T00:00Z',
  '2025-01-01T00:00:00',
  '2025-01-01 00:00:00',
  '2025-01-01 00:00:00 +0000 UTC',
  '2025-01-01T00:00:00z',
  '2025-01-01T00:00:00+0100',
  '2025-01-01T24:00:00Z',
];

describe('momentOf', () => {
  it.each(TAKEN)('reads %j as the server does', (text) => {
    expect(momentOf(text)).not.toBeUndefined();
  });

  it.each(REFUSED)('refuses %j as the server does', (text) => {
    expect(momentOf(text)).toBeUndefined();
  });

  it('reads a day and a minute as UTC, and an offset as what it is', () => {
    expect(momentOf('2025-01-01')).toBe(Date.UTC(2025, 0, 1));
    expect(momentOf('2025-01-01T06:30')).toBe(Date.UTC(2025, 0, 1, 6, 30));
    expect(momentOf('2025-01-01T00:00:00+01:00')).toBe(Date.UTC(2024, 11, 31, 23));
  });
});

describe('sameMoment', () => {
  it.each([
    ['2025-01-01 10:00:00Z', '2025-01-01T10:00:00Z'],
    ['2025-01-01t10:00:00z', '2025-01-01T10:00:00Z'],
    ['2025-01-01 10:00:00 +0100', '2025-01-01T10:00:00+01:00'],
    ['2025-01-01T10:00:00+0100', '2025-01-01T10:00:00+01:00'],
    ['2025-01-01 10:00', '2025-01-01T10:00'],
    [' 2025-01-01 ', '2025-01-01'],
    ['Auto', 'auto'],
  ])('writes %j as %j', (text, mended) => {
    expect(sameMoment(text)).toBe(mended);
  });

  it.each(['2025-01-01 10:00:00', '2025-01-01T10:00:00', 'now', '1735689600', '2025-02-30 10:00:00Z', ''])(
    'guesses nothing for %j',
    (text) => {
      expect(sameMoment(text)).toBeUndefined();
    },
  );
});
