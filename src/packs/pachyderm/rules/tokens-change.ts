import { likely, ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';

/** What the chart makes up at every run where it is blank, and what turns that off. */
const TOKENS = [
  { path: ['pachd', 'clusterDeploymentID'], instead: undefined },
  {
    path: ['console', 'config', 'oauthClientSecret'],
    instead: ['console', 'config', 'oauthClientSecretSecretName'],
  },
] as const;

export const tokensChange = ruleFor<PachydermFacts>()({
  id: 'tokens-change',
  severity: 'warning',
  audit: ['D-65'],
  needs: ['values'],
  summary: 'a token changes with every upgrade',
  why: 'The chart makes up a new one at every upgrade and in every render, so that two renders of the same values differ.',
  sources: ['charts 2.4.6 and 2.11.6, upgraded by Helm 3 and 4'],
  bad: [{ values: 'deployTarget: AMAZON\n', chart: '2.4.6' }],
  good: [
    {
      values: 'deployTarget: AMAZON\npachd:\n  clusterDeploymentID: one\nconsole:\n  enabled: false\n',
      chart: '2.4.6',
    },
  ],
  judge({ now }, report) {
    const { values } = now;
    const blank = TOKENS.filter(({ path: [block, ...rest], instead }) => {
      const isOff = block === 'console' && !values.isTrue(block, 'enabled');
      const isElsewhere = instead !== undefined && values.isTrue(...instead);
      return !isOff && !isElsewhere && likely(values.at(block, ...rest)) === '';
    }).map(({ path }) => path);
    const [first] = blank;
    if (first === undefined) return;
    report({
      at: values.place(...first),
      what: `${blank.map((path) => path.join('.')).join(' and ')} ${blank.length === 1 ? 'is' : 'are'} blank`,
      fix: 'set them to what the release has today, from Secret pachyderm-deployment-id-secret and Secret pachyderm-console-secret',
    });
  },
});
