import { finding } from '../migration.ts';
import type { Observation } from '../observation.ts';

const LONGEST_DNS_LABEL = 63;

/** Audit C7: a DNS label has at most 63 characters. */
export const serviceNameTooLong: Observation = {
  rule: {
    id: 'fullname-too-long',
    auditId: 'C7',
    severity: 'note',
    summary: 'a Service name is longer than Kubernetes allows',
    message: ({ name, length }) => ({
      what: `Service ${name} has ${length} characters`,
      why: `a DNS label has at most ${LONGEST_DNS_LABEL}: the API server refuses it after other objects were changed already`,
      remedy: 'shorten pyroscope.fullnameOverride to at most 36 characters',
    }),
  },
  check: ({ objects }) => {
    const long = objects.find(
      (object) => object.kind === 'Service' && object.name.length > LONGEST_DNS_LABEL,
    );
    return long
      ? [finding(serviceNameTooLong.rule, { name: long.name, length: long.name.length }, long)]
      : [];
  },
};
