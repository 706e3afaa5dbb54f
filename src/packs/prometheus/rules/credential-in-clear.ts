import type { Path } from '../../../pack.ts';
import { likely } from '../../../pack.ts';
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
    ['sigv4', 'secret_key'],
  ],
};

const hasUser = (url: string): boolean => URL.canParse(url) && new URL(url).password !== '';

function* credentialsIn({ tree, spelling, url }: RemoteWrite) {
  for (const path of PLACES[spelling])
    if (tree.at(...path)) yield { at: tree.place(...path), what: path.join('.') };
  for (const key of tree.keys('headers'))
    if (/^authorization$/i.test(String(key)))
      yield { at: tree.place('headers', key), what: `headers.${key}` };
  if (hasUser(likely(url) ?? '')) yield { at: tree.place('url'), what: 'the user and password in its URL' };
}

export const credentialInClear: PrometheusRule = {
  id: 'credential-in-clear',
  severity: 'warning',
  audit: ['P-63'],
  summary: 'an entry holds a password or a token as it is',
  why: 'Whoever may read the object, the values or the history of Helm reads it. phasegate never prints it.',
  sources: ['charts 45.31.1, 88.5.3 and 29.27.0, rendered'],
  bad: [
    { manifests: stack({ entries: `${OLD}  bearerToken: example\n` }), asked: to('dual'), at: 'bearerToken' },
    {
      manifests: plain({ entries: `${OLD}  basic_auth:\n    username: writer\n    password: example\n` }),
      asked: to('dual'),
      at: 'password',
    },
  ],
  good: [
    {
      manifests: plain({
        entries: `${OLD}  basic_auth:\n    username: writer\n    password_file: /etc/old/password\n`,
      }),
      asked: to('dual'),
    },
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
