/** A key of the configuration as the reference lists it. */
export interface ListedField {
  readonly type: string;
  /** Without its dash, empty for keys that only the file has. */
  readonly flag: string;
  /** As printed, empty if none is. */
  readonly default: string;
}

type Fields = Map<string, ListedField>;

const FIELD = /^( *)\[([\w-]+): <([^>]+)>(?: \| default = ?(.*))?\]$/;
const MAP = /^( *)([\w-]+):$/;
const FLAG = /^ *# CLI flag: -(\S+)$/;

/** The keys of one block, below its own top. */
function readBlock(lines: readonly string[]): Fields {
  const fields: Fields = new Map();
  let above: readonly { readonly indent: number; readonly name: string }[] = [];
  let flag = '';
  for (const line of lines) {
    flag = FLAG.exec(line)?.[1] ?? flag;
    const [, space = '', name] = MAP.exec(line) ?? FIELD.exec(line) ?? [];
    if (name === undefined) continue;
    above = above.filter(({ indent }) => indent < space.length);
    const [, , , type, byDefault = ''] = FIELD.exec(line) ?? [];
    const path = [...above.map((one) => one.name), name].join('.');
    if (type === undefined) above = [...above, { indent: space.length, name }];
    else fields.set(path, { type, flag, default: byDefault });
    flag = '';
  }
  return fields;
}

/** Blocks by the name that others refer to them with; the one at the top has none. */
function blocksOf(text: string): ReadonlyMap<string, Fields> {
  const blocks = new Map<string, string[]>();
  let heading = '';
  let within: string[] | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      within = within === undefined && line === '```yaml' ? (blocks.get(heading) ?? []) : undefined;
      if (within) blocks.set(heading, within);
    } else if (within) within.push(line);
    else heading = /^### (\S+)$/.exec(line)?.[1] ?? heading;
  }
  return new Map([...blocks].map(([name, lines]) => [name, readBlock(lines)]));
}

/**
 * Reads a server's configuration reference, a Markdown page with a block of YAML a part.
 * @returns every key with a value of its own by its path from the top, dots between
 * @throws RangeError if it is something else
 */
export function readConfigReference(text: string): ReadonlyMap<string, ListedField> {
  const blocks = blocksOf(text);
  const found: Fields = new Map();
  const expand = (block: string, above: string): void => {
    for (const [path, field] of blocks.get(block) ?? []) {
      if (field.flag === '' && field.default === '' && blocks.has(field.type))
        expand(field.type, `${above}${path}.`);
      else found.set(`${above}${path}`, field);
    }
  };
  expand('', '');
  if (!found.has('target'))
    throw new RangeError('this is not a configuration reference: no key target in it');
  return found;
}

/** Prints keys as the reference has them, in one block. */
export function configReferenceText(fields: ReadonlyMap<string, ListedField>): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const [path, { type, flag, default: byDefault }] of fields) {
    const names = path.split('.');
    const above = names.slice(0, -1);
    const shared = above.findIndex((name, depth) => open[depth] !== name);
    const kept = shared === -1 ? above.length : shared;
    above.slice(kept).forEach((name, index) => {
      lines.push(`${'  '.repeat(kept + index)}${name}:`);
    });
    open = above;
    const space = '  '.repeat(above.length);
    if (flag !== '') lines.push(`${space}# CLI flag: -${flag}`);
    lines.push(`${space}[${names.at(-1)}: <${type}>${byDefault === '' ? '' : ` | default = ${byDefault}`}]`);
  }
  return `# Configuration parameters\n\n\`\`\`yaml\n${lines.join('\n')}\n\`\`\`\n`;
}
