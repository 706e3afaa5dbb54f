import { describe, expect, it } from 'vitest';
import { plaintextSecret } from '../../../src/packs/pyroscope/rules/plaintext-secret.ts';
import { findings, parts, single } from './findings-of.ts';

describe('plaintext-secret', () => {
  const s3 = (value: unknown) =>
    single({ structuredConfig: { storage: { s3: { secret_access_key: value } } } });
  const variable = (name: string, value: unknown) => single({ extraEnvVars: { [name]: value } });
  const count = (values: object, allow: readonly string[] = []) =>
    findings(plaintextSecret, values, { options: { allow } }).length;

  it.each(['hunter2', 'REDACTED', 'a$b', 'a{b', 12345678])('takes %s for a credential', (value) => {
    expect(count(s3(value))).toBe(1);
  });

  it.each([
    `\${A}`,
    `x\${A:default}y`,
    '$(A)',
    '$A',
    '{{ .Values.a }}',
    '<a>',
    '%A%',
    'ENC[AES]',
    'ref+vault://a',
    '',
    null,
    true,
  ])('leaves %s alone', (value) => {
    expect(count(s3(value))).toBe(0);
  });

  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'a', 1],
    ['AWS_ACCESS_KEY_ID', 'a', 0],
    ['TOKEN_FILE', '/a', 0],
    ['USE_TOKEN', 'true', 0],
    ['LOG_LEVEL', 'debug', 0],
    ['S3_SECRET', { value: 'a' }, 1],
    ['S3_SECRET', { valueFrom: { secretKeyRef: { name: 'a' } } }, 0],
  ])('variable %s: %j', (name, value, expected) => {
    expect(count(variable(name, value))).toBe(expected);
  });

  it('reads the text of config, all of it, also beside templates', () => {
    const config =
      'storage:\n  swift:\n    password: hunter2\n{{ if true }}\n  azure:\n    account_key: {{ .x }}\n{{ end }}';
    expect(count(single({ config }))).toBe(1);
  });

  it('knows keys of TLS blocks and no others called key', () => {
    const server = { http_tls_config: { key: 'hunter2' }, other: { key: 'a' } };
    expect(count(single({ structuredConfig: { server } }))).toBe(1);
  });

  it('looks into the blocks of components', () => {
    expect(count(parts({ metastore: { extraArgs: { 'storage.s3.secret-access-key': 'a' } } }))).toBe(1);
  });

  it('leaves a minio with a Secret of its own alone', () => {
    const minio = { enabled: true, rootPassword: 'hunter2' };
    expect(count({ minio })).toBe(1);
    expect(count({ minio: { ...minio, existingSecret: 'minio' } })).toBe(0);
  });

  it('takes names and paths that may be written', () => {
    expect(count(s3('a'), ['secret_access_key'])).toBe(0);
    expect(count(s3('a'), ['storage.s3.secret_access_key'])).toBe(0);
    expect(count(variable('S3_SECRET', 'a'), ['secret_access_key'])).toBe(1);
  });

  it('never says what the credential is', () => {
    const values = { ...s3('hunter2'), minio: { enabled: true, rootPassword: 'hunter2' } };
    const said = findings(plaintextSecret, values);
    expect(said).toHaveLength(2);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });
});
