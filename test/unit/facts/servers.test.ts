import { describe, expect, it } from 'vitest';
import { configFieldAt, configKeySupport } from '../../../src/packs/pyroscope/facts/config.ts';
import { flagNamed, flagSupport, isSurelyUnknown } from '../../../src/packs/pyroscope/facts/flags.ts';

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
    expect(flagNamed('write-path')).toMatchObject({
      type: 'value',
      values: ['ingester', 'segment-writer', 'combined'],
      default: '"segment-writer"',
    });
    expect(flagNamed('admin-server.mode')?.values).toEqual(['disabled', 'additional', 'exclusive']);
    expect(flagNamed('enable-query-backend')).toMatchObject({ type: 'bool', values: [] });
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
    expect(configFieldAt(['storage', 'backend'], '2.2.1')).toEqual({
      type: 'string',
      flag: 'storage.backend',
    });
    expect(configFieldAt(['storage', 's3'], '2.2.1')).toEqual({ type: 'map' });
    expect(configFieldAt(['no_such_key'], '2.2.1')).toBeUndefined();
  });
});
