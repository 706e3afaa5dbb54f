import type { Path } from '../../../pack.ts';
import { likely } from '../../../pack.ts';
import { namesCredential, namesCredentialInQuery } from '../../../redaction.ts';
import type { PrometheusRule, RemoteWrite } from '../read/facts.ts';
import { OLD, plain, stack, to } from './examples.ts';

/** Where an entry may hold a credential as it is. */
const PLACES: Readonly<Record<RemoteWrite['spelling'], readonly Path[]>> = {
  resource: [['bearerToken'], ['authorization', 'credentials', 'value']],
  file: [
    ['bearer_token'],
    ['basic_auth', 'password'],
    ['authorization', 'credentials'],
    ['oauth2', 'client_secret'],
    ['oauth2', 'tls_config', 'key'],
    ['azuread', 'oauth', 'client_secret'],
    ['sigv4', 'secret_key'],
    ['tls_config', 'key'],
  ],
};

/** What of a URL may be a credential. A user alone is a token in some services. */
function* partsOf(text: string) {
  if (!URL.canParse(text)) return;
  const { username, password, searchParams } = new URL(text);
  if (password !== '') yield 'the user and password in its URL';
  else if (username !== '') yield 'the user in its URL';
  for (const name of new Set(searchParams.keys()))
    if (namesCredentialInQuery(name)) yield `${name} in the query of its URL`;
}

function* credentialsIn({ tree, spelling, url }: RemoteWrite) {
  for (const path of PLACES[spelling])
    if (tree.at(...path)) yield { at: tree.place(...path), what: path.join('.') };
  for (const key of tree.keys('headers'))
    if (namesCredential(String(key))) yield { at: tree.place('headers', key), what: `headers.${key}` };
  for (const what of partsOf(likely(url) ?? '')) yield { at: tree.place('url'), what };
}

export const credentialInClear: PrometheusRule = {
  id: 'credential-in-clear',
  severity: 'warning',
  audit: ['P-63'],
  summary: 'an entry holds a password or a token as it is',
  why: 'Everyone who may read the object, the values or the history of Helm can read it. phasegate never prints it.',
  sources: ['charts 45.31.1, 88.5.3 and 29.27.0, rendered'],
  bad: [
    { manifests: stack({ entries: `${OLD}  bearerToken: example\n` }), asked: to('dual'), at: 'bearerToken' },
    {
      manifests: plain({ entries: `${OLD}  basic_auth:\n    username: writer\n    password: example\n` }),
      asked: to('dual'),
      at: 'password',
    },
    { manifests: plain({ entries: OLD.replace('//', '//token@') }), asked: to('dual'), at: 'url' },
    {
      manifests: stack({ entries: OLD.replace('/push', '/push?api_key=example') }),
      asked: to('dual'),
      at: 'url',
    },
    {
      manifests: stack({ entries: `${OLD}  headers:\n    X-Api-Key: example\n` }),
      asked: to('dual'),
      at: 'X-Api-Key',
    },
  ],
  good: [
    {
      manifests: plain({
        entries: `${OLD}  basic_auth:\n    username: writer\n    password_file: /etc/old/password\n`,
      }),
      asked: to('dual'),
    },
    { manifests: stack({ entries: OLD.replace('/push', '/push?db=metrics') }), asked: to('dual') },
  ],
  judge({ now }, report) {
    for (const { entries, spelling } of now.components)
      for (const entry of entries)
        for (const { at, what } of credentialsIn(entry))
          report({
            at,
            what: `a credential stands in clear: ${what}`,
            fix:
              spelling === 'resource'
                ? 'put it into a Secret, and name that under basicAuth or authorization'
                : 'mount a Secret, and name its file: password_file or credentials_file',
          });
  },
};
