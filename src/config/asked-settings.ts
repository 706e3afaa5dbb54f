import { either } from '../english.ts';
import type { Pack, Setting } from '../pack.ts';

/** What flags, variables, config keys and help are made of. */
export type AskedPack = Pick<Pack, 'name' | 'title' | 'phases' | 'settings'>;

/** A setting that a person may ask for; packs that have one of the same name share it. */
export interface AskedSetting {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of what may be asked for. */
  readonly schema: object;
  /** The rows of the packs. */
  readonly rows: readonly Setting[];
}

const unique = <T>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

function joined(name: string, rows: readonly Setting[]): AskedSetting {
  const schemas = unique(rows.flatMap(({ schema }) => schema ?? []));
  return {
    name,
    summary: unique(rows.map(({ summary }) => summary)).join('; '),
    schema: schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas },
    rows,
  };
}

/** The settings that a person may ask for, each name once, in the packs' order. */
export function askedSettings(packs: readonly AskedPack[]): readonly AskedSetting[] {
  const rows = packs.flatMap(({ settings = [] }) => settings.filter(({ schema }) => schema !== undefined));
  return [...new Set(rows.map(({ name }) => name))].map((name) =>
    joined(
      name,
      rows.filter((row) => row.name === name),
    ),
  );
}

/** The phases to choose from, by pack where there are several: `a, b or c (Ledger); d or e (Lake)`. */
export const phasesText = (packs: readonly AskedPack[]): string =>
  packs
    .map(({ name, title = name, phases }) => {
      const words = either(phases.map(({ id }) => id));
      return packs.length === 1 ? words : `${words} (${title})`;
    })
    .join('; ');

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const ofType: Readonly<Record<string, (word: string) => string | undefined>> = {
  number: (word) => (NUMBER.test(word) ? undefined : 'is not a number'),
  integer: (word) => (/^[+-]?\d+$/.test(word) ? undefined : 'is not a whole number'),
  boolean: (word) => (word === 'true' || word === 'false' ? undefined : 'is not true or false'),
};

function mistakeInRow({ check, schema }: Setting, word: string): string | undefined {
  if (check !== undefined) return check(word);
  const { enum: words, type } = (schema ?? {}) as { enum?: readonly unknown[]; type?: unknown };
  if (words !== undefined)
    return words.some((one) => String(one) === word) ? undefined : `is not one of ${words.join(', ')}`;
  return ofType[String(type)]?.(word);
}

/** What is wrong with what a person asked for, as a clause; undefined where one of the packs takes it. */
export function mistakeIn({ rows }: Pick<AskedSetting, 'rows'>, word: string): string | undefined {
  const mistakes = rows.map((row) => mistakeInRow(row, word));
  return mistakes.includes(undefined) ? undefined : mistakes[0];
}
