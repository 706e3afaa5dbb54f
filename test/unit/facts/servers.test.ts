import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/chart/table.ts';
import { configKeySupport, configKeysAt } from '../../../src/packs/pyroscope/facts/config.ts';
import { flagSupport, isSurelyUnknown } from '../../../src/packs/pyroscope/facts/flags.ts';

const FACTS = resolve(import.meta.dirname, '../../../src/packs/pyroscope/facts');

/** What a table says of a flag or key, behind its name. */
function rowNamed(table: 'flags' | 'config', name: string): readonly string[] {
  const text = readFileSync(join(FACTS, `${table}.tsv`), 'utf8');
  return (
    rowsOf(text)
      .find(([first]) => first === name)
      ?.slice(1) ?? []
  );
}

describe('flags of the servers', () => {
  it.each([
    ['log.level', '1.15.0', 'known'],
    ['write-path', '1.21.0', 'experiment'],
    ['write-path', '2.0.1', 'known'],
    ['all.enable-v1-write-path', '1.19.9', 'unknown'],
    ['all.enable-v1-write-path', '1.20.0', 'experiment'],
    ['all.enable-v1-write-path', '2.0.0', 'unknown'],
    ['architecture.storage', '1.21.9', 'unknown'],
    ['architecture.storage', '2.0.0', 'known'],
    ['admin-server.mode', '2.1.0', 'unknown'],
    ['no.such-flag', '2.2.1', 'unknown'],
  ])('-%s on %s is %s', (flag, server, support) => {
    expect(flagSupport(flag, server)).toBe(support);
  });

  it('is not surely unknown between two servers of which one knows it', () => {
    expect(isSurelyUnknown('admin-server.mode', '2.1.0')).toBe(false);
    expect(isSurelyUnknown('admin-server.mode', '2.0.1')).toBe(true);
  });

  it('tells type, values and default', () => {
    const told = (flag: string) => rowNamed('flags', flag).filter((_, column) => column !== 1);
    expect(told('write-path')).toEqual([
      'value',
      'ingester, segment-writer, combined',
      '"segment-writer"',
      'values',
    ]);
    expect(told('admin-server.mode')[1]).toBe('disabled, additional, exclusive');
    expect(told('enable-query-backend').slice(0, 2)).toEqual(['bool', '']);
  });
});

describe('keys of the configuration', () => {
  it('are told by major version where two servers were read', () => {
    expect(configKeySupport(['admin_server', 'mode'], '1.15.0')).toBe('unknown');
    expect(configKeySupport(['admin_server', 'mode'], '2.0.1')).toBe('known');
    expect(configKeySupport(['enable_v1_read_path'], '2.0.1')).toBe('unknown');
    expect(configKeySupport(['limits', 'distributor_usage_groups', 'mine'], '2.2.1')).toBe('free');
  });

  it('have a type, and the flag of the same setting', () => {
    const [type, , flag] = rowNamed('config', 'storage.backend');
    expect([type, flag]).toEqual(['string', 'storage.backend']);
    expect(configKeysAt(['storage', 's3'], '2.2.1')).toContain('bucket_name');
    expect(configKeySupport(['no_such_key'], '2.2.1')).toBe('unknown');
  });
});
