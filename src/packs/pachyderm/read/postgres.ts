import { type Known, likely, type Tree } from '../../../pack.ts';

/** Where the passwords of the bundled PostgreSQL are. */
export const LOGIN = ['global', 'postgresql'] as const;
const PASSWORDS = ['postgresqlPassword', 'postgresqlPostgresPassword'] as const;

/** Whether the release brings a PostgreSQL whose passwords are in the values. @param values of the chart */
export const usesOwnPostgres = (values: Tree): boolean =>
  values.isTrue('postgresql', 'enabled') && !values.isTrue(...LOGIN, 'postgresqlExistingSecretName');

/** The keys of passwords that nobody wrote, so that the chart decides them. */
export const passwordsLeft = (values: Tree): readonly string[] =>
  PASSWORDS.filter((key) => !values.isWritten(...LOGIN, key));

/** Passwords that a person wrote as an empty text. */
export const blankPasswords = (values: Tree): readonly (readonly [key: string, said: Known<string>])[] =>
  PASSWORDS.flatMap((key) => {
    const said = values.at(...LOGIN, key);
    const isWritten = values.isWritten(...LOGIN, key);
    return said && isWritten && likely(said) === '' ? [[key, said] as const] : [];
  });
