import type { RuleOption, RuleOptions } from '../../../../lint/rule.ts';

/** The option of rules that must know how the release is called; values do not say it. */
export const RELEASE_NAME: RuleOption = {
  description: 'name of the Helm release, where it is known',
  type: 'string',
  default: '',
};

/** Empty where it was not given. */
export const releaseNameIn = ({ releaseName }: RuleOptions): string =>
  typeof releaseName === 'string' ? releaseName : '';
