import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redactDocument } from '../../../src/redaction.ts';
import { ownFolder, run } from './program.ts';
import { document, singleBinary } from './single-binary.ts';

const SECRET = 'hunter2';

/** Ways to write a credential down, each of which must be hidden wherever lines of a manifest are shown. */
const WRITTEN: Readonly<Record<string, string>> = {
  'a Secret': 'kind: Secret\ndata:\n  any: hunter2\n',
  'a Secret with a comment behind its kind': 'kind: Secret # ours\ndata:\n  any: hunter2\n',
  'a Secret in a List': 'kind: List\nitems:\n- kind: Secret\n  data:\n    any: hunter2\n- kind: Pod\n',
  'a Secret in one line': '{kind: Secret, data: {any: hunter2}}\n',
  'a Secret in JSON': '{"kind": "Secret",\n "data": {"any": "hunter2"}}\n',
  'a Secret in JSON below its source': '---\n# Source: a.yaml\n{"kind":"Secret","data":{"any":"hunter2"}}\n',
  'a Secret with a text of several lines':
    'kind: Secret\nstringData:\n  any: |\n    hunter2: a\n\n    hunter2\n',
  'a Secret with what kubectl applied': `kind: Secret\nmetadata:\n  annotations:\n    last: '{"data":{"any":"hunter2"}}'\n`,
  'a variable': '- name: AWS_SECRET_ACCESS_KEY\n  value: hunter2\n',
  'a variable with CRLF': '- name: AWS_SECRET_ACCESS_KEY\r\n  value: hunter2\r\n',
  'a variable, value first': '- value: hunter2\n  name: AWS_SECRET_ACCESS_KEY\n',
  'a variable in one line': 'env: [{name: AWS_SECRET_ACCESS_KEY, value: hunter2}]\n',
  'a variable in JSON': '{"env":[{"name":"AWS_SECRET_ACCESS_KEY","value":"hunter2"}]}\n',
  'a variable in JSON, value first': '{"env":[{"value":"hunter2","name":"AWS_SECRET_ACCESS_KEY"}]}\n',
  'a variable in JSON lines': '{\n "name": "AWS_SECRET_ACCESS_KEY",\n "value": "hunter2"\n}\n',
  'a variable of several lines': '- name: DB_PASSWORD\n  value: |\n    hunter2\n',
  'a quoted variable of several lines': '- name: DB_PASSWORD\n  value: "a\n    hunter2"\n',
  'server configuration': 'data:\n  config.yaml: |\n    s3:\n      secret_access_key: hunter2\n',
  'server configuration as one string': 'config: "secret_access_key: hunter2\\nregion: x"\n',
  'server configuration as JSON in a string': `config: '{"secret_access_key": "hunter2"}'\n`,
  'a value below its key': 'secret_access_key:\n  hunter2\n',
  'a folded value': 'secret_access_key: >-\n  hunter2\n',
  'a list below a telling key': 'tokens:\n- hunter2\n',
  'a list behind a telling key': 'tokens: [a, hunter2]\n',
  'a value with a comma': 'password: a,hunter2\n',
  'a value with a brace': 'password: a}hunter2\n',
  'a value with a doubled quote': "password: 'a''hunter2'\n",
  'a value over two lines': 'password: a\n  hunter2\n',
  'a flag': '- "-storage.s3.secret-access-key=hunter2"\n',
  'a flag with a comma': "- '-basic-auth-password=a, hunter2'\n",
  'a flag and its value apart': '- -storage.s3.secret-access-key\n- hunter2\n',
  'a password in a URL': 'url: https://user:hunter2@host/path\n',
  'a password with an at sign in a URL': 'url: https://user:a@hunter2@host/path\n',
  'a header': 'Authorization: Bearer hunter2\n',
  'a private key':
    'server.pem: |\n  -----BEGIN EC PRIVATE KEY-----\n  hunter2\n  -----END EC PRIVATE KEY-----\n',
};

describe('a credential is hidden', () => {
  it.each(Object.entries(WRITTEN))('in %s', (_, text) => {
    const shown = redactDocument(text);
    expect(shown).not.toContain(SECRET);
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
  });

  it('in the diff, the report and what is said', async () => {
    const container = [
      'env:',
      '  - name: AWS_SECRET_ACCESS_KEY',
      '    value: hunter2',
      '  - {name: DB_PASSWORD, value: hunter2}',
      '  - name: BUCKET',
      '    value: https://user:hunter2@bucket.example',
    ];
    const more = container.map((line) => `          ${line}\n`).join('');
    const folder = ownFolder();
    const input = singleBinary(more) + document('Secret', '  any: hunter2\n');
    const flags = ['render', '--phase', 'v1', '--diff', '--debug', '--report', 'report.json'];
    const { code, err } = await run(flags, { input, folder });
    expect(code).toBe(0);
    expect(err).toContain('AWS_SECRET_ACCESS_KEY');
    expect(err + readFileSync(join(folder, 'report.json'), 'utf8')).not.toContain(SECRET);
  });

  it.each([
    ['a Secret', document('Secret', '  any: "hunter2\n')],
    ['a ConfigMap', document('ConfigMap', '  secret_access_key: "hunter2\n')],
    ['JSON', '{"metadata":{"labels":{"helm.sh/chart":"pyroscope-2.2.1"}},"password":"hunter2"\n'],
    ['a variable', singleBinary('          env: [{name: DB_PASSWORD, value: hunter2}, "]\n')],
  ])('in the line of a syntax error in %s', async (_, broken) => {
    const { code, out, err } = await run(['render', '--phase', 'v2'], { input: broken });
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toMatch(/^<stdin>:\d+:\d+: error:/);
    expect(err).not.toContain(SECRET);
  });
});
