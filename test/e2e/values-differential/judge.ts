import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScalarValue, ValueNode } from '../../../src/values/tree.ts';
import { run } from '../tools/run.ts';
import { flagFiles } from './random-flag.ts';
import type { Combination } from './random-yaml.ts';

/** Values as the template function toJson writes them, byte for byte: keys sorted by bytes, <, > and & escaped. */
export function helmJson(node: ValueNode): string {
  if (node.kind === 'scalar') return scalarJson(node.value);
  if (node.kind === 'list') return `[${node.items.map(helmJson).join(',')}]`;
  const sorted = [...node.entries].sort(([left], [right]) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );
  return `{${sorted.map(([key, value]) => `${scalarJson(key)}:${helmJson(value)}`).join(',')}}`;
}

function scalarJson(value: ScalarValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeOf);
  return Object.is(value, -0) ? '-0' : String(value);
}

const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Defaults that the combinations meet with: nested, with lists, and null at the top and below. */
export const chartDefaults = `
a: standard
map: {a: 1, b: {c: true, d: null, e: {f: null}}, c: [1, null, {x: null}]}
list: [1, {a: 2}, null]
none: null
deep:
  none: null
  a: {b: {c: 3, none: ~}}
"yes": {a: b}
"8": [x]
c: {a: 1}
`;

/** What Helm makes of a combination: .Values as JSON, or its complaint. */
export type Verdict =
  | { readonly kind: 'values'; readonly json: string }
  | { readonly kind: 'error'; readonly stderr: string };

/** A real Helm binary with a folder of its own and a chart that writes nothing but its values. */
export class Judge {
  private readonly helm: string;
  private readonly folder: string;

  private constructor(helm: string, folder: string) {
    this.helm = helm;
    this.folder = folder;
  }

  static async in(folder: string, helm: string): Promise<Judge> {
    const templates = join(folder, 'chart', 'templates');
    await mkdir(templates, { recursive: true });
    const files = new Map([
      ['chart/Chart.yaml', 'apiVersion: v2\nname: values\nversion: 1.0.0\n'],
      ['chart/values.yaml', chartDefaults],
      // Base64 keeps what is no YAML out of the manifest.
      ['chart/templates/values.yaml', 'values: {{ toJson .Values | b64enc }}\n'],
      ...flagFiles,
    ]);
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    return new Judge(helm, folder);
  }

  async judge({ files, setFlags }: Combination): Promise<Verdict> {
    for (const { name, text } of files) await writeFile(join(this.folder, name), text);
    const args = ['template', 'release', 'chart', ...files.flatMap(({ name }) => ['-f', name])];
    for (const { flag, text } of setFlags) args.push(`${flag}=${text}`);
    const { status, stdout, stderr } = await run(this.helm, args, { cwd: this.folder, env: this.env() });
    if (status !== 0) return { kind: 'error', stderr };
    const encoded = /^values: (\S+)$/m.exec(stdout)?.[1];
    if (encoded === undefined) throw new Error(`Helm wrote no values: ${stdout}`);
    return { kind: 'values', json: Buffer.from(encoded, 'base64').toString('utf8') };
  }

  private env(): NodeJS.ProcessEnv {
    const home = (name: string) => join(this.folder, name);
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      HELM_CACHE_HOME: home('cache'),
      HELM_CONFIG_HOME: home('config'),
      HELM_DATA_HOME: home('data'),
    };
  }
}
