/** A flag as `-help-all` prints it. */
export interface ListedFlag {
  /** `bool` where the listing names none. */
  readonly type: string;
  /** As printed, empty if none is. */
  readonly default: string;
  /** Those that the description lists, none where it lists none. */
  readonly values: readonly string[];
}

const FLAG = /^ {2}-(\S+)(?: (\S.*))?$/;
const DEFAULT = /\s*\(default (.*)\)$/;

/** The ways in which descriptions list the values of a flag. */
const VALUES = [
  /(?:valid|supported|allowed) (?:compression )?(?:options|values|levels|formats|backends|compressions)(?: are)?: ?\[?([^\].(]*)/i,
  /valid values are ([^\].(]*)/i,
  /\bone of: ?\[?([^\].(]*)/i,
];

function valuesIn(description: string): readonly string[] {
  const found = VALUES.map((form) => form.exec(description)?.[1]).find((text) => text !== undefined);
  if (found === undefined) return [];
  const list = found.replace(/ and | or /g, ', ');
  const words = list.includes(',') ? list.split(',') : list.split(' ');
  return words
    .map((word) => word.trim().replace(/^'(.*)'$/, '$1'))
    .map((word) => (word === '' ? '""' : word));
}

/** Reads the output of a server's `-help-all`. @throws RangeError if it is something else */
export function readHelpAll(text: string): ReadonlyMap<string, ListedFlag> {
  const flags = new Map<string, { type: string; description: string[] }>();
  let last: { type: string; description: string[] } | undefined;
  for (const line of text.split('\n')) {
    const [, name, type = 'bool'] = FLAG.exec(line) ?? [];
    if (name === undefined) last?.description.push(line.trim());
    else {
      last = { type, description: [] };
      flags.set(name, last);
    }
  }
  if (!flags.has('help-all') && !flags.has('config.file'))
    throw new RangeError('this is not the output of -help-all: no flag -config.file in it');
  return new Map(
    [...flags].map(([name, { type, description }]): [string, ListedFlag] => {
      const whole = description.join(' ').trim();
      const [, byDefault = ''] = DEFAULT.exec(whole) ?? [];
      return [name, { type, default: byDefault, values: valuesIn(whole.replace(DEFAULT, '')) }];
    }),
  );
}

/** Prints flags as a server would, as far as they are known: what a flag is for is not kept. */
export function helpAllText(flags: ReadonlyMap<string, ListedFlag>): string {
  const entries = [...flags].map(([name, { type, default: byDefault, values }]) => {
    const description = [
      ...(values.length > 0 ? [`Supported values are: ${values.join(', ')}.`] : []),
      ...(byDefault === '' ? [] : [`(default ${byDefault})`]),
    ];
    return `  -${name}${type === 'bool' ? '' : ` ${type}`}\n    \t${description.join(' ')}\n`;
  });
  return `Usage of ./pyroscope:\n${entries.join('')}`;
}
