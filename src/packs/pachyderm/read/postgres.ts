import { type Known, likely, type Tree } from '../../../pack.ts';

/** The passwords of the bundled PostgreSQL, below `global.postgresql`. */
export const PASSWORDS = ['postgresqlPassword', 'postgresqlPostgresPassword'] as const;

/** Whether the release brings a PostgreSQL whose passwords are in the values. @param values of the chart */
export const usesOwnPostgres = (values: Tree): boolean =>
  values.isTrue('postgresql', 'enabled') &&
  !values.isTrue('global', 'postgresql', 'postgresqlExistingSecretName');

/** Passwords that a person wrote as an empty text. */
export const blankPasswords = (values: Tree): readonly (readonly [key: string, said: Known<string>])[] =>
  PASSWORDS.flatMap((key) => {
    const said = values.at('global', 'postgresql', key);
    const isWritten = values.isWritten('global', 'postgresql', key);
    return said && isWritten && likely(said) === '' ? [[key, said] as const] : [];
  });
