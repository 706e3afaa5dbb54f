import { VERSION } from '../version.ts';

/** What `phasegate --help` prints. */
export const overview =
  (): string => `phasegate ${VERSION}: carries storage migrations run with Helm through their phases

usage: phasegate [command] [flags]

  render   read manifests on stdin, write them on stdout as the phase asks for
           (runs when no command is given: helm upgrade … --post-renderer phasegate)
  report   show what the last render decided and changed

phasegate <command> --help lists a command's flags.
exit codes: 0 clean or done, 1 refused or would change, 2 usage, config or broken input, 3 own failure
`;
